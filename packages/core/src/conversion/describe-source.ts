import { type RenamedColumn, uniqueColumnNames } from '../csv/column-names.ts';
import { type CsvDetection, type CsvShape, detectCsv } from '../csv/detect-csv.ts';
import { readFirstRecord } from '../csv/first-record.ts';
import { afterLine } from '../csv/record-extents.ts';
import { detectJson } from '../json/detect-json.ts';
import { profileJson } from '../json/profile-json.ts';
import { isNamedJson, looksLikeJson } from '../json/recognize-json.ts';
import { renamedFields } from '../json/renamed-fields.ts';
import { DEFAULT_READ_LIMITS, type ReadLimits } from '../records/read-limits.ts';
import { RowLedger } from '../records/row-ledger.ts';
import {
  type ByteStream,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  StoreError,
} from '../store/object-store.ts';
import type { Advice, Finding } from './detection.ts';
import { BadInputError, type BadRow, RequestError } from './errors.ts';
import { type Compression, detectCompression, openSource } from './open-source.ts';
import { requireContent, requireText } from './require-text.ts';
import { type SourceFormat, sourceNames } from './source-format.ts';
import type { SourceOptions } from './source-options.ts';

/** What is known of an object of records once its beginning has been read. */
export interface SourceDescription {
  readonly ref: ObjectRef;
  readonly bytes: number;
  readonly etag: string;
  readonly compression: Compression;
  readonly format: SourceFormat;
  readonly limits: ReadLimits;
  /** Final names: unique, none empty. */
  readonly columnNames: readonly string[];
  readonly renamed: readonly RenamedColumn[];
  /** How the format was found out, part by part. */
  readonly findings: readonly Finding[];
  /** Lines before the table, or a header of another width. */
  readonly advice?: Advice;
  /** Where the table begins was said, not found out. */
  readonly isBeginningGiven?: true;
}

export interface DescribeOptions extends SourceOptions {
  readonly signal?: AbortSignal | undefined;
}

interface OpenedSource {
  readonly ref: ObjectRef;
  readonly bytes: number;
  readonly etag: string;
  readonly compression: Compression;
}

interface Described {
  readonly format: SourceFormat;
  readonly renamed: readonly RenamedColumn[];
  readonly findings: readonly Finding[];
  readonly advice?: Advice;
  readonly isBeginningGiven?: true;
}

/** A source's own bytes from its beginning. */
interface Beginning {
  readonly sample: Uint8Array;
  /** The sample is the whole source. */
  readonly isWhole: boolean;
}

/** What detection reads at most. */
export const SAMPLE_BYTES = 1 << 18;

/** No more of uncompressed bytes than detection reads. */
function openBeginning(
  store: ObjectStore,
  source: { ref: ObjectRef; compression: Compression; etag?: string },
  signal?: AbortSignal,
): ByteStream {
  const { ref, compression, etag } = source;
  if (compression !== 'none') return openSource(store, source, signal);
  const range = { start: 0, end: SAMPLE_BYTES };
  return store.read(ref, { range, ...(etag !== undefined && { ifMatch: etag }), ...(signal && { signal }) });
}

/** As many bytes whatever the chunks, so that what is found does not depend on them. */
async function readSample(
  store: ObjectStore,
  source: { ref: ObjectRef; compression: Compression; etag?: string },
  signal?: AbortSignal,
): Promise<Beginning> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = true;
  for await (const part of openBeginning(store, source, signal)) {
    parts.push(part);
    length += part.length;
    if (length >= SAMPLE_BYTES) {
      isWhole = false;
      break;
    }
  }
  return { sample: Buffer.concat(parts).subarray(0, SAMPLE_BYTES), isWhole };
}

/** The text of a source: what is known of it is not read again, but where it is compressed. */
function openText(
  store: ObjectStore,
  source: OpenedSource,
  { sample, isWhole }: Beginning,
  signal?: AbortSignal,
): ByteStream {
  const { ref, compression, bytes, etag } = source;
  if (!isWhole && compression !== 'none') return openSource(store, source, signal);
  return (async function* () {
    yield sample;
    if (isWhole) return;
    const range = { start: sample.length, end: bytes };
    yield* store.read(ref, { range, ifMatch: etag, ...(signal && { signal }) });
  })();
}

/** The fields of the first record, each '' where there is no header: then it is as wide as most, whatever it is itself. */
async function firstFields(
  store: ObjectStore,
  source: OpenedSource,
  beginning: Beginning,
  { shape, width }: CsvDetection,
  { signal, limits = DEFAULT_READ_LIMITS }: DescribeOptions,
): Promise<readonly string[]> {
  if (!shape.hasHeader && width > 0) return Array.from({ length: width }, () => '');
  const first = await readFirstRecord(
    openText(store, source, beginning, signal),
    shape,
    displayRef(source.ref),
    limits,
  );
  return shape.hasHeader ? first : first.map(() => '');
}

function refuseBinary(name: string, sample: Uint8Array, { encoding }: CsvShape, fields: readonly string[]) {
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const hasNul = fields.some((field) => field.includes('\0'));
  if (!hasNul && (isWide || !sample.subarray(0, afterLine(sample, 0)).includes(0))) return;
  throw new BadInputError(
    `${name} has NUL bytes in its first line: it is no text, or its encoding was not found out; name it: --encoding utf-16le`,
  );
}

async function describeCsv(
  store: ObjectStore,
  source: OpenedSource,
  beginning: Beginning,
  options: DescribeOptions,
): Promise<Described> {
  const { sample, isWhole } = beginning;
  const name = displayRef(source.ref);
  const detection = detectCsv(sample, isWhole, options);
  const { shape, findings, advice } = detection;
  const first = await firstFields(store, source, beginning, detection, options);
  refuseBinary(name, sample, shape, first);
  const { names: given } = options;
  if (given && given.length !== first.length) {
    throw new RequestError(
      `${name}: --names has ${given.length} names, the first record ${first.length} fields`,
    );
  }
  const { names, renamed } = uniqueColumnNames(given ?? first);
  return {
    format: { ...shape, names },
    renamed: shape.hasHeader || given ? renamed : [],
    findings,
    ...(advice !== undefined && { advice }),
    ...((options.skipLines !== undefined || options.hasHeader !== undefined) && { isBeginningGiven: true }),
  };
}

async function describeJson(
  store: ObjectStore,
  source: OpenedSource,
  beginning: Beginning,
  options: DescribeOptions,
): Promise<Described> {
  const { sample, isWhole } = beginning;
  const { signal, names, limits = DEFAULT_READ_LIMITS } = options;
  const name = displayRef(source.ref);
  const { shape, findings } = detectJson(name, sample, isWhole, options);
  let firstBad = '';
  const onReject = ({ reason }: BadRow) => {
    if (firstBad === '') firstBad = `; the first of its bad rows: ${reason}`;
  };
  const { fields } = await profileJson(openText(store, source, beginning, signal), shape, {
    ledger: new RowLedger(name, { fate: 'reject', isRedacted: true }, { onReject }),
    limits,
    sampleBytes: SAMPLE_BYTES,
    ...(names && { names }),
    ...(signal && { signal }),
  });
  if (fields.length === 0) {
    throw new BadInputError(`${name} has no record with a member; there is nothing to convert${firstBad}`);
  }
  const format = { ...shape, fields };
  return { format, renamed: renamedFields(format, names), findings };
}

/**
 * Looks at an object: compression and format by content, dialect and header from a bounded sample, unless `options`
 * say.
 *
 * @throws StoreError `not-found` when there is none; RequestError when it is another format; BadInputError when it is
 * empty or its header is malformed.
 */
export async function describeSource(
  store: ObjectStore,
  ref: ObjectRef,
  options: DescribeOptions = {},
): Promise<SourceDescription> {
  const { signal, limits = DEFAULT_READ_LIMITS } = options;
  const name = displayRef(ref);
  const stat = await store.stat(ref, signal);
  if (stat === undefined) {
    throw new StoreError('not-found', ref, `${name} does not exist; check the path`);
  }
  const { etag, bytes } = stat;
  const head = await readSample(store, { ref, compression: 'none', etag }, signal);
  const compression = detectCompression(head.sample);
  const source = { ref, bytes, etag, compression };
  const sampled = compression === 'none' ? head : await readSample(store, source, signal);
  requireText(name, sampled.sample);
  if (sampled.isWhole && options.hasHeader === undefined) requireContent(name, sampled.sample);
  const isJson =
    options.kind === undefined
      ? isNamedJson(ref.key) || looksLikeJson(sampled.sample)
      : options.kind === 'json';
  const described = await (isJson ? describeJson : describeCsv)(store, source, sampled, options);
  return { ...source, ...described, limits, columnNames: sourceNames(described.format) };
}
