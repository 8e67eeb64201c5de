import { storeInt64At } from './int64-halves.ts';
import { LongValues } from './long-values.ts';

export class Int64Values extends LongValues {
  readonly kind = 'int64';

  put(at: number, bytes: Uint8Array, start: number, end: number): boolean {
    return start >= 0 && storeInt64At(this.halves, at, bytes, start, end);
  }
}
