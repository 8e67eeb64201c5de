import { bytesOf, putBytes, putDigits } from './put-bytes.ts';

const SECONDS_PER_DAY = 86_400;
const MS_PER_DAY = 86_400_000;
const COLON = 0x3a;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;

/** Writes dates and UTC timestamps; keeps the text of the last date, as neighbouring rows mostly share it. */
export class CalendarWriter {
  #day = Number.NaN;
  #date: Uint8Array = new Uint8Array(0);

  /** `YYYY-MM-DD` of a day counted from 1970-01-01. */
  putDate(target: Uint8Array, at: number, day: number): number {
    if (day !== this.#day) {
      this.#day = day;
      this.#date = bytesOf(new Date(day * MS_PER_DAY).toISOString().slice(0, 10));
    }
    return putBytes(target, at, this.#date);
  }

  /** `YYYY-MM-DDTHH:MM:SSZ` of a time in whole seconds since 1970-01-01T00:00:00Z. */
  putTimestamp(target: Uint8Array, at: number, seconds: number): number {
    const day = Math.floor(seconds / SECONDS_PER_DAY);
    const second = seconds - day * SECONDS_PER_DAY;
    const minute = (second / 60) | 0;
    const hour = (minute / 60) | 0;
    const start = this.putDate(target, at, day);
    target[start] = UPPER_T;
    putDigits(target, start + 1, hour, 2);
    target[start + 3] = COLON;
    putDigits(target, start + 4, minute - hour * 60, 2);
    target[start + 6] = COLON;
    putDigits(target, start + 7, second - minute * 60, 2);
    target[start + 9] = UPPER_Z;
    return start + 10;
  }
}
