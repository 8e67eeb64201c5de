import { type ConversionPlan, displayRef, type OutputPlan, type Support, typeName } from '@parquetry/core';
import { largestFileBytes, tooLarge } from './largest-file.ts';

type ParquetOutput = Extract<OutputPlan, { format: 'parquet' }>;
type AvroOutput = Extract<OutputPlan, { format: 'avro' }>;

const unsupported = (because: string): Support => ({ supported: false, because });

/** What zlib takes when it is not told, and parquetjs-lite does not tell it. */
const GZIP_LEVEL = 6;

function optionComplaint({ codec, level, dictionary }: ParquetOutput): string | undefined {
  if (codec === 'zstd' || codec === 'lz4_raw')
    return `parquetjs-lite has no ${codec}; take snappy, gzip or none`;
  if (codec === 'gzip' && level !== undefined && level !== GZIP_LEVEL)
    return `parquetjs-lite compresses with gzip at level ${GZIP_LEVEL} alone; leave the level out`;
  if (codec !== 'gzip' && level !== undefined) return `${codec} has no levels; leave the level out`;
  const isWanted = typeof dictionary === 'object' ? Object.values(dictionary).includes(true) : dictionary;
  return isWanted ? 'parquetjs-lite writes no dictionaries; leave them out' : undefined;
}

function parquetComplaint({ schema }: ConversionPlan, output: ParquetOutput): string | undefined {
  const complaint = optionComplaint(output);
  if (complaint !== undefined) return complaint;
  const local = schema.columns.find(({ type }) => typeName(type) === 'local_timestamp');
  if (local === undefined) return undefined;
  return `column ${JSON.stringify(local.name)} is a local timestamp: parquetjs-lite can only write timestamps in UTC`;
}

function avroComplaint({ codec, level, metadata = {} }: AvroOutput): string | undefined {
  if (codec !== 'deflate' && level !== undefined) return `${codec} has no levels; leave the level out`;
  const reserved = Object.keys(metadata).find((key) => key.startsWith('avro.'));
  return reserved === undefined
    ? undefined
    : `the metadata key ${JSON.stringify(reserved)} is Avro's own; name it otherwise`;
}

const outputComplaint = (plan: ConversionPlan, output: OutputPlan) =>
  output.format === 'parquet' ? parquetComplaint(plan, output) : avroComplaint(output);

/** What csv-parse, parquetjs-lite and avsc can do for a plan within `memoryBytes`. */
export function rowCodecSupport(plan: ConversionPlan, memoryBytes: number): Support {
  const { source, schema, outputs } = plan;
  const largestBytes = largestFileBytes(memoryBytes, schema.columns.length);
  if (source.bytes > largestBytes) return unsupported(tooLarge(displayRef(source.ref), largestBytes));
  if (schema.columns.some(({ name }) => name === '__proto__')) {
    return unsupported('rows are objects here, which cannot have a column named "__proto__"');
  }
  for (const output of outputs) {
    const complaint = outputComplaint(plan, output);
    if (complaint !== undefined) return unsupported(complaint);
  }
  return { supported: true };
}
