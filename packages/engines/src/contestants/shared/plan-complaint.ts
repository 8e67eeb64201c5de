import type { ConversionPlan, OutputPlan, Support } from '@parquetry/core';

export type ParquetOutput = Extract<OutputPlan, { format: 'parquet' }>;

const unsupported = (because: string): Support => ({ supported: false, because });

/** The first complaint, or support. */
export const supportUnless = (...complaints: readonly (string | undefined)[]): Support => {
  const because = complaints.find((complaint) => complaint !== undefined);
  return because === undefined ? { supported: true } : unsupported(because);
};

const quoted = (text: string) => JSON.stringify(text);

function schemaComplaint(library: string, { source, schema }: ConversionPlan): string | undefined {
  const { format } = source;
  const names = format.kind === 'csv' ? format.names : format.fields.map(({ name }) => name);
  const isInOrder =
    names.length === schema.columns.length &&
    schema.columns.every(({ name }, index) => name === names[index]);
  return isInOrder
    ? undefined
    : `${library} takes its columns from the file; the schema has others, or another order`;
}

function badRowComplaint(library: string, { badRows, source }: ConversionPlan): string | undefined {
  if (badRows.fate !== 'fail')
    return `${library} has no place for rows that are set aside or filled up; take --on-bad-row fail`;
  return source.invalidBytes === 'replace'
    ? `${library} refuses bytes that are not UTF-8, it does not replace them`
    : undefined;
}

function csvComplaint(library: string, { source: { format } }: ConversionPlan): string | undefined {
  if (format.kind !== 'csv') return undefined;
  const { quote, escape: escapedBy, trim, trailingDelimiter } = format.dialect;
  if (trim) return `${library} keeps spaces around fields`;
  if (trailingDelimiter) return `${library} takes a delimiter at the end of a record for another field`;
  if (quote !== '' && escapedBy !== quote)
    return `${library} is asked for doubled quotes alone, not for ${quoted(escapedBy)}`;
  return undefined;
}

/** What no contestant does for a plan, in the name of `library`; `undefined` where there is nothing. */
export function commonComplaint(library: string, plan: ConversionPlan): string | undefined {
  const { encoding } = plan.source.format;
  if (encoding !== 'utf-8')
    return `${library} is given its files as they are, and reads UTF-8, not ${encoding}`;
  return schemaComplaint(library, plan) ?? badRowComplaint(library, plan) ?? csvComplaint(library, plan);
}

/** Of libraries that mark every column as nullable. */
export function requiredColumnComplaint(library: string, { schema }: ConversionPlan): string | undefined {
  const required = schema.columns.find(({ nullable }) => !nullable);
  return (
    required && `column ${quoted(required.name)} forbids nulls; ${library} marks every column as nullable`
  );
}

/** Of libraries that read an object's members by their names. */
export function jsonComplaint(
  library: string,
  { source: { format }, schema }: ConversionPlan,
): string | undefined {
  if (format.kind !== 'json') return undefined;
  if (format.records !== 'objects' || format.member !== undefined)
    return `${library} reads JSON objects from the top of the file alone`;
  const moved = format.fields.find(({ name, path }) => path.length !== 1 || path[0] !== name);
  if (moved)
    return `${library} does not flatten objects: ${quoted(moved.name)} is at ${moved.path.join('.')}`;
  const mixed = schema.columns.find(({ guess }) => guess?.isJsonText);
  return mixed && `column ${quoted(mixed.name)} keeps values of mixed kinds as their JSON text`;
}
