import { stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileRef, type ObjectRef } from '@parquetry/core';
import { glob, isDynamicPattern } from 'tinyglobby';
import { UsageError } from '../exit-codes.ts';

export interface Input {
  readonly ref: ObjectRef;
  /** Path below an output directory, with the input's own ending. */
  readonly relativePath: string;
}

export const STDIN: ObjectRef = { bucket: '', key: 'stdin' };
export const STDOUT: ObjectRef = { bucket: '', key: 'stdout' };

const RECORD_FILES = '**/*.{csv,tsv,json,ndjson,jsonl}{,.gz,.zst}';
/** What earlier conversions set aside or saved beside them. */
const NO_RECORDS = ['**/*.rejects.ndjson', '**/*.schema.json'];

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

async function expandOne(input: string, directory: string): Promise<Input[]> {
  if (input === '-') return [{ ref: STDIN, relativePath: 'stdin' }];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) {
    throw new UsageError(`${input}: only local files can be read; download it first`);
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

/**
 * Files, directories (searched for CSV and JSON), globs and `-` as inputs; each file once.
 *
 * @throws UsageError when an input names nothing.
 */
export async function expandInputs(inputs: readonly string[], directory: string): Promise<Input[]> {
  const found = new Map<string, Input>();
  for (const input of inputs) {
    for (const expanded of await expandOne(input, directory)) {
      const identity = `${expanded.ref.bucket}/${expanded.ref.key}`;
      if (!found.has(identity)) found.set(identity, expanded);
    }
  }
  return [...found.values()];
}
