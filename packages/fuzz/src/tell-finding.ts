import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { caseText, parseCase } from './cases/fuzz-case.ts';
import { makeCase } from './cases/make-case.ts';
import type { FuzzOptions } from './options.ts';
import type { Ending } from './process/watch-child.ts';

const FINDINGS_DIRECTORY = join('.parquetry', 'fuzz');
const MOST_SHOWN_BYTES = 2000;

/** Bytes as text: UTF-8 where it is, every other byte as `\xHH`. */
function bytesText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, MOST_SHOWN_BYTES)).toString('utf8');
  const isText = Buffer.from(text).equals(Buffer.from(bytes.subarray(0, MOST_SHOWN_BYTES)));
  const shown = isText
    ? JSON.stringify(text)
    : `base64 ${Buffer.from(bytes.subarray(0, MOST_SHOWN_BYTES)).toString('base64')}`;
  return bytes.length > MOST_SHOWN_BYTES ? `${shown} …` : shown;
}

type Found = Extract<Ending, { status: 'found' }>;

/** Writes the case of a finding below `directory` and describes it: what, which input, which options, how to repeat it. */
export async function tellFinding(
  { number, finding, caseText: smallest }: Found,
  { seed, kind, caseFile: givenFile }: FuzzOptions,
  directory: string,
): Promise<string> {
  const fuzzCase = smallest
    ? parseCase(smallest)
    : givenFile === undefined
      ? makeCase(seed, number, kind)
      : undefined;
  const lines = [`finding: ${finding.check}`, `  ${finding.details}`, ''];
  if (givenFile === undefined) lines.push(`seed ${seed}, case ${number}`);
  if (fuzzCase === undefined) return `${lines.join('\n')}\nrepeat: npm run fuzz -- --case ${givenFile}\n`;
  for (const file of fuzzCase.files) lines.push(`input (${file.length} bytes): ${bytesText(file)}`);
  lines.push(`options: ${JSON.stringify(fuzzCase.options)}`);
  const path = join(directory, FINDINGS_DIRECTORY, `seed-${seed}-case-${Math.max(0, number)}.json`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, caseText(fuzzCase));
  lines.push(`repeat: npm run fuzz -- --case ${relative(directory, path)}`);
  return `${lines.join('\n')}\n`;
}
