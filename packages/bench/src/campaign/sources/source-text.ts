import { createCipheriv, createHash } from 'node:crypto';
import { plainCsv, type TableSchema } from '@parquetry/core';
import { type PlannedSource, ROWS_APART } from './plan-sources.ts';

/** Of every source. `id` is of one row of all. */
export const SCHEMA: TableSchema = {
  columns: [
    { name: 'id', type: { kind: 'int64' }, nullable: false },
    { name: 'station', type: { kind: 'string' }, nullable: true },
    { name: 'taken_at', type: { kind: 'timestamp', isAdjustedToUTC: true }, nullable: false },
    { name: 'reading', type: { kind: 'float64' }, nullable: true },
    { name: 'payload', type: { kind: 'string' }, nullable: false },
  ],
};

export const FORMAT = plainCsv(SCHEMA.columns.map(({ name }) => name));
export const HEADER = `${FORMAT.names.join(',')}\n`;

const SMALL_PAYLOAD_BYTES = 12;
const LARGE_PAYLOAD_BYTES = 768;
const STATIONS = ['north', '"pier 7, west"', 'Zürich', '', '"the ""old"" one"', '東京', 'south'];
const FIRST_SECOND = Date.UTC(2026, 0, 1) / 1000;

/** Bytes that nothing compresses, the same for the same seed and source. */
function noise(seed: number, index: number, bytes: number): Buffer {
  const key = createHash('sha256').update(`${seed} ${index}`).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

type Spoil = (rows: string[], at: number) => void;

/** What is wrong with a bad source: a cell of another type, a field too many, a quote that is never closed. */
const SPOILS: readonly Spoil[] = [
  (rows, at) => {
    rows[at] = rows[at]!.replace(/^\d+/, 'unknown');
  },
  (rows, at) => {
    rows[at] = `${rows[at]},more`;
  },
  (rows, at) => {
    rows[at] = rows[at]!.replace(/,[^,]*$/, ',"never closed');
  },
];

/** The text of a source; of a bad one, one row that cannot be converted is in it. */
export function sourceText({ index, kind, rows }: PlannedSource, seed: number): Buffer {
  const payloadBytes = kind === 'large' ? LARGE_PAYLOAD_BYTES : SMALL_PAYLOAD_BYTES;
  const bytes = noise(seed, index, rows * (payloadBytes + 4));
  const lines = Array.from({ length: rows }, (_, row) => {
    const at = row * (payloadBytes + 4);
    const drawn = bytes.readUInt32LE(at);
    const takenAt = new Date((FIRST_SECOND + (drawn % 31_536_000)) * 1000).toISOString();
    const reading = drawn % 11 === 0 ? '' : `${(drawn % 100_000) / 64}`;
    const payload = bytes.subarray(at + 4, at + 4 + payloadBytes).toString('base64');
    return `${index * ROWS_APART + row},${STATIONS[drawn % STATIONS.length]},${takenAt},${reading},${payload}`;
  });
  if (kind === 'bad') SPOILS[index % SPOILS.length]!(lines, rows >> 1);
  return Buffer.from(HEADER + lines.map((line) => `${line}\n`).join(''));
}
