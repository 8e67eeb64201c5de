import { type CsvDialect, DEFAULT_DIALECT } from '../csv/dialect.ts';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin1'] as const;
/** How a text's characters are written as bytes. A byte-order mark is skipped, never required. */
export type Encoding = (typeof encodings)[number];

/** A CSV text. */
export interface CsvFormat {
  readonly kind: 'csv';
  readonly encoding: Encoding;
  readonly dialect: CsvDialect;
  /** Whether the first record holds names. */
  readonly hasHeader: boolean;
  /** Final names of the fields, in their order: unique, none empty. */
  readonly names: readonly string[];
  /** Texts that stand for null, besides the empty one. */
  readonly nulls: readonly string[];
  /** What `""` is: the same as an empty field, or an empty string. With `string`, no quoted field is ever null. */
  readonly quotedEmpty: 'null' | 'string';
}

/** One column of JSON records: where its value is found. */
export interface JsonField {
  readonly name: string;
  /** Keys from the record down; of an array, the position as a decimal number. */
  readonly path: readonly string[];
  /** No value of it has been seen: an object may turn out to be several columns. */
  readonly isUnseen?: true;
}

export const jsonNestings = ['flatten', 'json'] as const;

/** JSON records. */
export interface JsonFormat {
  readonly kind: 'json';
  readonly encoding: Encoding;
  /** `lines`: one record per line. `array`: one array of records. `values`: one record after another, on any number of lines. */
  readonly layout: 'lines' | 'array' | 'values';
  /** Key of the member that holds the array, where the text is one object around it. */
  readonly member: string | undefined;
  /** What a record is: an object, or an array of values by position. */
  readonly records: 'objects' | 'arrays';
  readonly fields: readonly JsonField[];
  /** Objects inside records: a column for each of their members, or their JSON text. */
  readonly nested: (typeof jsonNestings)[number];
}

export type SourceFormat = CsvFormat | JsonFormat;

/** Final column names in the order of the source. */
export const sourceNames = (format: SourceFormat): readonly string[] =>
  format.kind === 'csv' ? format.names : format.fields.map(({ name }) => name);

/** UTF-8 with a header, nothing unusual. */
export const plainCsv = (names: readonly string[], dialect: Partial<CsvDialect> = {}): CsvFormat => ({
  kind: 'csv',
  encoding: 'utf-8',
  dialect: { ...DEFAULT_DIALECT, ...dialect },
  hasHeader: true,
  names,
  nulls: [],
  quotedEmpty: 'null',
});

export const newColumnFates = ['fail', 'add', 'reject'] as const;

/**
 * What becomes of a record with a value that the schema has no column for: the conversion fails, the schema is widened
 * and the conversion done again, or the record is a bad row.
 */
export type NewColumnFate = (typeof newColumnFates)[number];
