import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClaimFiles, generatedFiles, sampledFiles, sampleObjects } from '@parquetry/bench';
import { fileStore, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { isS3Bucket } from '@parquetry/s3';
import { UsageError } from '../../exit-codes.ts';
import { expandInputs, type Input, STDIN } from '../../inputs/expand-inputs.ts';
import { openObjects } from '../../inputs/open-objects.ts';
import { plural } from '../../terminal/format.ts';
import type { CommandContext } from '../command-context.ts';

export interface FileChoice {
  readonly inputs: readonly string[];
  readonly seed: number;
  /** Generated data are kept here. */
  readonly directory: string;
}

interface Sized {
  readonly ref: ObjectRef;
  readonly bytes: number;
  /** A guess. */
  readonly textBytes: number;
}

const MIB = 1 << 20;
/** Objects that differ in size by no more than this are of one size: any number of them is like any other. */
const SAME_SIZE = 1.1;
/** Where sizes differ every batch holds all of the sample equally often, and the smallest has ten files. */
const LIMITS = {
  alike: { mostObjects: 500, mostBytes: 64 * MIB },
  different: { mostObjects: 10, mostBytes: 12 * MIB },
} as const;
/** Text is about so many times as large as what gzip and zstd make of it. */
const EXPANSION = 5;
const COMPRESSED = /\.(gz|zst)$/i;

function limitsFor(objects: readonly Sized[]) {
  const sizes = objects.map(({ textBytes }) => textBytes);
  return Math.max(...sizes) <= Math.min(...sizes) * SAME_SIZE ? LIMITS.alike : LIMITS.different;
}

async function sizesOf(store: ObjectStore, found: readonly Input[], signal: AbortSignal): Promise<Sized[]> {
  const sized: Sized[] = [];
  for (const { ref, bytes } of found) {
    const known = bytes ?? (await store.stat(ref, signal))?.bytes;
    if (known === undefined || known === 0) continue;
    sized.push({ ref, bytes: known, textBytes: COMPRESSED.test(ref.key) ? known * EXPANSION : known });
  }
  return sized;
}

/** What lies in S3 is copied to a directory; files stay where they are. */
async function bringHere(
  store: ObjectStore,
  objects: readonly Sized[],
  directory: string,
  signal: AbortSignal,
): Promise<ObjectRef[]> {
  const files = fileStore();
  const refs: ObjectRef[] = [];
  for (const [index, { ref }] of objects.entries()) {
    if (!isS3Bucket(ref.bucket)) {
      refs.push(ref);
      continue;
    }
    const name = ref.key.slice(ref.key.lastIndexOf('/') + 1);
    const here = { bucket: directory, key: `${String(index).padStart(4, '0')}-${name}` };
    await files.write(here, store.read(ref, { signal }), signal);
    refs.push(here);
  }
  return refs;
}

async function sampleInputs(
  { inputs, seed }: FileChoice,
  directory: string,
  context: CommandContext,
): Promise<ClaimFiles> {
  const { terminal } = context;
  const { signal } = terminal;
  await using objects = openObjects(context);
  const { store } = objects;
  const found = await expandInputs(inputs, terminal.directory, { store, signal });
  if (found.some(({ ref }) => ref === STDIN)) throw new UsageError('claims cannot read stdin; name a file');
  const sized = await sizesOf(store, found, signal);
  if (sized.length === 0) throw new UsageError('all inputs are empty; name files that hold rows');
  const { taken, strata } = sampleObjects(sized, { ...limitsFor(sized), seed });
  const refs = await bringHere(store, taken, directory, signal);
  const of = inputs.slice(0, 3).join(', ') + (inputs.length > 3 ? ' …' : '');
  return sampledFiles(
    refs,
    {
      origin: taken.some(({ ref }) => isS3Bucket(ref.bucket)) ? 's3' : 'files',
      description: `${plural(taken.length, 'file')} of ${sized.length} in ${of}`,
      objects: sized.length,
      bytes: sized.reduce((total, { bytes }) => total + bytes, 0),
      strata,
      seed,
    },
    { signal },
  );
}

/** The files to measure with: a sample of the inputs, or generated ones. What had to be copied is removed in the end. */
export async function withFiles<T>(
  choice: FileChoice,
  context: CommandContext,
  use: (files: ClaimFiles) => Promise<T>,
): Promise<T> {
  const { signal } = context.terminal;
  if (choice.inputs.length === 0) {
    return use(await generatedFiles(choice.directory, choice.seed, { signal }));
  }
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-claims-'));
  try {
    return await use(await sampleInputs(choice, directory, context));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
