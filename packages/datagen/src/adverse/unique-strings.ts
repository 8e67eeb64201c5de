import { bytesOf, COMMA, LINE_FEED, putBytes, putInteger } from '../put-bytes.ts';
import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { tableOf } from '../table-of.ts';
import { putHex } from './put-hex.ts';

/** No text comes twice, in any column: what remembers texts grows for ever. */
export const uniqueStringsSchema = tableOf({
  sequence: 'int64',
  key: 'string',
  name: 'string',
  url: 'string',
  note: 'string',
});

const URL_START = bytesOf('https://example.org/');
const LARGEST_SEQUENCE = 2_000_000_000;

export class UniqueStringRows implements RowWriter {
  readonly #random: Random;
  #sequence = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  writeRow(target: Uint8Array, start: number): number {
    this.#sequence = (this.#sequence + 1) % LARGEST_SEQUENCE;
    const random = this.#random;
    let at = putInteger(target, start, this.#sequence);
    target[at] = COMMA;
    at = putHex(target, at + 1, 32, random);
    target[at] = COMMA;
    at = putHex(target, at + 1, 24, random);
    target[at] = COMMA;
    at = putHex(target, putBytes(target, at + 1, URL_START), 24, random);
    target[at] = COMMA;
    at = putHex(target, at + 1, 40, random);
    target[at] = LINE_FEED;
    return at + 1;
  }
}
