/** What a cell looks like to a reader of any country, for telling tables from text and headers from rows. */
export type CellKind =
  | 'empty'
  | 'missing'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'time'
  | 'boolean'
  | 'link'
  | 'text';

const MAX_TYPED_LENGTH = 48;
const MISSING = new Set(['na', 'n/a', 'nan', 'null', 'none', 'nil', '-', '--', '?', '\\n']);
const BOOLEAN = new Set(['true', 'false']);
const INTEGER = /^[-+]?\d+$/;
const NUMBER =
  /^\(?[-+]?[$\u00a3]?\s?(\d{1,3}([,.' ]\d{3})+([.,]\d+)?|\d+[.,]?\d*([eE][-+]?\d+)?|[.,]\d+)\s?[%$]?\)?$/;
const DAY = String.raw`(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,4}[- /]?[A-Za-z]{3,9}[- /.]?\d{2,4})`;
const HOUR = String.raw`\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?(\s?[AaPp]\.?[Mm]\.?)?(\s?(Z|UTC|[-+]\d\d:?(\d\d)?))?`;
const DATE = new RegExp(`^${DAY}([T ]+${HOUR})?$`);
const TIME = new RegExp(`^${HOUR}$`);
const LINK = /^(https?:\/\/|www\.|[\w.+-]+@[\w-]+\.)/i;

function kindOfText(text: string): CellKind {
  const lower = text.toLowerCase();
  if (MISSING.has(lower)) return 'missing';
  if (BOOLEAN.has(lower)) return 'boolean';
  if (INTEGER.test(text)) return 'integer';
  if (NUMBER.test(text)) return 'decimal';
  if (DATE.test(text)) return 'date';
  if (TIME.test(text)) return 'time';
  return LINK.test(text) ? 'link' : 'text';
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

/** What can be told without making a string; most cells are such. */
function quickKind(bytes: Uint8Array, start: number, end: number): CellKind | undefined {
  const first = bytes[start]!;
  if (isDigit(first)) {
    for (let at = start; at < end; at += 1) if (!isDigit(bytes[at]!)) return undefined;
    return 'integer';
  }
  if (!isLetter(first) || end - start < 6) return undefined;
  const last = Math.min(end, start + MAX_TYPED_LENGTH);
  for (let at = start; at < last; at += 1) {
    const byte = bytes[at]!;
    if (byte === 0x3a || byte === 0x40 || (byte === 0x2e && at === start + 3)) return undefined;
  }
  return 'text';
}

/** Reads bytes `start … end`, spaces around them aside. */
export function cellKind(bytes: Uint8Array, start: number, end: number): CellKind {
  let from = start;
  let to = end;
  while (from < to && (bytes[from] === 0x20 || bytes[from] === 0x09)) from += 1;
  while (to > from && (bytes[to - 1] === 0x20 || bytes[to - 1] === 0x09)) to -= 1;
  if (from === to) return 'empty';
  const quick = to - from > MAX_TYPED_LENGTH ? undefined : quickKind(bytes, from, to);
  if (quick !== undefined) return quick;
  const length = Math.min(to - from, MAX_TYPED_LENGTH + 1);
  const kind = kindOfText(Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString('latin1'));
  return length > MAX_TYPED_LENGTH && kind !== 'link' ? 'text' : kind;
}
