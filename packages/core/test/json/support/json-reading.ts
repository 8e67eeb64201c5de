import {
  type BadRow,
  type ByteStream,
  type Column,
  DEFAULT_READ_LIMITS,
  fieldText,
  type JsonField,
  type NewColumnFate,
  type ReadLimits,
  RowLedger,
  resolveSchema,
  type SourceOptions,
} from '../../../src/index.ts';
import { detectJson, type JsonShape } from '../../../src/json/detect-json.ts';
import { type JsonProfile, profileJson } from '../../../src/json/profile-json.ts';
import { readJson } from '../../../src/json/read-json.ts';

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : content;

async function* inChunks(content: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < content.length; at += size) yield content.slice(at, at + size);
}

export const shapeOf = (shape: Partial<JsonShape> = {}): JsonShape => ({
  kind: 'json',
  encoding: 'utf-8',
  layout: 'lines',
  member: undefined,
  records: 'objects',
  nested: 'flatten',
  ...shape,
});

export interface ReadingOptions {
  readonly shape?: JsonShape;
  /** For detection, where there is no shape. */
  readonly given?: SourceOptions;
  readonly fields?: readonly JsonField[];
  /** Instead of those a profile gives. */
  readonly columns?: readonly Column[];
  readonly names?: readonly string[];
  readonly limits?: Partial<ReadLimits>;
  readonly newColumns?: NewColumnFate;
  readonly invalidBytes?: 'bad-row' | 'replace';
  readonly fate?: 'fail' | 'reject';
  readonly chunk?: number;
  readonly blockBytes?: number;
  /** Of the source, for the profile. */
  readonly sampleBytes?: number;
}

export interface ReadBack {
  readonly columns: readonly Column[];
  readonly fields: readonly JsonField[];
  readonly rows: (string | null)[][];
  /** Row numbers as the blocks give them. */
  readonly numbers: number[];
  readonly offsets: number[];
  readonly raws: string[];
  readonly rejects: BadRow[];
  readonly kept: { raw?: string; rawBase64?: string; rawBytes?: number }[];
  readonly error: Error | undefined;
  readonly read: number;
}

const limitsOf = (limits: Partial<ReadLimits> = {}) => ({ ...DEFAULT_READ_LIMITS, ...limits });

export function profile(content: string | Uint8Array, options: ReadingOptions = {}): Promise<JsonProfile> {
  const { shape = shapeOf(), names, sampleBytes, invalidBytes, chunk = 1 << 16, limits } = options;
  return profileJson(inChunks(bytesOf(content), chunk), shape, {
    ledger: new RowLedger('test.json', { fate: 'reject', isRedacted: false }),
    limits: limitsOf(limits),
    ...(names && { names }),
    ...(invalidBytes && { invalidBytes }),
    ...(sampleBytes !== undefined && { sampleBytes }),
  });
}

/** Reads JSON as a conversion does: detected where no shape is given, profiled where no columns are. */
export async function readBack(
  content: string | Uint8Array,
  options: ReadingOptions = {},
): Promise<ReadBack> {
  const bytes = bytesOf(content);
  const shape = options.shape ?? detectJson('test.json', bytes, true, options.given ?? {}).shape;
  const profiled =
    options.fields && options.columns ? undefined : await profile(bytes, { ...options, shape });
  const fields = options.fields ?? profiled!.fields;
  const names = fields.map(({ name }) => name);
  const columns = options.columns ?? resolveSchema(names, new Map(), profiled?.columns ?? [], true).columns;
  const {
    chunk = 1 << 16,
    blockBytes,
    fate = 'reject',
    invalidBytes = 'bad-row',
    newColumns = 'add',
  } = options;
  const rejects: BadRow[] = [];
  const kept: ReadBack['kept'] = [];
  const ledger = new RowLedger(
    'test.json',
    { fate, isRedacted: false },
    {
      onReject: (row) => rejects.push(row),
      keep: (line) => kept.push(JSON.parse(Buffer.from(line).toString())),
      encoding: shape.encoding,
    },
  );
  const result = { columns, fields, rejects, kept, rows: [] as (string | null)[][] };
  const numbers: number[] = [];
  const offsets: number[] = [];
  const raws: string[] = [];
  let error: Error | undefined;
  try {
    const blocks = await readJson(
      inChunks(bytes, chunk),
      { ...shape, fields },
      {
        columns,
        ledger,
        limits: limitsOf(options.limits),
        invalidBytes,
        newColumns,
        ...(blockBytes !== undefined && { blockBytes }),
      },
    );
    for await (const block of blocks) {
      for (let row = 0; row < block.rowCount; row += 1) {
        const { row: number, byteOffset } = block.place(row);
        numbers.push(number);
        offsets.push(byteOffset);
        raws.push(Buffer.from(block.raw(row)).toString());
        result.rows.push(columns.map((_, index) => fieldText(block, row * block.width + index)));
      }
    }
  } catch (cause) {
    error = cause as Error;
  }
  return { ...result, numbers, offsets, raws, error, read: ledger.read };
}

/** Records as objects from column name to cell text; nulls are left out. */
export function records({ columns, rows }: ReadBack): Record<string, string>[] {
  return rows.map((cells) =>
    Object.fromEntries(
      columns.flatMap(({ name }, index) => (cells[index] === null ? [] : [[name, cells[index]!]])),
    ),
  );
}
