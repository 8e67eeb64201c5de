import { readCsv } from '../../../src/csv/read-csv.ts';
import {
  type BadRowPolicy,
  type ByteStream,
  type Column,
  type CsvDialect,
  type CsvFormat,
  DEFAULT_READ_LIMITS,
  fieldText,
  plainCsv,
  type ReadLimits,
  type RecordReadOptions,
  RowLedger,
  type RowTally,
} from '../../../src/index.ts';

export async function* inChunks(content: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

export const textColumns = (names: readonly string[]): Column[] =>
  names.map((name) => ({ name, type: { kind: 'string' }, nullable: true }));

export interface ReadBackOptions extends Partial<Omit<CsvFormat, 'kind' | 'dialect'>> {
  readonly dialect?: Partial<CsvDialect>;
  readonly fate?: BadRowPolicy['fate'];
  readonly policy?: Partial<BadRowPolicy>;
  readonly columns?: readonly Column[];
  readonly limits?: Partial<ReadLimits>;
  readonly invalidBytes?: RecordReadOptions['invalidBytes'];
  readonly newColumns?: RecordReadOptions['newColumns'];
  readonly chunk?: number;
  readonly blockBytes?: number;
}

/** A line of the rejects file. */
interface Reject {
  readonly source: string;
  readonly row: number;
  readonly byteOffset: number;
  readonly column?: string;
  readonly reason: string;
  readonly raw?: string;
  readonly rawBase64?: string;
  readonly rawBytes?: number;
}

export interface ReadBack {
  readonly rows: (string | null)[][];
  /** Row number, offset and bytes of each row. */
  readonly places: { readonly row: number; readonly byteOffset: number; readonly raw: string }[];
  readonly rejects: Reject[];
  readonly tally: RowTally;
}

/** Reads `a,b` or the names given, as the engines do; closes the ledger. */
export async function readBack(
  content: string | Uint8Array,
  options: ReadBackOptions = {},
): Promise<ReadBack> {
  const { dialect, names = ['a', 'b'], chunk = 1 << 16, fate = 'fail', policy, blockBytes } = options;
  const format: CsvFormat = {
    ...plainCsv(names, dialect),
    encoding: options.encoding ?? 'utf-8',
    hasHeader: options.hasHeader ?? true,
    nulls: options.nulls ?? [],
    quotedEmpty: options.quotedEmpty ?? 'null',
  };
  const lines: Uint8Array[] = [];
  const ledger = new RowLedger(
    'test.csv',
    { fate, isRedacted: false, ...policy },
    { keep: (line) => lines.push(line), encoding: format.encoding },
  );
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const blocks = await readCsv(inChunks(bytes, chunk), format, {
    columns: options.columns ?? textColumns(names),
    ledger,
    limits: { ...DEFAULT_READ_LIMITS, ...options.limits },
    invalidBytes: options.invalidBytes ?? 'bad-row',
    newColumns: options.newColumns ?? 'fail',
    ...(blockBytes !== undefined && { blockBytes }),
  });
  const rows: ReadBack['rows'] = [];
  const places: ReadBack['places'] = [];
  for await (const block of blocks) {
    for (let row = 0; row < block.rowCount; row += 1) {
      rows.push(
        Array.from({ length: block.width }, (_, field) => fieldText(block, row * block.width + field)),
      );
      places.push({ ...block.place(row), raw: Buffer.from(block.raw(row)).toString('latin1') });
    }
  }
  ledger.close();
  const rejects = lines.map((line): Reject => JSON.parse(Buffer.from(line).toString()));
  return { rows, places, rejects, tally: ledger.tally() };
}

/** The message of the error that reading ends with. */
export const failure = (content: string | Uint8Array, options: ReadBackOptions = {}): Promise<string> =>
  readBack(content, options).then(
    () => 'no error',
    (error: Error) => error.message,
  );
