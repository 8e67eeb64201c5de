import { type RenamedColumn, uniqueColumnNames } from '../csv/column-names.ts';
import { detectDelimiter } from '../csv/detect-delimiter.ts';
import { type CsvDialect, DEFAULT_DIALECT } from '../csv/dialect.ts';
import { readCsv } from '../csv/read-records.ts';
import { type ColumnProfile, TypeInference } from '../schema/infer-schema.ts';
import { displayRef, type ObjectRef, type ObjectStore, StoreError } from '../store/object-store.ts';
import { BadInputError, RequestError } from './errors.ts';
import { type Compression, detectCompression, openSource } from './open-source.ts';

/** What is known of a CSV object once its header has been read. */
export interface SourceDescription {
  readonly ref: ObjectRef;
  readonly bytes: number;
  readonly etag: string;
  readonly compression: Compression;
  readonly dialect: CsvDialect;
  /** Final names: unique, none empty. */
  readonly columnNames: readonly string[];
  readonly renamed: readonly RenamedColumn[];
}

const SAMPLE_BYTES = 1 << 18;
const JSON_NAME = /\.(json|ndjson|jsonl)(\.gz)?$/i;
const JSON_START = /^[\s\uFEFF]*(\{\s*("|\})|\[\s*(\[|\{|\]))/;
const OTHER_FORMATS: readonly { readonly magic: string; readonly is: string }[] = [
  { magic: 'PAR1', is: 'is a Parquet file already; look into it with inspect' },
  { magic: 'Obj\u0001', is: 'is an Avro file already; look into it with inspect' },
  { magic: 'PK\u0003\u0004', is: 'is a ZIP archive; unpack it first' },
  { magic: '\u0028\u00b5\u002f\u00fd', is: 'is compressed with zstd; unpack it first: zstd -d' },
  { magic: 'BZh', is: 'is compressed with bzip2; unpack it first: bunzip2' },
  { magic: '\u00fd7zXZ', is: 'is compressed with xz; unpack it first: unxz' },
];

async function readSample(
  store: ObjectStore,
  source: { ref: ObjectRef; compression: Compression; etag?: string },
  signal?: AbortSignal,
): Promise<{ sample: Uint8Array; isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let isWhole = true;
  for await (const part of openSource(store, source, signal)) {
    parts.push(part);
    length += part.length;
    if (length >= SAMPLE_BYTES) {
      isWhole = false;
      break;
    }
  }
  return { sample: Buffer.concat(parts), isWhole };
}

function refuseOtherFormats(name: string, sample: Uint8Array): void {
  const head = Buffer.from(sample.subarray(0, 1024));
  const known = OTHER_FORMATS.find(
    ({ magic }) => head.subarray(0, magic.length).toString('latin1') === magic,
  );
  if (known) throw new RequestError(`${name} ${known.is}`);
  if (JSON_NAME.test(name) || JSON_START.test(head.toString('utf8'))) {
    throw new RequestError(`${name} is JSON, which is not read yet; turn it into CSV first`);
  }
}

/**
 * Looks at an object: compression and delimiter by content, and the header.
 *
 * @throws StoreError `not-found` when there is none; RequestError when it is another format; BadInputError when it is
 * empty or its header is malformed.
 */
export async function describeSource(
  store: ObjectStore,
  ref: ObjectRef,
  options: { delimiter?: string; signal?: AbortSignal } = {},
): Promise<SourceDescription> {
  const { signal } = options;
  const name = displayRef(ref);
  const stat = await store.stat(ref, signal);
  if (stat === undefined) {
    throw new StoreError('not-found', ref, `${name} does not exist; check the path`);
  }
  const { etag, bytes } = stat;
  const head = await readSample(store, { ref, compression: 'none', etag }, signal);
  const compression = detectCompression(head.sample);
  const { sample, isWhole } =
    compression === 'none' ? head : await readSample(store, { ref, compression, etag }, signal);
  refuseOtherFormats(name, sample);
  const dialect =
    options.delimiter === undefined
      ? detectDelimiter(sample, isWhole)
      : { ...DEFAULT_DIALECT, delimiter: options.delimiter };
  const reading = await readCsv(openSource(store, { ref, compression, etag }, signal), { dialect, name });
  await reading.blocks[Symbol.asyncIterator]().return?.();
  if (reading.header.some((field) => field.includes('\0'))) {
    throw new BadInputError(
      `${name} has NUL bytes in its header line: it is UTF-16 or no text at all; convert UTF-16 first: iconv -f UTF-16LE -t UTF-8`,
    );
  }
  const { names, renamed } = uniqueColumnNames(reading.header);
  return { ref, bytes, etag, compression, dialect, columnNames: names, renamed };
}

export interface SourceProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}

/** Reads every row of a described source to learn its columns' types and nulls. */
export async function profileSource(
  store: ObjectStore,
  source: SourceDescription,
  options: { signal?: AbortSignal } = {},
): Promise<SourceProfile> {
  const { dialect } = source;
  const stream = openSource(store, source, options.signal);
  const reading = await readCsv(stream, { dialect, name: displayRef(source.ref) });
  const inference = new TypeInference(source.columnNames.length);
  for await (const block of reading.blocks) {
    inference.add(block);
    options.signal?.throwIfAborted();
  }
  return { rows: inference.rows, columns: inference.profiles() };
}
