import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { askClerk } from '@parquetry/bench';
import { generateFiles } from '@parquetry/datagen';
import type { LocalAws } from '@parquetry/local-aws';
import { parseS3Url } from '@parquetry/s3';
import type { PayloadSource } from '@parquetry/tune';
import { plural } from '../../terminal/format.ts';

export const BUCKETS = { input: 'tune-input', output: 'tune-output' } as const;

interface ObjectsRequest {
  /** Files to convert; generated ones when absent. */
  readonly files: readonly string[] | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
}

const GENERATED = { recipe: 'state-vectors', format: 'csv', files: 8, bytesPerFile: 1 << 18 } as const;

async function generateInto(directory: string, seed: number): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, chunks } of generateFiles({ ...GENERATED, seed })) {
    const path = join(directory, name);
    await writeFile(path, Buffer.concat([...chunks]));
    paths.push(path);
  }
  return paths;
}

async function put(aws: LocalAws, paths: readonly string[], signal: AbortSignal): Promise<string[]> {
  const urls = paths.map((path, index) => `s3://${BUCKETS.input}/${index}-${basename(path)}`);
  const files = urls.map((url, index) => ({ path: paths[index]!, ref: parseS3Url(url) }));
  await askClerk(aws, { do: 'put', files }, signal);
  return urls;
}

const eventOf = (source: string) =>
  JSON.stringify({ action: 'convert', source, output: `s3://${BUCKETS.output}/` });

/** Brings files to the S3 of this machine, and gives the events that ask to convert one each. */
export async function putObjects(
  aws: LocalAws,
  { files, seed, signal }: ObjectsRequest,
): Promise<PayloadSource> {
  for (const bucket of Object.values(BUCKETS)) await aws.createBucket(bucket);
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-tune-'));
  try {
    const urls = await put(aws, files ?? (await generateInto(directory, seed)), signal);
    const what =
      files === undefined ? `generated objects of ${GENERATED.bytesPerFile / 1024} KiB` : 'objects';
    return {
      kind: 'list',
      texts: urls.map(eventOf),
      once: false,
      description: files?.length === 1 ? plural(1, 'object') : `${urls.length} ${what}`,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
