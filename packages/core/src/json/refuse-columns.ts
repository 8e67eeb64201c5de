import { RequestError } from '../conversion/errors.ts';
import { type Part, type Parts, partsOf } from './json-parts.ts';

const OF_OBJECTS =
  "jq -c '[to_entries[] | .key as $c | .value | to_entries[] | {row: .key, ($c): .value}] | group_by(.row)[] | add'";
const OF_ARRAYS = "jq -c '. as $t | range([$t[] | length] | max) as $i | $t | map_values(.[$i])'";
/** One object that goes on behind the sample is a column when it has so many members. */
const MANY_ROWS = 100;

const isPlain = ({ parts }: Parts) => parts.every(({ kind }) => kind === 'scalar' || kind === 'null');

function isArrayOfColumns(columns: readonly Parts[]): boolean {
  const whole = columns.filter(({ end }) => end >= 0);
  const length = columns[0]!.parts.length;
  return length > 0 && whole.every(({ parts }) => parts.length === length);
}

const keysOf = ({ parts }: Parts) => JSON.stringify(parts.map(({ key }) => key));

function isObjectOfColumns(columns: readonly Parts[]): boolean {
  const [first] = columns;
  const rows = first!.parts.length;
  if (rows === 0) return false;
  const whole = columns.filter(({ end }) => end >= 0);
  if (whole.some((column) => keysOf(column) !== keysOf(first!))) return false;
  const isNumbered = first!.parts.every(({ key }) => /^\d+$/.test(key));
  return isNumbered || (columns.length > 1 && rows > 1) || (whole.length === 0 && rows > MANY_ROWS);
}

/**
 * Refuses an object whose members are the columns of a table: objects of plain values under the same keys, or arrays of
 * plain values of one length.
 *
 * @throws RequestError with a way to turn it round.
 */
export function refuseColumns(name: string, bytes: Uint8Array, members: readonly Part[]): void {
  const [first] = members;
  if (first === undefined || members.some(({ kind }) => kind !== first.kind)) return;
  if (first.kind !== 'object' && first.kind !== 'array') return;
  const columns = members.map(({ start, end }) => partsOf(bytes.subarray(0, end), start));
  if (!columns.every(isPlain)) return;
  const isObject = first.kind === 'object';
  if (!(isObject ? isObjectOfColumns(columns) : isArrayOfColumns(columns))) return;
  const layout = isObject ? '{column: {row: value}}' : '{column: [values]}';
  throw new RequestError(
    `${name} holds the columns of a table, ${layout}, not its records; write a line per record first: ` +
      `${isObject ? OF_OBJECTS : OF_ARRAYS}; or, if the object is one record, say so: --records ''`,
  );
}
