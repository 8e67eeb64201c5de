import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openS3, parseS3Url, s3Settings } from '@parquetry/s3';
import type { Sampling } from './bench-invocation.ts';

async function writeFile(path: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(content, createWriteStream(path));
}

async function bring(stage: Sampling['stage']): Promise<void> {
  if (stage.length === 0) return;
  await using s3 = openS3(s3Settings.parse({}));
  for (const { from, to } of stage) await writeFile(to, s3.read(parseS3Url(from)));
}

async function generate(wanted: Sampling['generate']): Promise<void> {
  if (wanted.length === 0) return;
  const { generateInto } = await import('./generate-into.ts');
  for (const { to, ...request } of wanted) await writeFile(to, generateInto(request));
}

/** The files of a sample, below /tmp; deleted when it is disposed of, so that a warm environment does not fill up. */
export async function stageInputs({ stage, generate: wanted }: Sampling): Promise<AsyncDisposable> {
  const paths = [...stage, ...wanted].map(({ to }) => to);
  const staged: AsyncDisposable = {
    async [Symbol.asyncDispose]() {
      for (const path of paths) await rm(path, { force: true });
    },
  };
  try {
    await bring(stage);
    await generate(wanted);
    return staged;
  } catch (error) {
    await staged[Symbol.asyncDispose]();
    throw error;
  }
}
