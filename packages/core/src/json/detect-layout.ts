import { BadInputError, RequestError } from '../conversion/errors.ts';
import type { JsonFormat } from '../conversion/source-format.ts';
import { formatCount, plural } from '../text/format-count.ts';
import { countKinds, type Part, type Parts, partsOf } from './json-parts.ts';
import { JsonScanner, skipBlanks, Token } from './json-scanner.ts';
import { refuseColumns } from './refuse-columns.ts';
import { COMMAS } from './splitter.ts';

/** How records are laid out, and how that was found out. */
export interface JsonLayout {
  readonly layout: JsonFormat['layout'];
  readonly member: string | undefined;
  readonly records: JsonFormat['records'];
  readonly confidence: number;
  readonly because: string;
  /** Members beside the records, which are not converted. */
  readonly leftOut: readonly string[];
}

/** The beginning of a text as UTF-8, without its byte-order mark. */
export interface JsonSample {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of `bytes[0]` in the text. */
  readonly offset: number;
  readonly isWhole: boolean;
}

const MOST_LINES = 200;
const list = (keys: readonly string[]) => {
  const shown = keys.slice(0, 10).map((key) => JSON.stringify(key));
  return keys.length > 10 ? `${shown.join(', ')}, …` : shown.join(', ');
};

interface Lines {
  readonly total: number;
  readonly objects: number;
  readonly arrays: number;
  /** Text goes on after the first line. */
  readonly areSeveral: boolean;
}

/** How many of the first lines are a record each. */
function countLines({ bytes, isWhole }: JsonSample): Lines {
  const scanner = new JsonScanner();
  const lines = { total: 0, objects: 0, arrays: 0 };
  let at = 0;
  while (at < bytes.length && lines.total < MOST_LINES) {
    const feed = bytes.indexOf(Token.lineFeed, at);
    if (feed < 0 && !isWhole) break;
    const end = feed < 0 ? bytes.length : feed;
    const start = skipBlanks(bytes, at, end);
    at = end + 1;
    if (start === end) continue;
    lines.total += 1;
    const isObject = bytes[start] === Token.openObject;
    if (!isObject && bytes[start] !== Token.openArray) continue;
    scanner.begin(bytes, end);
    const stop = scanner.value(start);
    if (stop < 0 || skipBlanks(bytes, stop, end) < end) continue;
    if (isObject) lines.objects += 1;
    else lines.arrays += 1;
  }
  const rest = skipBlanks(bytes, Math.min(at, bytes.length), bytes.length);
  return { ...lines, areSeveral: lines.total > 1 || (lines.total === 1 && rest < bytes.length) };
}

function layoutOfLines({ total, objects, arrays }: Lines): JsonLayout {
  const good = objects + arrays;
  return {
    layout: 'lines',
    member: undefined,
    records: objects >= arrays ? 'objects' : 'arrays',
    confidence: good / total,
    because: `${formatCount(good)} of ${plural(total, 'line')} are ${objects >= arrays ? 'objects' : 'arrays'}`,
    leftOut: [],
  };
}

const recordsOf = ({ objects, arrays }: { objects: number; arrays: number }): JsonFormat['records'] =>
  objects >= arrays ? 'objects' : 'arrays';

function notJson(
  { name, offset }: JsonSample,
  { at, reason }: { at: number; reason: string },
): BadInputError {
  return new BadInputError(
    `${name} is not JSON: ${reason} (at byte ${formatCount(offset + at)}); correct it there, or say --from csv if it is CSV`,
  );
}

function requireNothingBehind(sample: JsonSample, end: number): void {
  const at = skipBlanks(sample.bytes, end, sample.bytes.length);
  if (at < sample.bytes.length) throw notJson(sample, { at, reason: 'text follows the value' });
}

/** Records with commas between them are neither NDJSON nor an array. */
function refuseCommas({ name, bytes, offset }: JsonSample, end: number): void {
  const at = end < 0 ? bytes.length : skipBlanks(bytes, end, bytes.length);
  if (bytes[at] !== Token.comma) return;
  throw new BadInputError(
    `${name} has commas behind its records (the first at byte ${formatCount(offset + at)}), as only the elements of an array have; ` +
      COMMAS.wayOut,
  );
}

function layoutOfArray(sample: JsonSample, start: number, { parts, end, error }: Parts): JsonLayout {
  const kinds = countKinds(parts);
  const { objects, arrays, scalars } = kinds;
  if (objects + arrays === 0) {
    if (error) throw notJson(sample, error);
    throw parts.length === 0 && end > start
      ? new BadInputError(`${sample.name} is an empty array; there is nothing to convert`)
      : new RequestError(
          `${sample.name} is an array of single values, not of records; make an object of each, e.g. jq -c '.[] | {value: .}'`,
        );
  }
  return {
    layout: 'array',
    member: undefined,
    records: recordsOf(kinds),
    confidence: (objects + arrays) / (objects + arrays + scalars),
    because: `the text is one array, of ${objects >= arrays ? 'objects' : 'arrays'}`,
    leftOut: [],
  };
}

/** Whether a member may be the records of a text. */
function isRecords(bytes: Uint8Array, { kind, start, end }: Part): boolean {
  if (kind !== 'array') return false;
  const { objects, arrays, scalars } = countKinds(partsOf(bytes.subarray(0, end), start).parts);
  return objects + arrays > scalars;
}

function layoutOfMember({ name, bytes }: JsonSample, members: readonly Part[], member: string): JsonLayout {
  const found = members.find(({ key }) => key === member);
  if (found && !isRecords(bytes, found) && found.isWhole) {
    throw new RequestError(`${name}: the member ${JSON.stringify(member)} is no array of records`);
  }
  const kinds = found ? countKinds(partsOf(bytes.subarray(0, found.end), found.start).parts) : undefined;
  return {
    layout: 'array',
    member,
    records: kinds ? recordsOf(kinds) : 'objects',
    confidence: found ? 1 : 0.5,
    because: found ? 'its array holds the records' : 'it was named, and is not within the sample',
    leftOut: members.filter(({ key }) => key !== member).map(({ key }) => key),
  };
}

function oneRecord(sample: JsonSample, start: number, end: number, given: string | undefined): JsonLayout {
  const { bytes } = sample;
  const isOneLine = end >= 0 && !bytes.subarray(start, end).includes(Token.lineFeed);
  const follows = end >= 0 && skipBlanks(bytes, end, bytes.length) < bytes.length;
  return {
    layout: isOneLine && !follows ? 'lines' : 'values',
    member: undefined,
    records: 'objects',
    confidence: given === undefined ? 0.9 : 1,
    because: follows ? 'one object follows another' : 'the text is one object, the only record',
    leftOut: [],
  };
}

/** Of a text that begins with an object, and is no lines of records. */
function layoutOfObject(sample: JsonSample, start: number, given: string | undefined): JsonLayout {
  const { name, bytes, isWhole } = sample;
  const { parts, end, error } = partsOf(bytes, start);
  refuseCommas(sample, end);
  if (given) {
    if (end < 0 || parts.some(({ key }) => key === given)) return layoutOfMember(sample, parts, given);
    const keys = parts.map(({ key }) => key);
    throw new RequestError(
      `${name} has no member ${JSON.stringify(given)} (--records); it has: ${list(keys)}`,
    );
  }
  const follows = end >= 0 && (skipBlanks(bytes, end, bytes.length) < bytes.length || !isWhole);
  if (follows || given === '') return oneRecord(sample, start, end, given);
  const members = parts.filter((part) => isRecords(bytes, part));
  if (members.length === 1) return { ...layoutOfMember(sample, parts, members[0]!.key), confidence: 0.9 };
  if (members.length > 1) {
    const keys = list(members.map(({ key }) => key));
    throw new RequestError(`${name} has several arrays of records, ${keys}; name one with --records`);
  }
  if (error) throw notJson(sample, error);
  refuseColumns(name, bytes, parts);
  if (end >= 0) return oneRecord(sample, start, end, given);
  if (isWhole) throw notJson(sample, { at: bytes.length, reason: 'the text ends within an object' });
  throw new RequestError(
    `${name} begins with an object that goes on after ${formatCount(bytes.length)} bytes, and has no array of records until ` +
      "there; name the member that holds them with --records, or, if the object is a record, say so: --records ''",
  );
}

/**
 * Finds out how the records of a JSON text are laid out. `given`: the member that holds them; empty: the objects of the
 * text are the records themselves.
 *
 * @throws RequestError when there are no records, or several arrays of them; BadInputError when it is no JSON, or empty.
 */
export function detectLayout(sample: JsonSample, given: string | undefined): JsonLayout {
  const { name, bytes } = sample;
  const start = skipBlanks(bytes, 0, bytes.length);
  if (start === bytes.length) throw new BadInputError(`${name} is empty; there is nothing to convert`);
  const isArray = bytes[start] === Token.openArray;
  const isObject = bytes[start] === Token.openObject;
  if (given && !isObject) {
    throw new RequestError(`${name} is no object with a member ${JSON.stringify(given)} (--records)`);
  }
  const lines = countLines(sample);
  const good = lines.objects + lines.arrays;
  if (!given && lines.areSeveral && good > 0 && 2 * good >= lines.total) return layoutOfLines(lines);
  if (isObject) return layoutOfObject(sample, start, given);
  if (!isArray) {
    const scanner = new JsonScanner();
    scanner.begin(bytes, bytes.length);
    if (scanner.scalar(start) < 0) throw notJson(sample, { at: scanner.failedAt, reason: scanner.reason });
    requireNothingBehind(sample, scanner.scalar(start));
    throw new RequestError(`${name} is a single value, not records; there is no table to be made of it`);
  }
  const parts = partsOf(bytes, start);
  const { end } = parts;
  refuseCommas(sample, end);
  const next = end < 0 ? bytes.length : skipBlanks(bytes, end, bytes.length);
  if (next < bytes.length && bytes[next] === Token.openArray) {
    return {
      ...oneRecord(sample, start, end, given),
      records: 'arrays',
      because: 'one array follows another',
    };
  }
  return layoutOfArray(sample, start, parts);
}
