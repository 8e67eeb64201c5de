import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { displayRef, filePath, fileRef, type ObjectRef } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';
import { type Input, STDOUT } from './expand-inputs.ts';
import { type NamedOutputs, stem } from './name-outputs.ts';

const REJECTS_ENDING = '.rejects.ndjson';

export interface RejectsRequest {
  readonly inputs: readonly Input[];
  readonly named: NamedOutputs;
  /** As given with `--rejects`. */
  readonly rejects: string | undefined;
  readonly directory: string;
}

const isPartition = (segment: string) => /^[^=]+=/.test(segment);

/** The directory of the table that a path lies in a partition of: above the first `key=value`. */
function tableRoot(path: string): string | undefined {
  const segments = dirname(path).split(sep);
  const first = segments.findIndex(isPartition);
  return first === -1 ? undefined : segments.slice(0, first).join(sep) || sep;
}

/** Beside the output; beside the root of its table where the output is a partition's. */
function besideOutput(output: ObjectRef): ObjectRef | undefined {
  if (output === STDOUT) return undefined;
  const path = filePath(output);
  const name = path.slice(0, path.lastIndexOf('.')) + REJECTS_ENDING;
  const root = tableRoot(path);
  if (root === undefined) return fileRef(name);
  if (root === sep) return undefined;
  const inTable = name.slice(root.length + 1).split(sep);
  return fileRef(join(dirname(root), [basename(root), ...inTable].join('.')));
}

/**
 * Where the rejected rows of each input go when nothing is said; undefined where there is no such place: stdout, or a
 * table at the root of the file system.
 */
export const defaultRejects = ({ refs }: NamedOutputs): readonly (ObjectRef | undefined)[] =>
  refs.map(([output]) => besideOutput(output!));

const isDirectory = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() === true;

/** Partitions do not become directories here: what is in them would pass for a table. */
function flattened(path: string): string {
  const segments = path.split(sep);
  return segments.slice(0, -1).some(isPartition) ? segments.join('.') : path;
}

/** As `--rejects` says: the file of the only input, or a directory. */
async function givenRejects(
  { inputs, directory }: RejectsRequest,
  location: string,
): Promise<readonly ObjectRef[]> {
  const path = resolve(directory, location);
  const looksLikeFile = /\.(ndjson|jsonl|json|txt|log)$/i.test(location) && !(await isDirectory(path));
  if (inputs.length > 1 && looksLikeFile) {
    throw new UsageError(
      `--rejects ${location} names a file, there are ${inputs.length} inputs; name a directory`,
    );
  }
  const isFile = inputs.length === 1 && !/[/\\]$/.test(location) && !(await isDirectory(path));
  if (isFile) return [fileRef(path)];
  return inputs.map(({ relativePath }) =>
    fileRef(join(path, flattened(stem(relativePath)) + REJECTS_ENDING)),
  );
}

/** Readers of a partitioned table take every file in it for data. */
function requireOutsideTables(refs: readonly ObjectRef[], { named, rejects }: RejectsRequest): void {
  const outputs = named.refs.flat().filter((ref) => ref !== STDOUT);
  const roots = new Set(outputs.map((ref) => tableRoot(filePath(ref))).filter((root) => root !== undefined));
  const isInside = (path: string) =>
    tableRoot(path) !== undefined ||
    [...roots].some((root) => path.startsWith(root === sep ? root : root + sep));
  const inside = refs.find((ref) => isInside(filePath(ref)));
  if (inside === undefined) return;
  throw new UsageError(
    `--rejects ${rejects}: ${displayRef(inside)} lies in a partitioned table, whose readers would take it for data; ` +
      'name a place outside of it',
  );
}

/** The directories that a path lies in. */
function* ancestors(path: string): Generator<string> {
  for (let above = dirname(path); above !== dirname(above); above = dirname(above)) yield above;
}

function requireDistinct(refs: readonly ObjectRef[], { inputs, named }: RejectsRequest): void {
  const taken = new Map<string, string>([
    ...inputs.map(({ ref }) => [displayRef(ref), 'is an input'] as const),
    ...named.refs.flat().map((ref) => [displayRef(ref), 'is an output'] as const),
  ]);
  const files = new Set(taken.keys());
  for (const ref of refs) {
    const name = displayRef(ref);
    const isBelow = [...ancestors(name)].some((above) => files.has(above));
    const use = isBelow ? 'lies below an input or an output' : taken.get(name);
    if (use) throw new UsageError(`rejected rows cannot go to ${name}: it ${use}; choose another --rejects`);
    taken.set(name, 'is where those of another input go');
  }
}

/**
 * Where the rejected rows of each input go.
 *
 * @throws UsageError when a place is taken, lies within a partitioned table, or has to be named.
 */
export async function nameRejects(request: RejectsRequest): Promise<readonly ObjectRef[]> {
  const { rejects, named, inputs } = request;
  const refs = rejects === undefined ? defaultRejects(named) : await givenRejects(request, rejects);
  const found = refs.filter((ref) => ref !== undefined);
  if (found.length < inputs.length) {
    throw new UsageError('rows that are set aside need a place: name a file with --rejects');
  }
  if (rejects !== undefined) requireOutsideTables(found, request);
  requireDistinct(found, request);
  return found;
}
