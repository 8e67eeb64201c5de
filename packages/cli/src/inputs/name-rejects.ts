import { stat } from 'node:fs/promises';
import { displayRef, type ObjectRef } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';
import { type Input, STDOUT } from './expand-inputs.ts';
import { type NamedOutputs, requireOutsideInputs, stem } from './name-outputs.ts';
import { above, below, directoryAt, isS3Name, placeOf, refAt, refOf, separatorOf } from './places.ts';

const REJECTS_ENDING = '.rejects.ndjson';

export interface RejectsRequest {
  readonly inputs: readonly Input[];
  readonly named: NamedOutputs;
  /** As given with `--rejects`. */
  readonly rejects: string | undefined;
  readonly directory: string;
}

const isPartition = (segment: string) => /^[^=]+=/.test(segment);

/** The directory of the table that a place lies in a partition of: above the first `key=value`. */
function tableRoot(place: string): string | undefined {
  const separator = separatorOf(place);
  const segments = above(place).split(separator);
  const first = segments.findIndex(isPartition);
  return first === -1 ? undefined : segments.slice(0, first).join(separator) || separator;
}

/** What a place in a directory begins with. */
const insideOf = (directory: string): string =>
  directory.endsWith(separatorOf(directory)) ? directory : directory + separatorOf(directory);

/** Beside the output; beside the root of its table where the output is a partition's. */
function besideOutput(output: ObjectRef): ObjectRef | undefined {
  if (output === STDOUT) return undefined;
  const place = placeOf(output);
  const name = place.slice(0, place.lastIndexOf('.')) + REJECTS_ENDING;
  const root = tableRoot(place);
  if (root === undefined) return refAt(name);
  if (above(root) === root) return undefined;
  const inTable = name.slice(root.length + 1).split(separatorOf(place));
  return refAt([root, ...inTable].join('.'));
}

/**
 * Where the rejected rows of each input go when nothing is said; undefined where there is no such place: stdout, or a
 * table at the root of the file system or of a bucket.
 */
export const defaultRejects = ({ refs }: NamedOutputs): readonly (ObjectRef | undefined)[] =>
  refs.map(([output]) => besideOutput(output!));

/** In S3 a prefix is told by its end alone. */
const isDirectory = async (place: string) =>
  !isS3Name(place) && (await stat(place).catch(() => undefined))?.isDirectory() === true;

/** Partitions do not become directories here: what is in them would pass for a table. */
function flattened(path: string): string {
  const segments = path.split(/[/\\]/);
  return segments.slice(0, -1).some(isPartition) ? segments.join('.') : path;
}

/** As `--rejects` says: the file of the only input, or a directory. */
async function givenRejects(
  { inputs, directory }: RejectsRequest,
  location: string,
): Promise<readonly ObjectRef[]> {
  const place = directoryAt(location, directory);
  const looksLikeFile = /\.(ndjson|jsonl|json|txt|log)$/i.test(location) && !(await isDirectory(place));
  if (inputs.length > 1 && looksLikeFile) {
    throw new UsageError(
      `--rejects ${location} names a file, there are ${inputs.length} inputs; name a directory`,
    );
  }
  const isFile = inputs.length === 1 && !/[/\\]$/.test(location) && !(await isDirectory(place));
  if (isFile) return [refOf(location, directory)];
  return inputs.map(({ relativePath }) =>
    refAt(below(place, flattened(stem(relativePath)) + REJECTS_ENDING)),
  );
}

/** Readers of a partitioned table take every file in it for data. */
function requireOutsideTables(refs: readonly ObjectRef[], { named, rejects }: RejectsRequest): void {
  const outputs = named.refs.flat().filter((ref) => ref !== STDOUT);
  const roots = new Set(outputs.map((ref) => tableRoot(placeOf(ref))).filter((root) => root !== undefined));
  const isInside = (place: string) =>
    tableRoot(place) !== undefined || [...roots].some((root) => place.startsWith(insideOf(root)));
  const inside = refs.find((ref) => isInside(placeOf(ref)));
  if (inside === undefined) return;
  throw new UsageError(
    `--rejects ${rejects}: ${displayRef(inside)} lies in a partitioned table, whose readers would take it for data; ` +
      'name a place outside of it',
  );
}

/** The directories that a place lies in. */
function* ancestors(place: string): Generator<string> {
  for (let directory = above(place); directory !== above(directory); directory = above(directory))
    yield directory;
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
  requireOutsideInputs('--rejects', found, inputs);
  requireDistinct(found, request);
  return found;
}
