import { BadInputError, type BadRow, badRowError, badRowText } from '../conversion/errors.ts';
import type { Encoding } from '../conversion/source-format.ts';
import { formatCount } from '../text/format-count.ts';
import { rejectLine } from './reject-line.ts';

export const badRowFates = ['fail', 'reject', 'pad'] as const;

/**
 * What becomes of bad rows. `fail`: the first one ends the conversion. `reject`: they are set aside. `pad`: records
 * that are too short are filled up with nulls, surplus empty fields are left out, all other bad rows are set aside.
 */
export interface BadRowPolicy {
  readonly fate: (typeof badRowFates)[number];
  /** More bad rows than this end the conversion: so many, or such a fraction of all rows. */
  readonly allowance?: { readonly rows: number } | { readonly fraction: number } | undefined;
  /** Nothing of a row's content is kept or told, only where it is and what is wrong. */
  readonly isRedacted: boolean;
}

export const FAIL_AT_FIRST: BadRowPolicy = { fate: 'fail', isRedacted: false };

export interface RowTally {
  /** All records of the source, good and bad. */
  readonly read: number;
  readonly rejected: number;
  /** Of those written, how many were filled up or cut to the width of the header. */
  readonly padded: number;
  /** The numbers of the first of them; absent when there are none. */
  readonly firstPadded?: readonly number[];
}

/** Of the rows that were filled up or cut, so many are told by their numbers. */
const MOST_NAMED = 10;

const isOrAre = (value: number) => `${value === 0 ? 'none' : formatCount(value)} ${value < 2 ? 'is' : 'are'}`;

/**
 * Keeps account of the rows of one conversion: how many were read, and which were set aside, with their position,
 * reason and text, as the lines of the rejects file.
 */
export class RowLedger {
  readonly name: string;
  readonly policy: BadRowPolicy;
  readonly #keep: (line: Uint8Array) => void;
  readonly #onReject: (badRow: BadRow) => void;
  readonly #encoding: Encoding;
  readonly #firstPadded: number[] = [];
  #first: BadRow | undefined;
  #padded = 0;
  read = 0;
  rejected = 0;

  /**
   * `keep` gets every line of the rejects file, its line end included; `onReject` every bad row that is set aside;
   * `encoding` is the source's.
   */
  constructor(
    name: string,
    policy: BadRowPolicy,
    options: {
      keep?: (line: Uint8Array) => void;
      onReject?: (badRow: BadRow) => void;
      encoding?: Encoding;
    } = {},
  ) {
    this.name = name;
    this.policy = policy;
    this.#keep = options.keep ?? (() => {});
    this.#onReject = options.onReject ?? (() => {});
    this.#encoding = options.encoding ?? 'utf-8';
  }

  /**
   * Sets a bad row aside; `raw` is its text as UTF-8, as far as it can be, or the beginning of it if the whole row has
   * `rawBytes` in the source. Whoever found the row has counted it as read.
   *
   * @throws BadInputError when the policy is to fail, or the rows allowed are used up.
   */
  reject(badRow: BadRow, raw: Uint8Array, wayOut?: string, rawBytes?: number): void {
    const { fate, isRedacted } = this.policy;
    const { redactedReason, ...told } = badRow;
    const tellable =
      isRedacted && redactedReason !== undefined ? { ...told, reason: redactedReason } : badRow;
    if (fate === 'fail') throw badRowError(this.name, tellable, wayOut);
    this.#first ??= tellable;
    this.rejected += 1;
    this.#onReject(tellable);
    this.#keep(rejectLine(this.name, tellable, { raw, encoding: this.#encoding, rawBytes }, isRedacted));
    const { allowance } = this.policy;
    if (allowance && 'rows' in allowance && this.rejected > allowance.rows)
      throw this.#tooMany(allowance.rows, badRow.row, 'the first ');
  }

  /**
   * To be asked when every row has been read.
   *
   * @throws BadInputError when more than the allowed fraction of the rows is bad.
   */
  close(): void {
    const { allowance } = this.policy;
    if (allowance === undefined || this.rejected === 0) return;
    const allowed = 'rows' in allowance ? allowance.rows : allowance.fraction * this.read;
    if (this.rejected > allowed) throw this.#tooMany(Math.floor(allowed), this.read, '');
  }

  /** Row `row` was filled up or cut to the width of the header. */
  pad(row: number): void {
    this.#padded += 1;
    if (this.#firstPadded.length < MOST_NAMED) this.#firstPadded.push(row);
  }

  /** A padded row is not written after all. */
  unpad(row: number): void {
    this.#padded -= 1;
    const index = this.#firstPadded.indexOf(row);
    if (index >= 0) this.#firstPadded.splice(index, 1);
  }

  tally(): RowTally {
    const { read, rejected } = this;
    const padded = this.#padded;
    return { read, rejected, padded, ...(padded > 0 && { firstPadded: [...this.#firstPadded] }) };
  }

  /** Of `count` rows: how many have been read ahead does not matter to anybody. */
  #tooMany(allowed: number, count: number, which: '' | 'the first '): BadInputError {
    const { rejected } = this;
    const rows = count === 1 ? '1 row' : `${which}${formatCount(count)} rows`;
    const badRow = this.#first!;
    return new BadInputError(
      `${this.name}: ${formatCount(rejected)} of ${rows} ${rejected === 1 ? 'is' : 'are'} bad, ${isOrAre(allowed)} allowed; ` +
        `raise --max-bad-rows, or correct them; the first is ${badRowText(this.name, badRow)}`,
      { badRow },
    );
  }
}
