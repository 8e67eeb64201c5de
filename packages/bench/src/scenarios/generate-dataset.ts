import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileStore, type ObjectRef } from '@parquetry/core';
import { generateCsv, generateFiles } from '@parquetry/datagen';
import { z } from 'zod';
import type { GeneratedScenario } from './catalogue.ts';
import { sha256Of } from './hash-files.ts';

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
  readonly reused: boolean;
}

interface GeneratedFile {
  readonly name: string;
  readonly chunks: Iterable<Uint8Array>;
}

function filesOf(data: GeneratedScenario['data'], seed: number): Iterable<GeneratedFile> {
  const { recipe, files, bytesPerFile } = data;
  if (files > 1) return generateFiles({ recipe, seed, files, bytesPerFile });
  return [{ name: `${recipe}.csv`, chunks: generateCsv({ recipe, seed, bytes: bytesPerFile }) }];
}

const refsOf = (directory: string, { files }: Manifest): ObjectRef[] =>
  files.map((key) => ({ bucket: directory, key }));

async function intactDataset(directory: string, signal?: AbortSignal): Promise<Dataset | undefined> {
  try {
    const described = manifest.parse(JSON.parse(await readFile(join(directory, MANIFEST_FILE), 'utf8')));
    const refs = refsOf(directory, described);
    const isIntact = (await sha256Of(fileStore(), refs, signal)) === described.sha256;
    return isIntact ? { refs, reused: true } : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

async function write(
  directory: string,
  data: GeneratedScenario['data'],
  options: GenerateOptions,
): Promise<Manifest> {
  const hash = createHash('sha256');
  const files: string[] = [];
  let bytes = 0;
  function* observed(chunks: Iterable<Uint8Array>) {
    for (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      options.onBytes?.(bytes, data.files * data.bytesPerFile);
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
 */
export async function ensureDataset(
  directory: string,
  data: GeneratedScenario['data'],
  options: GenerateOptions,
): Promise<Dataset> {
  const name = `${data.recipe}-${data.files}x${data.bytesPerFile}-seed-${options.seed}`;
  const target = join(directory, name);
  const intact = await intactDataset(target, options.signal);
  if (intact !== undefined) return intact;
  const aside = join(directory, `.${name}.${process.pid}.part`);
  try {
    await mkdir(aside, { recursive: true });
    const described = await write(aside, data, options);
    await rm(target, { recursive: true, force: true });
    await rename(aside, target);
    return { refs: refsOf(target, described), reused: false };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
