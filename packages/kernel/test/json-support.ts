import {
  BadInputError,
  type ByteStream,
  type Column,
  ContradictionError,
  DEFAULT_READ_LIMITS,
  fieldText,
  RowLedger,
  readBlocks,
} from '@parquetry/core';
import {
  IS_FLOAT,
  JSON_ARRAY,
  JSON_LINES,
  STOP_ARRAY_END,
  STOP_INPUT_USED,
  STOP_NOT_MINE,
  STOP_OUTPUT_FULL,
  TAKES_BOOLEANS,
  TAKES_NUMBERS,
  TAKES_STRINGS,
  TAKES_STRINGS_AS_JSON,
} from '../src/abi/json.ts';
import { loadKernel } from './load-kernel.ts';

export type Layout = 'lines' | 'array';
type Cells = readonly (string | null)[];

/** A record and where it begins in its text; `cells` are undefined where it is a bad row. */
interface FoundRecord {
  readonly offset: number;
  readonly cells: Cells | undefined;
}

/** What core makes of a text; `error`: the reading ended at the record behind those that were found. */
interface Truth {
  readonly records: ReadonlyMap<number, FoundRecord>;
  readonly error: Error | undefined;
}

async function* once(bytes: Uint8Array): ByteStream {
  yield bytes;
}

export const column = (
  name: string,
  kind: 'string' | 'int64' | 'float64' | 'boolean' = 'string',
  guess?: Column['guess'],
): Column => ({ name, type: { kind }, nullable: true, ...(guess && { guess }) });

/** Reads a text with core's own reader; of an array, all that is behind the bracket. */
async function readWithCore(text: Uint8Array, layout: Layout, columns: readonly Column[]): Promise<Truth> {
  const records = new Map<number, FoundRecord>();
  const shift = layout === 'array' ? 1 : 0;
  const bytes = layout === 'array' ? Buffer.concat([Buffer.from('['), text]) : text;
  const ledger = new RowLedger(
    'x.json',
    { fate: 'reject', isRedacted: false },
    {
      onReject: ({ byteOffset }) => {
        const offset = byteOffset - shift;
        records.set(offset, { offset, cells: undefined });
      },
    },
  );
  const fields = columns.map(({ name }) => ({ name, path: [name] }));
  const shape = { kind: 'json', encoding: 'utf-8', layout, member: undefined, records: 'objects' } as const;
  try {
    const blocks = await readBlocks(
      once(bytes),
      { ...shape, nested: 'flatten', fields },
      { columns, ledger, limits: DEFAULT_READ_LIMITS, invalidBytes: 'bad-row', newColumns: 'reject' },
    );
    for await (const block of blocks) {
      for (let row = 0; row < block.rowCount; row += 1) {
        const offset = block.place(row).byteOffset - shift;
        const cells = columns.map((_, field) => fieldText(block, row * block.width + field));
        records.set(offset, { offset, cells });
      }
    }
  } catch (error) {
    if (!(error instanceof BadInputError || error instanceof ContradictionError)) throw error;
    return { records, error };
  }
  return { records, error: undefined };
}

/** What a column takes, as whoever sets up the kernel says it. */
function kindsOf({ type, guess }: Column): number {
  const scalars = TAKES_NUMBERS | TAKES_BOOLEANS | (type.kind === 'float64' ? IS_FLOAT : 0);
  if (guess === undefined) return TAKES_STRINGS | scalars;
  if (guess.isUnseen) return 0;
  if (guess.isJsonText) return TAKES_STRINGS_AS_JSON | scalars;
  return type.kind === 'string' ? TAKES_STRINGS : scalars;
}

interface JsonExports {
  readonly consumedTo: { readonly value: number };
  readonly stopReason: { readonly value: number };
  readonly textEnd: { readonly value: number };
  setUpJson(layout: number, fields: number, nameBytes: number, mostBytes: number): void;
  addJsonKey(field: number, name: number, nameBytes: number, kinds: number): void;
  scanJson(
    start: number,
    end: number,
    isLast: boolean,
    text: number,
    textCapacity: number,
    index: number,
    indexCapacity: number,
    recordStarts: number,
  ): number;
}

const kernel = loadKernel<JsonExports>();
const MOST_BYTES = 1 << 20;
/** What lies around the input: bytes that would be taken for JSON if they were read. */
const AROUND = Buffer.from('","a":1}\n{"a":2},{"a":"'.repeat(8));

export interface Scanning {
  /** How much more of the text is handed over when all is used. */
  readonly inputBytes?: number;
  readonly textBytes?: number;
  readonly records?: number;
  readonly mostRecordBytes?: number;
}

/** What the kernel makes of a text. */
interface Scanned {
  readonly records: readonly FoundRecord[];
  /** The records that it left to others, by where they begin. */
  readonly others: readonly number[];
}

/** The text of a canonical field (see the contract of canonical rows), null where it is empty. */
function canonicalText(field: Buffer): string | null {
  if (field.length === 0) return null;
  const text = field.toString();
  if (!text.startsWith('"')) return text;
  const inner = text.slice(1, -1);
  if (text.length < 2 || !text.endsWith('"') || inner.replaceAll('""', '').includes('"')) {
    throw new Error(`not quoted as it should be: ${text}`);
  }
  return inner.replaceAll('""', '"');
}

/** Scans a text with the kernel, piece by piece; `otherEnd`: where a record ends that the kernel leaves to others. */
export function scanWithKernel(
  content: Uint8Array,
  layout: Layout,
  columns: readonly Column[],
  otherEnd: (offset: number) => number | undefined,
  scanning: Scanning = {},
): Scanned {
  const width = columns.length;
  const { inputBytes = content.length, textBytes = 2 * content.length + 64 * width + 1024 } = scanning;
  const { records: mostRecords = content.length + 1, mostRecordBytes = MOST_BYTES } = scanning;
  kernel.freeAll();
  const names = columns.map(({ name }) => Buffer.from(JSON.stringify(name)));
  const nameBytes = names.reduce((sum, { length }) => sum + length, 0);
  kernel.setUpJson(layout === 'lines' ? JSON_LINES : JSON_ARRAY, width, nameBytes, mostRecordBytes);
  const input = kernel.allocate(content.length + AROUND.length);
  const text = kernel.allocate(textBytes);
  const indexBytes = 4 * width * mostRecords;
  const index = kernel.allocate(indexBytes + 4) + 4;
  const starts = kernel.allocate(4 * mostRecords);
  const memory = Buffer.from(kernel.memory.buffer);
  for (const [field, name] of names.entries()) {
    memory.set(name, input);
    kernel.addJsonKey(field, input, name.length, kindsOf(columns[field]!));
  }
  memory.set(content, input);
  memory.set(AROUND, input + content.length);

  const records: FoundRecord[] = [];
  const others: number[] = [];
  const collect = (count: number) => {
    let from = memory.readUInt32LE(index - 4) + 1;
    if (from !== text) throw new Error('the index does not begin where the text does');
    for (let row = 0; row < count; row += 1) {
      const cells: (string | null)[] = [];
      for (let field = 0; field < width; field += 1) {
        const separator = memory.readUInt32LE(index + 4 * (row * width + field));
        if (separator < from) throw new Error('the index goes back');
        const expected = field === width - 1 ? '\n' : ',';
        if (memory[separator] !== expected.charCodeAt(0)) throw new Error('no separator where one should be');
        cells.push(canonicalText(memory.subarray(from, separator)));
        from = separator + 1;
      }
      records.push({ offset: memory.readUInt32LE(starts + 4 * row) - input, cells });
    }
    if (from !== kernel.textEnd.value) throw new Error('the text does not end behind the last field');
    if (from > text + textBytes) throw new Error('the text is larger than its room');
  };

  const inputEnd = input + content.length;
  let at = input;
  let end = Math.min(input + inputBytes, inputEnd);
  for (;;) {
    const isLast = end === inputEnd;
    const count = kernel.scanJson(at, end, isLast, text, textBytes, index, indexBytes, starts);
    collect(count);
    if (!memory.subarray(input, input + content.length).equals(content))
      throw new Error('the input was changed');
    const stopped = kernel.consumedTo.value;
    if (stopped < at || stopped > end) throw new Error('the scan stopped outside of its input');
    at = stopped;
    const reason = kernel.stopReason.value;
    if (reason === STOP_ARRAY_END) return { records, others };
    // What does not fit an empty output is for others, as what the kernel cannot read.
    if (reason === STOP_NOT_MINE || (reason === STOP_OUTPUT_FULL && count === 0)) {
      others.push(at - input);
      const behind = otherEnd(at - input);
      if (behind === undefined) return { records, others };
      at = input + behind;
      end = Math.max(end, at);
    } else if (reason === STOP_INPUT_USED) {
      if (isLast && at !== end) throw new Error('the last input is not used up');
      if (isLast) return { records, others };
      end = Math.min(end + inputBytes, inputEnd);
    } else if (reason !== STOP_OUTPUT_FULL) throw new Error('an unknown reason to stop');
  }
}

/** Behind the record at `offset` and what divides it from the next one; `undefined` when none can follow. */
function nextRecord(content: Buffer, layout: Layout, offset: number): number | undefined {
  if (layout === 'lines') {
    const feed = content.indexOf(0x0a, offset);
    return feed < 0 ? undefined : feed + 1;
  }
  let isString = false;
  let depth = 0;
  for (let at = offset; at < content.length; at += 1) {
    const byte = String.fromCharCode(content[at]!);
    if (isString) {
      if (byte === '\\') at += 1;
      else if (byte === '"') isString = false;
    } else if (byte === '"') isString = true;
    else if (byte === '{' || byte === '[') depth += 1;
    else if ((byte === '}' || byte === ']') && depth === 0) return undefined;
    else if (byte === '}' || byte === ']') depth -= 1;
    else if (byte === ',' && depth === 0) return at + 1;
  }
  return undefined;
}

/**
 * Why the kernel and core do not agree about a text, or `undefined`: every record is core's, cell by cell, or was left
 * to others, who find it where the kernel says; and none is missing.
 */
export async function disagreement(
  content: Uint8Array,
  layout: Layout,
  columns: readonly Column[],
  scannings: readonly Scanning[] = [{}],
): Promise<string | undefined> {
  const text = Buffer.from(content);
  const truth = await readWithCore(text, layout, columns);
  // Behind what ended the reading, nothing can be told.
  const last = truth.error ? Math.max(...truth.records.keys()) : content.length;
  for (const scanning of scannings) {
    const otherEnd = (offset: number) => (offset >= last ? undefined : nextRecord(text, layout, offset));
    const { records, others } = scanWithKernel(text, layout, columns, otherEnd, scanning);
    const how = ` in ${JSON.stringify(text.toString('latin1'))} ${layout} ${JSON.stringify(scanning)}`;
    for (const { offset, cells } of records) {
      const expected = truth.records.get(offset)?.cells;
      if (JSON.stringify(expected) === JSON.stringify(cells)) continue;
      return `at ${offset}: ${JSON.stringify(cells)}, core has ${JSON.stringify(expected)}${how}`;
    }
    const found = new Set([...records.map(({ offset }) => offset), ...others]);
    for (const offset of truth.records.keys()) if (!found.has(offset)) return `none at ${offset}${how}`;
    const strays = others.filter((offset) => !truth.records.has(offset));
    const isEnd = (offset: number) => layout === 'array' && text[offset] === 0x5d;
    if (strays.some((offset) => !truth.error && !isEnd(offset))) return `stopped at ${strays}${how}`;
    const guard = kernel.firstBrokenGuard();
    if (guard) return `guard ${guard} broken${how}`;
  }
  return undefined;
}
