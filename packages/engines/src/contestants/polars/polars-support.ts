import { avroFieldNames, type ConversionPlan, type OutputPlan, type Support } from '@parquetry/core';
import {
  commonComplaint,
  jsonComplaint,
  requiredColumnComplaint,
  supportUnless,
} from '../shared/plan-complaint.ts';

const LIBRARY = 'Polars';
const MOST_LEVEL: Readonly<Record<string, number>> = { gzip: 9, zstd: 22 };

const quoted = (text: string) => JSON.stringify(text);

function avroComplaint({ schema: { columns } }: ConversionPlan): string | undefined {
  const legal = avroFieldNames(columns);
  const odd = columns.find(({ name }, index) => name !== legal[index]);
  return odd && `Polars would write the name ${quoted(odd.name)}, which Avro forbids`;
}

function outputComplaint(plan: ConversionPlan, output: OutputPlan): string | undefined {
  const { format, codec, level, metadata = {} } = output;
  if (Object.keys(metadata).length > 0) return 'Polars writes no metadata of others; leave it out';
  if (format === 'avro') {
    return level === undefined ? avroComplaint(plan) : 'Polars has no levels for Avro; leave the level out';
  }
  if (level !== undefined && level > (MOST_LEVEL[codec] ?? 0))
    return `Polars has no level ${level} for ${codec}; leave the level out`;
  return output.dictionary === undefined
    ? undefined
    : 'Polars decides by itself about dictionaries; leave them out';
}

function formatComplaint({ source: { format } }: ConversionPlan): string | undefined {
  if (format.kind === 'json') {
    return format.layout === 'lines'
      ? undefined
      : 'Polars scans lines of JSON, and reads arrays as a whole alone';
  }
  const { delimiter, quote } = format.dialect;
  if (Buffer.byteLength(delimiter) !== 1)
    return `Polars takes delimiters of one byte, not ${quoted(delimiter)}`;
  if (quote === '') return 'the Node binding of Polars cannot switch quotes off';
  return format.quotedEmpty === 'string' && format.nulls.length > 0
    ? 'Polars takes a null text for null within quotes, too'
    : undefined;
}

/** What Polars can do for a plan. */
export const polarsSupport = (plan: ConversionPlan): Support =>
  supportUnless(
    ...plan.outputs.map((output) => outputComplaint(plan, output)),
    commonComplaint(LIBRARY, plan),
    jsonComplaint(LIBRARY, plan),
    formatComplaint(plan),
    requiredColumnComplaint(LIBRARY, plan),
  );
