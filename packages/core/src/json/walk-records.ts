import { isUtf8 } from 'node:buffer';
import { type BadInputError, badRowError } from '../conversion/errors.ts';
import type { Encoding, JsonFormat } from '../conversion/source-format.ts';
import { invalidRows } from '../records/find-issues.ts';
import type { RecordPlace } from '../records/record-block.ts';
import { DEFAULT_BLOCK_BYTES, type RecordReadOptions } from '../records/record-reading.ts';
import { MAX_RAW_BYTES } from '../records/reject-line.ts';
import type { ByteStream } from '../store/object-store.ts';
import type { ByteWindow } from '../text/byte-window.ts';
import { formatCount } from '../text/format-count.ts';
import { skipByteOrderMark, textWindow } from '../text/text-window.ts';
import { characterStart } from '../text/utf8.ts';
import { Token } from './json-scanner.ts';
import type { KeyTree } from './key-tree.ts';
import { type Complaint, RecordTape } from './record-tape.ts';
import { ArraySplitter } from './split-array.ts';
import { LineSplitter } from './split-lines.ts';
import { ValueSplitter } from './split-values.ts';
import type { Failure, Splitter, Splitting } from './splitter.ts';
import { RecordWalker, type WalkOptions } from './walk-record.ts';

/** Keys of bad rows and unknown ones are forgotten when there are so many more. */
const SPARE_KEYS = 1 << 16;
/** Of a line that is too long, so much is kept to be told. */
const KEPT_BYTES = MAX_RAW_BYTES + 1;

export type JsonText = Omit<JsonFormat, 'fields' | 'kind' | 'nested'>;

export type WalkingOptions = Pick<
  RecordReadOptions,
  'ledger' | 'limits' | 'invalidBytes' | 'blockBytes' | 'offset'
> & {
  readonly nameOf: WalkOptions['nameOf'];
};

/** Records of one window: valid until the next ones are asked for. */
export interface WalkedRecords<S> {
  readonly bytes: Uint8Array;
  readonly tape: RecordTape<S>;
  /** Position of `bytes[0]` in the text as UTF-8. */
  readonly textOffset: number;
  offsetOf(at: number): number;
}

function splitterOf<S>({ layout, member }: JsonText, splitting: Splitting<S>): Splitter {
  switch (layout) {
    case 'lines':
      return new LineSplitter(splitting);
    case 'values':
      return new ValueSplitter(splitting);
    case 'array':
      return new ArraySplitter(splitting, member);
    default:
      return layout satisfies never;
  }
}

/** Rows `from … to` of a tape as they stand in the source. */
export function rowPlaces<S>(
  { bytes, tape, offsetOf }: WalkedRecords<S>,
  firstRow: number,
  from: number,
): { place(row: number): RecordPlace; raw(row: number): Uint8Array } {
  return {
    place: (row) => ({ row: firstRow + row, byteOffset: offsetOf(tape.rowStarts[from + row]!) }),
    raw: (row) => bytes.subarray(tape.rowStarts[from + row]!, tape.rowEnds[from + row]!),
  };
}

/** Complains of rows whose bytes are not in the encoding. */
function complainOfBytes<S>(walked: WalkedRecords<S>, encoding: Encoding): void {
  const { bytes, tape, offsetOf } = walked;
  const none = new Int32Array(0);
  const rows = { bytes, starts: none, ends: none, rowCount: tape.rowCount, width: 0, quote: -1 };
  const block = { ...rows, ...rowPlaces(walked, 0, 0) };
  for (const { row, ...issue } of invalidRows(block, encoding, (row, at) =>
    offsetOf(tape.rowStarts[row]! + at),
  )) {
    if (!tape.complaints.get(row)?.isTooLong) tape.complaints.set(row, issue);
  }
}

/** Walks the records of one JSON text, window by window. */
export class RecordWalk<S> {
  readonly #window: ByteWindow;
  readonly #text: JsonText;
  readonly #options: WalkingOptions;
  readonly #tree: KeyTree<S>;
  readonly #keeps: (state: S) => boolean;
  readonly #tape = new RecordTape<S>();

  /** `keeps`: the keys that may not be forgotten. */
  constructor(
    stream: ByteStream,
    text: JsonText,
    tree: KeyTree<S>,
    keeps: (state: S) => boolean,
    options: WalkingOptions,
  ) {
    this.#window = textWindow(stream, text.encoding, options.offset);
    this.#text = text;
    this.#options = options;
    this.#tree = tree;
    this.#keeps = keeps;
  }

  /** @throws BadInputError at what ends the reading, after all records before it. */
  async *records(): AsyncGenerator<WalkedRecords<S>, void> {
    const { blockBytes = DEFAULT_BLOCK_BYTES, limits, nameOf, invalidBytes } = this.#options;
    const window = this.#window;
    const tape = this.#tape;
    const walker = new RecordWalker(this.#tree, tape, {
      refusesLoneSurrogates: invalidBytes === 'bad-row',
      fieldBytes: limits.fieldBytes,
      nameOf,
    });
    const { recordBytes } = limits;
    const splitter = splitterOf(this.#text, { tape, walker, records: this.#text.records, recordBytes });
    await skipByteOrderMark(window);
    let mostKeys = this.#tree.size + SPARE_KEYS;
    for (let wanted = blockBytes; ; ) {
      await window.fill(wanted);
      const bytes = window.bytes.subarray(0, wanted);
      const isLast = window.isLast && bytes.length === window.bytes.length;
      tape.clear();
      const done = splitter.split(bytes, isLast);
      const { failure } = splitter;
      const walked = {
        bytes,
        tape,
        textOffset: window.dropped,
        offsetOf: (at: number) => window.offsetOf(at),
      };
      if (tape.rowCount > 0) {
        const isSound = invalidBytes === 'replace' || isUtf8(bytes.subarray(tape.rowStarts[0]!, done));
        if (!isSound) complainOfBytes(walked, this.#text.encoding);
        yield walked;
      }
      if (failure) throw this.#failed(failure);
      if (isLast) return;
      window.drop(done);
      if (splitter.longLine) yield await this.#longLine(splitter.longLine);
      wanted = done === 0 && !splitter.longLine ? 2 * bytes.length : blockBytes;
      if (this.#tree.size > mostKeys) {
        this.#tree.forget(this.#keeps);
        mostKeys = this.#tree.size + SPARE_KEYS;
      }
    }
  }

  /** Reads past the line that the window begins with, to tell how long it is; of its text, the beginning is kept. */
  async #longLine(complaint: Complaint): Promise<WalkedRecords<S>> {
    const window = this.#window;
    await window.fill(KEPT_BYTES);
    const { offset, dropped: textOffset } = window;
    const feed = window.bytes.indexOf(Token.lineFeed);
    const bytes = window.bytes.slice(0, feed < 0 ? KEPT_BYTES : Math.min(feed, KEPT_BYTES));
    const { fate } = this.#options.ledger.policy;
    const rawBytes = fate === 'fail' ? 0 : (await this.#dropLine()) - offset;
    this.#tape.clear();
    this.#tape.complain({ ...complaint, rawBytes });
    this.#tape.endRow(0, bytes.length);
    return { bytes, tape: this.#tape, textOffset, offsetOf: () => offset };
  }

  /** Drops everything up to the next line feed; returns its offset in the source. */
  async #dropLine(): Promise<number> {
    const window = this.#window;
    for (;;) {
      const feed = window.bytes.indexOf(Token.lineFeed);
      if (feed >= 0 || window.isLast) {
        window.drop(feed < 0 ? window.bytes.length : feed);
        return window.offset;
      }
      // The last character may not be whole.
      window.drop(characterStart(window.bytes, window.bytes.length - 1));
      await window.fill(window.bytes.length + DEFAULT_BLOCK_BYTES);
    }
  }

  async close(): Promise<void> {
    await this.#window.close();
  }

  #failed({ at, recordStart = at, reason, wayOut }: Failure): BadInputError {
    const { ledger } = this.#options;
    const place = recordStart === at ? '' : ` (at byte ${formatCount(this.#window.offsetOf(at))})`;
    return badRowError(
      ledger.name,
      { row: ledger.read + 1, byteOffset: this.#window.offsetOf(recordStart), reason: reason + place },
      wayOut,
    );
  }
}
