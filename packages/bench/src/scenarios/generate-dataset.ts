import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileStore, type ObjectRef } from '@parquetry/core';
import { generateFiles, generateText } from '@parquetry/datagen';
import { z } from 'zod';
import { sha256Of } from './hash-files.ts';
import { requireSpace } from './require-space.ts';
import type { GeneratedData } from './scenario.ts';

const manifest = z.strictObject({ files: z.array(z.string()).min(1), sha256: z.string() });
type Manifest = z.infer<typeof manifest>;

const MANIFEST_FILE = 'dataset.json';

export interface GenerateOptions {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: (bytes: number, totalBytes: number) => void;
}

/** `reused`: made by an earlier run and checked against its hash. */
export interface Dataset {
  readonly refs: readonly ObjectRef[];
  /** Of the concatenated files, in order. */
  readonly sha256: string;
  readonly reused: boolean;
}

interface GeneratedFile {
  readonly name: string;
  readonly chunks: Iterable<Uint8Array>;
}

/** A rough guess, for a progress bar and the space that is needed. */
const BYTES_PER_ROW = 120;

export const expectedBytes = (data: GeneratedData): number =>
  data.files * ('bytesPerFile' in data ? data.bytesPerFile : data.rowsPerFile * BYTES_PER_ROW);

function filesOf(data: GeneratedData, seed: number): Iterable<GeneratedFile> {
  const { recipe, format = 'csv', files } = data;
  if (files > 1) return generateFiles({ ...data, seed });
  const size = 'bytesPerFile' in data ? { bytes: data.bytesPerFile } : { rows: data.rowsPerFile };
  return [{ name: `${recipe}.${format}`, chunks: generateText({ recipe, format, seed, ...size }) }];
}

/** Files of the same name hold the same bytes. */
function nameOf(data: GeneratedData, seed: number): string {
  const size = 'bytesPerFile' in data ? data.bytesPerFile : `${data.rowsPerFile}-rows`;
  const format = data.format === 'ndjson' ? '-ndjson' : '';
  return `${data.recipe}${format}-${data.files}x${size}-seed-${seed}`;
}

const refsOf = (directory: string, { files }: Manifest): ObjectRef[] =>
  files.map((key) => ({ bucket: directory, key }));

async function intactDataset(directory: string, signal?: AbortSignal): Promise<Dataset | undefined> {
  try {
    const described = manifest.parse(JSON.parse(await readFile(join(directory, MANIFEST_FILE), 'utf8')));
    const refs = refsOf(directory, described);
    const sha256 = await sha256Of(fileStore(), refs, signal);
    return sha256 === described.sha256 ? { refs, sha256, reused: true } : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

async function write(directory: string, data: GeneratedData, options: GenerateOptions): Promise<Manifest> {
  const hash = createHash('sha256');
  const files: string[] = [];
  let bytes = 0;
  function* observed(chunks: Iterable<Uint8Array>) {
    for (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      options.onBytes?.(bytes, expectedBytes(data));
      yield chunk;
    }
  }
  for (const { name, chunks } of filesOf(data, options.seed)) {
    const body = Readable.from(observed(chunks), { objectMode: true });
    const { signal } = options;
    await pipeline(body, createWriteStream(join(directory, name)), { ...(signal && { signal }) });
    files.push(name);
  }
  const described = { files, sha256: hash.digest('hex') };
  await writeFile(join(directory, MANIFEST_FILE), JSON.stringify(described));
  return described;
}

/**
 * The files of a generated scenario below `directory`: those of an earlier run where they still have their hash,
 * otherwise written anew. An interrupted run leaves nothing that looks finished.
 *
 * @throws RequestError when they would not fit.
 */
export async function ensureDataset(
  directory: string,
  data: GeneratedData,
  options: GenerateOptions,
): Promise<Dataset> {
  const name = nameOf(data, options.seed);
  const target = join(directory, name);
  const intact = await intactDataset(target, options.signal);
  if (intact !== undefined) return intact;
  await requireSpace(directory, expectedBytes(data), 'the data of a scenario');
  const aside = join(directory, `.${name}.${process.pid}.part`);
  try {
    await mkdir(aside, { recursive: true });
    const described = await write(aside, data, options);
    await rm(target, { recursive: true, force: true });
    await rename(aside, target);
    return { refs: refsOf(target, described), sha256: described.sha256, reused: false };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
