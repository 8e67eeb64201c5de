import { type ConversionPlan, isPlain, type OutputPlan, sourceNames } from '@parquetry/core';
import {
  countStringColumns,
  type FileFrame,
  PageCodec,
  prepareFrame,
  shareMemory,
  type TableSetUp,
  tableShape,
} from '@parquetry/kernel';
import { jsonShapeOf, MOST_SCANNED_BYTES } from './json-shape.ts';
import type { ParquetPlan } from './outputs.ts';

const CREATED_BY = 'parquetry version 0.1.0';

/** Plans of one shape share a set-up, so that the kernel is not set up for every file. */
export interface PreparedTable {
  readonly setUp: TableSetUp;
  readonly frame: FileFrame | undefined;
}

const isParquet = (output: OutputPlan): output is ParquetPlan => output.format === 'parquet';

const parquetOf = ({ outputs }: ConversionPlan): ParquetPlan | undefined => outputs.find(isParquet);

/** Whether the kernel scans the text itself; all else comes to it as rows of core's readers. */
export function isScanned({ format, limits }: ConversionPlan['source']): boolean {
  return (
    format.kind === 'csv' &&
    format.encoding === 'utf-8' &&
    format.nulls.length === 0 &&
    isPlain(format.dialect) &&
    Math.min(limits.recordBytes, limits.fieldBytes) >= MOST_SCANNED_BYTES
  );
}

/** Sources are told apart by size where buffers depend on it, in few classes, so that set-ups are shared. */
const SIZE_CLASSES = [64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20];

/** Uncompressed bytes that a source has at most, by its class; undefined: too many, or nobody knows. */
export function sizeClassOf({ source }: ConversionPlan): number | undefined {
  if (source.compression !== 'none') return undefined;
  return SIZE_CLASSES.find((most) => source.bytes <= most);
}

/** What no text is scanned with. */
const CANONICAL: TableSetUp['dialect'] = { delimiter: 0x2c, quote: 0x22, isQuotedEmptyNull: false };

const codecs = {
  none: PageCodec.none,
  snappy: PageCodec.snappy,
  lz4_raw: PageCodec.lz4_raw,
  zstd: PageCodec.host,
  gzip: PageCodec.host,
} as const;

function dialectOf({ source }: ConversionPlan): TableSetUp['dialect'] {
  const { format } = source;
  if (format.kind !== 'csv' || !isScanned(source)) return CANONICAL;
  const { delimiter, quote } = format.dialect;
  return {
    delimiter: delimiter.charCodeAt(0),
    quote: quote.charCodeAt(0),
    isQuotedEmptyNull: format.quotedEmpty === 'null',
  };
}

function prepare(plan: ConversionPlan, memoryBytes: number): PreparedTable {
  const parquet = parquetOf(plan);
  const shape = tableShape(plan.schema, sourceNames(plan.source.format), parquet?.dictionary);
  const sizes = shareMemory({
    memoryBytes,
    columns: shape.columns.length,
    stringColumns: countStringColumns(shape),
    sourceBytes: sizeClassOf(plan),
  });
  const setUp: TableSetUp = {
    shape,
    sizes,
    dialect: dialectOf(plan),
    json: jsonShapeOf(plan),
    codec: codecs[parquet?.codec ?? 'none'],
    isHasty: parquet?.prefer === 'speed',
  };
  const { columns } = shape;
  const frame = parquet && {
    columns,
    codec: parquet.codec,
    createdBy: CREATED_BY,
    metadata: parquet.metadata,
  };
  return { setUp, frame: frame && prepareFrame(frame) };
}

const numbers = new WeakMap<object, number>();
const numbersOfTexts = new Map<string, number>();

/** Equal values have one number. Files of one table often share their schema and format: these are compared once. */
function numberOf(value: object): number {
  let number = numbers.get(value);
  if (number === undefined) {
    const text = JSON.stringify(value);
    number = numbersOfTexts.get(text) ?? numbersOfTexts.size;
    numbersOfTexts.set(text, number);
    numbers.set(value, number);
  }
  return number;
}

/** Set-ups of the shapes that came last. */
export class TableSetUps {
  readonly #memoryBytes: number;
  readonly #known = new Map<string, PreparedTable>();

  /** `memoryBytes` is what one kernel may use. */
  constructor(memoryBytes: number) {
    this.#memoryBytes = memoryBytes;
  }

  of(plan: ConversionPlan): PreparedTable {
    const { source } = plan;
    const { ref: _, ...output } = parquetOf(plan) ?? { ref: undefined };
    const key = [
      numberOf(plan.schema),
      numberOf(source.format),
      numberOf(source.limits),
      sizeClassOf(plan),
      JSON.stringify(output),
    ].join();
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    const prepared = prepare(plan, this.#memoryBytes);
    this.#known.set(key, prepared);
    return prepared;
  }
}

const MOST_KNOWN = 64;
