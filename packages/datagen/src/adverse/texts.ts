import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { tableOf } from '../table-of.ts';
import { putHex } from './put-hex.ts';
import { randomWords, textRows } from './text-rows.ts';

/** Texts of which hardly one comes twice: nothing for a dictionary. */
export const textsSchema = tableOf({
  event: 'string',
  session: 'string',
  level: 'string',
  path: 'string',
  message: 'string',
  size: 'int64',
});

const LEVELS = ['debug', 'info', 'warn', 'error'];
const WORDS = [
  ...['request', 'response', 'timeout', 'after', 'before', 'retry', 'closed', 'opened', 'connection', 'user'],
  ...[
    'session',
    'cache',
    'miss',
    'hit',
    'payload',
    'invalid',
    'token',
    'expired',
    'flight',
    'gate',
    'delayed',
  ],
  ...['cancelled', 'boarding', 'position', 'received', 'from', 'to', 'with', 'without', 'unexpected', 'end'],
  ...[
    'of',
    'stream',
    'while',
    'reading',
    'writing',
    'header',
    'body',
    'checksum',
    'differs',
    'row',
    'column',
  ],
];

const hex = new Uint8Array(32);

/** A random UUID (RFC 9562, version 4). */
function uuid(random: Random): string {
  putHex(hex, 0, 32, random);
  const digits = Buffer.from(hex).toString('latin1');
  const variant = '89ab'[random.below(4)];
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}

function message(random: Random): string {
  const text = randomWords(random, WORDS, 4, 18);
  return random.chance(25) ? `"${text}, ${random.below(100_000)} ms"` : `${text} ${random.below(1_000_000)}`;
}

export const textRowsOf = (random: Random): RowWriter =>
  textRows(() => {
    const path = `/api/v${random.between(1, 3)}/${random.pick(WORDS)}/${random.below(1_000_000)}`;
    const cells = [uuid(random), uuid(random), random.pick(LEVELS), path, message(random)];
    return `${cells.join(',')},${random.below(1_000_000)}\n`;
  });
