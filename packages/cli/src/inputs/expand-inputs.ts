import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileRef, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { glob, isDynamicPattern } from 'tinyglobby';
import { UsageError } from '../exit-codes.ts';
import { findObjects } from './find-objects.ts';
import { isS3Name } from './places.ts';

export interface Input {
  readonly ref: ObjectRef;
  /** Path below an output directory, with the input's own ending. */
  readonly relativePath: string;
  /** Where a listing told them. */
  readonly bytes?: number;
  /** Of a prefix or pattern of S3: whether it names that object, too. */
  readonly isNamedToo?: (ref: ObjectRef) => boolean;
}

export const STDIN: ObjectRef = { bucket: '', key: 'stdin' };
export const STDOUT: ObjectRef = { bucket: '', key: 'stdout' };

const RECORD_FILES = '**/*.{csv,tsv,json,ndjson,jsonl}{,.gz,.zst}';
/** What earlier conversions set aside or saved beside them. */
const NO_RECORDS = ['**/*.rejects.ndjson', '**/*.schema.json', '**/_parquetry/**'];

const kindOf = async (path: string) => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'missing';
  if (found.isDirectory()) return 'directory';
  return found.isFile() ? 'file' : 'stream';
};

const filesBelow = async (
  directory: string,
  pattern: string,
  ignored: readonly string[] = [],
): Promise<Input[]> => {
  const paths = await glob(pattern, {
    cwd: directory,
    ignore: [...ignored],
    onlyFiles: true,
    caseSensitiveMatch: false,
    followSymbolicLinks: false,
  });
  return paths.sort().map((path) => ({ ref: fileRef(join(directory, path)), relativePath: path }));
};

/** The part of a glob before its first magic segment. */
function staticBase(pattern: string): string {
  const segments = pattern.split('/');
  const magic = segments.findIndex((segment) => isDynamicPattern(segment));
  return segments.slice(0, magic).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

async function expandOne(input: string, directory: string, objects: Objects | undefined): Promise<Input[]> {
  if (input === '-') return [{ ref: STDIN, relativePath: 'stdin' }];
  if (objects && isS3Name(input)) return findObjects(input, objects.store, objects.signal);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) {
    const readable = objects
      ? 'only files and objects of s3:// can be read'
      : 'only local files can be read here';
    throw new UsageError(`${input}: ${readable}; download it first`);
  }
  const path = resolve(directory, input);
  switch (await kindOf(path)) {
    case 'file':
      return [{ ref: fileRef(path), relativePath: relative(dirname(path), path) }];
    case 'directory': {
      const found = await filesBelow(path, RECORD_FILES, NO_RECORDS);
      if (found.length === 0) {
        throw new UsageError(
          `${input}: no .csv, .tsv, .json, .ndjson or .jsonl file (nor one of them with .gz or .zst) in this directory; name files directly`,
        );
      }
      return found;
    }
    case 'stream':
      throw new UsageError(
        `${input} can be read only once; hand it over as stdin instead: parquetry … - < ${input}`,
      );
    case 'missing': {
      if (!isDynamicPattern(input)) throw new UsageError(`${input} does not exist; check the path`);
      const base = resolve(directory, staticBase(input));
      const found = await filesBelow(base, relative(base, resolve(directory, input)));
      if (found.length === 0)
        throw new UsageError(
          `${input}: no file matches; check the pattern, and quote it so that the shell leaves it alone`,
        );
      return found;
    }
  }
}

/** Where objects of S3 are looked for. */
interface Objects {
  readonly store: ObjectStore;
  readonly signal?: AbortSignal;
}

/**
 * Files, directories (searched for CSV and JSON), globs and `-` as inputs, and the same of S3 where `objects` are given;
 * each once.
 *
 * @throws UsageError when an input names nothing.
 */
export async function expandInputs(
  inputs: readonly string[],
  directory: string,
  objects?: Objects,
): Promise<Input[]> {
  const found = new Map<string, Input>();
  for (const input of inputs) {
    for (const expanded of await expandOne(input, directory, objects)) {
      const identity = `${expanded.ref.bucket}/${expanded.ref.key}`;
      if (!found.has(identity)) found.set(identity, expanded);
    }
  }
  return [...found.values()];
}
