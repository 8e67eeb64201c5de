import { type ConversionPlan, filePath, type OutputPlan, type Support } from '@parquetry/core';
import {
  commonComplaint,
  jsonComplaint,
  requiredColumnComplaint,
  supportUnless,
} from '../shared/plan-complaint.ts';

const LIBRARY = 'DuckDB';
/** A row group is a whole number of DuckDB's vectors. */
const VECTOR_ROWS = 2048;
/** `read_csv` takes delimiters up to this length. */
const MOST_DELIMITER_BYTES = 4;

function outputComplaint(output: OutputPlan): string | undefined {
  if (output.format === 'avro') return 'DuckDB writes no Avro; take --to parquet';
  const { codec, level, rowGroupRows, dictionary } = output;
  if (level !== undefined && codec !== 'zstd')
    return `DuckDB has levels for zstd alone, not for ${codec}; leave the level out`;
  if (dictionary !== undefined) return 'DuckDB decides by itself about dictionaries; leave them out';
  if (rowGroupRows !== undefined && rowGroupRows % VECTOR_ROWS !== 0)
    return `DuckDB has row groups of multiples of ${VECTOR_ROWS} rows, not of ${rowGroupRows}`;
  return undefined;
}

function dialectComplaint({ source: { format } }: ConversionPlan): string | undefined {
  if (format.kind !== 'csv') return undefined;
  const { delimiter, comment } = format.dialect;
  if (Buffer.byteLength(delimiter) > MOST_DELIMITER_BYTES)
    return `DuckDB takes delimiters of ${MOST_DELIMITER_BYTES} bytes at most`;
  return comment.length > 1 ? 'DuckDB takes one character for a comment' : undefined;
}

function pathComplaint({ source: { ref } }: ConversionPlan): string | undefined {
  const path = filePath(ref);
  return /[*?[]/.test(path)
    ? `DuckDB takes ${JSON.stringify(path)} for a pattern; give the file another name`
    : undefined;
}

function nameComplaint({ schema }: ConversionPlan): string | undefined {
  const folded = schema.columns.map(({ name }) => name.toLowerCase());
  const twin = folded.findIndex((name, index) => folded.indexOf(name) !== index);
  return twin < 0
    ? undefined
    : `DuckDB tells no names apart by case: ${JSON.stringify(schema.columns[twin]!.name)} is there twice`;
}

/** What DuckDB can do for a plan. */
export const duckdbSupport = (plan: ConversionPlan): Support =>
  supportUnless(
    ...plan.outputs.map(outputComplaint),
    commonComplaint(LIBRARY, plan),
    jsonComplaint(LIBRARY, plan),
    dialectComplaint(plan),
    nameComplaint(plan),
    pathComplaint(plan),
    requiredColumnComplaint(LIBRARY, plan),
  );
