import type { ConversionPlan, OutputPlan, Support } from '@parquetry/core';
import { commonComplaint, supportUnless } from '../shared/plan-complaint.ts';
import { MOST_TEXT_BYTES, tooLong } from './read-text.ts';

const LIBRARY = 'udsv';

function outputComplaint(output: OutputPlan): string | undefined {
  if (output.format === 'avro') return 'hyparquet-writer writes no Avro; take --to parquet';
  const { codec, level, dictionary } = output;
  if (codec === 'lz4_raw')
    return 'there is no lz4_raw beside hyparquet-writer; take snappy, zstd, gzip or none';
  if (level !== undefined && codec !== 'gzip' && codec !== 'zstd')
    return `${codec} has no levels; leave the level out`;
  if (level !== undefined && codec === 'gzip' && level > 9)
    return `gzip has levels from 1 to 9, not ${level}`;
  return dictionary === undefined
    ? undefined
    : 'hyparquet-writer decides by itself about dictionaries; leave them out';
}

function formatComplaint({ source }: ConversionPlan): string | undefined {
  const { format, bytes, ref } = source;
  if (format.kind === 'json') return 'udsv reads CSV alone';
  const { delimiter, comment, skipLines } = format.dialect;
  if (format.names.length === 1) return 'udsv reads nothing of files with one column';
  if (delimiter.length > 1) return 'udsv takes delimiters of one character';
  if (comment !== '') return 'udsv knows no comments';
  if (skipLines > 0) return 'udsv skips no lines before the header';
  if (format.quotedEmpty === 'string') return 'udsv tells an empty field from a quoted one in no way';
  if (format.nulls.length > 0) return 'udsv tells a null text from a quoted one in no way';
  return bytes > MOST_TEXT_BYTES ? tooLong(ref) : undefined;
}

/** What udsv and hyparquet-writer can do for a plan. */
export const jsBestSupport = (plan: ConversionPlan): Support =>
  supportUnless(...plan.outputs.map(outputComplaint), commonComplaint(LIBRARY, plan), formatComplaint(plan));
