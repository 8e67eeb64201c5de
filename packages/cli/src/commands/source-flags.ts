import { DEFAULT_READ_LIMITS, type ReadLimits, type SourceOptions } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';

/** How a source is read, as the command line says it. */
export interface SourceFlags
  extends Pick<
    SourceOptions,
    | 'encoding'
    | 'delimiter'
    | 'quote'
    | 'escape'
    | 'comment'
    | 'trim'
    | 'skipLines'
    | 'trailingDelimiter'
    | 'names'
    | 'quotedEmpty'
    | 'nested'
  > {
  readonly from?: 'csv' | 'json';
  readonly header?: boolean;
  readonly null?: readonly string[];
  readonly records?: string;
  readonly invalidBytes?: 'bad-row' | 'replace';
  readonly maxRecordBytes?: number;
  readonly maxFieldBytes?: number;
  readonly maxColumns?: number;
}

/** Of CSV alone. */
const CSV_FLAGS = {
  delimiter: '--delimiter',
  quote: '--quote',
  escape: '--escape',
  comment: '--comment',
  trim: '--trim',
  skipLines: '--skip-lines',
  trailingDelimiter: '--trailing-delimiter',
  header: '--header',
  null: '--null',
  quotedEmpty: '--quoted-empty',
} as const satisfies Partial<Record<keyof SourceFlags, string>>;

const JSON_FLAGS = { records: '--records', nested: '--nested' } as const satisfies Partial<
  Record<keyof SourceFlags, string>
>;

/** Flags that say nothing of sources of this kind. */
export function idleFlags(kind: 'csv' | 'json', flags: SourceFlags): readonly string[] {
  const foreign: Readonly<Record<string, string>> = kind === 'csv' ? JSON_FLAGS : CSV_FLAGS;
  const given: Readonly<Record<string, unknown>> = { ...flags };
  return Object.keys(foreign).flatMap((name) => (given[name] === undefined ? [] : [foreign[name]!]));
}

function limitsOf({ maxRecordBytes, maxFieldBytes, maxColumns }: SourceFlags): ReadLimits | undefined {
  if (maxRecordBytes === undefined && maxFieldBytes === undefined && maxColumns === undefined)
    return undefined;
  return {
    recordBytes: maxRecordBytes ?? DEFAULT_READ_LIMITS.recordBytes,
    fieldBytes: maxFieldBytes ?? DEFAULT_READ_LIMITS.fieldBytes,
    columns: maxColumns ?? DEFAULT_READ_LIMITS.columns,
  };
}

function requireFit(flags: SourceFlags): void {
  const { delimiter, quote = '"', escape: escaping, from } = flags;
  if (delimiter !== undefined && quote !== '' && delimiter.includes(quote)) {
    throw new UsageError('--delimiter holds the quote; name another one, or none, with --quote');
  }
  if (delimiter !== undefined && escaping && escaping !== 'double' && delimiter.includes(escaping)) {
    throw new UsageError('--delimiter holds the escape; name another one with --escape');
  }
  if (quote === '' && escaping === 'double') {
    throw new UsageError('--escape double goes with a quote, --quote none says that there is none');
  }
  const idle = from === undefined ? [] : idleFlags(from, flags);
  if (idle.length > 0) throw new UsageError(`${idle[0]} does not go with --from ${from}`);
}

/** An object's members that are not undefined. */
function given<T extends object>(options: { [K in keyof T]: T[K] | undefined }): T {
  const members = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as T;
}

/**
 * What the user knows of a source.
 *
 * @throws UsageError when two flags contradict each other.
 */
export function sourceOptionsOf(flags: SourceFlags): SourceOptions {
  requireFit(flags);
  return given<SourceOptions>({
    kind: flags.from,
    encoding: flags.encoding,
    delimiter: flags.delimiter,
    quote: flags.quote,
    escape: flags.escape,
    comment: flags.comment,
    trim: flags.trim,
    skipLines: flags.skipLines,
    trailingDelimiter: flags.trailingDelimiter,
    hasHeader: flags.header,
    names: flags.names,
    nulls: flags.null,
    quotedEmpty: flags.quotedEmpty,
    member: flags.records,
    nested: flags.nested,
    limits: limitsOf(flags),
  });
}
