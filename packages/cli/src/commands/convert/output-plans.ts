import type { ObjectRef, OutputChoice, OutputFormat, OutputPlan } from '@parquetry/core';
import { UsageError } from '../../exit-codes.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ConvertFlags } from './convert-flags.ts';

type Codecs = Pick<Settings, 'parquetCodec' | 'avroCodec' | 'prefer'>;

function requireFormat(formats: readonly OutputFormat[], format: OutputFormat, flag: string | false): void {
  if (!flag || formats.includes(format)) return;
  throw new UsageError(
    `${flag} concerns ${format === 'avro' ? 'Avro' : 'Parquet'}, which is not written; see --to`,
  );
}

function requireLevels(flags: ConvertFlags, { parquetCodec, avroCodec }: Codecs): void {
  const { parquetLevel, avroLevel } = flags;
  const highest = { zstd: 22, gzip: 9, snappy: 0, lz4_raw: 0, none: 0 }[parquetCodec];
  if (parquetLevel !== undefined && highest === 0) {
    throw new UsageError(
      `--parquet-level: ${parquetCodec} has no levels; choose --parquet-codec zstd or gzip`,
    );
  }
  if (parquetLevel !== undefined && parquetLevel > highest) {
    throw new UsageError(`--parquet-level: ${parquetCodec} has the levels 1 to ${highest}`);
  }
  if (avroLevel !== undefined && avroCodec !== 'deflate') {
    throw new UsageError(`--avro-level: ${avroCodec} has no levels; choose --avro-codec deflate`);
  }
  if (avroLevel !== undefined && avroLevel > 9) {
    throw new UsageError('--avro-level: deflate has the levels 1 to 9');
  }
}

/** @throws UsageError when an output cannot be written as the flags ask. */
export function requireWritable(
  formats: readonly OutputFormat[],
  flags: ConvertFlags,
  settings: Codecs,
): void {
  const { parquetLevel, avroLevel, rowGroupRows, dictionary, metadata, prefer } = flags;
  requireFormat(formats, 'parquet', parquetLevel !== undefined && '--parquet-level');
  requireFormat(formats, 'parquet', rowGroupRows !== undefined && '--row-group-rows');
  requireFormat(formats, 'parquet', dictionary !== undefined && '--dictionary');
  requireFormat(formats, 'parquet', prefer !== undefined && '--prefer');
  requireFormat(formats, 'avro', avroLevel !== undefined && '--avro-level');
  requireLevels(flags, settings);
  const reserved = Object.keys(metadata ?? {}).find((key) => key.startsWith('avro.'));
  if (reserved !== undefined && formats.includes('avro')) {
    throw new UsageError(`--metadata: Avro keeps keys that begin with "avro." to itself; rename ${reserved}`);
  }
}

function outputChoice(format: OutputFormat, flags: ConvertFlags, codecs: Codecs): OutputChoice {
  const { parquetLevel, avroLevel, rowGroupRows, dictionary, metadata } = flags;
  const common = metadata && { metadata: { ...metadata } };
  if (format === 'avro') {
    return {
      format,
      codec: codecs.avroCodec,
      ...(avroLevel !== undefined && { level: avroLevel }),
      ...common,
    };
  }
  return {
    format,
    codec: codecs.parquetCodec,
    ...(parquetLevel !== undefined && { level: parquetLevel }),
    ...(codecs.prefer !== undefined && { prefer: codecs.prefer }),
    ...(rowGroupRows !== undefined && { rowGroupRows }),
    ...(dictionary !== undefined && {
      dictionary: typeof dictionary === 'boolean' ? dictionary : { ...dictionary },
    }),
    ...common,
  };
}

/** What is asked of each output, wherever it goes. */
export const outputChoices = (
  formats: readonly OutputFormat[],
  flags: ConvertFlags,
  codecs: Codecs,
): OutputChoice[] => formats.map((format) => outputChoice(format, flags, codecs));

/** What is written from one input; `refs` are in the order of `formats`. */
export const outputPlans = (
  formats: readonly OutputFormat[],
  refs: readonly ObjectRef[],
  flags: ConvertFlags,
  codecs: Codecs,
): OutputPlan[] =>
  outputChoices(formats, flags, codecs).map((choice, index) => ({ ...choice, ref: refs[index]! }));
