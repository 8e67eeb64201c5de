import { timestampAt } from '@parquetry/core';
import { storeMicros } from './int64-halves.ts';
import { LongValues } from './long-values.ts';

export class TimestampValues extends LongValues {
  readonly kind = 'timestamp';
  readonly #isAdjustedToUTC: boolean;

  constructor(isAdjustedToUTC: boolean) {
    super();
    this.#isAdjustedToUTC = isAdjustedToUTC;
  }

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    const found = start < 0 ? undefined : timestampAt(bytes, start, end);
    if (found === undefined || found.isAdjustedToUTC !== this.#isAdjustedToUTC) return false;
    storeMicros(this.halves, at, found.seconds, found.micros);
    return true;
  }
}
