import { formatCount } from '../text/format-count.ts';
import { Escapes, JsonScanner, NO_KEY, skipBlanks, Token } from './json-scanner.ts';
import { type KeyNode, KeyTree } from './key-tree.ts';
import { Kind, RecordTape } from './record-tape.ts';
import { stringText } from './unescape-string.ts';

export interface WalkOptions {
  /** Whether a string with half of a surrogate pair, which is no Unicode text, makes its record a bad row. */
  readonly refusesLoneSurrogates: boolean;
  readonly fieldBytes: number;
  /** What a column is called in complaints. */
  readonly nameOf: (path: readonly string[]) => string;
}

interface Scratch {
  readonly tree: KeyTree<undefined>;
  readonly tape: RecordTape<undefined>;
  readonly walker: RecordWalker<undefined>;
}

const SCRATCH_KEYS = 1 << 12;
const LONE_SURROGATE = 'a \\u escape is half of a surrogate pair, which is no character';

/** Of the bytes of a key; never negative. */
function keyHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + bytes[at]!) & 0x3fffffff;
  return hash;
}

/** Whether the key that begins at `at` is `written`, up to its closing quote. */
function isKeyAt(bytes: Uint8Array, at: number, written: Uint8Array): boolean {
  const { length } = written;
  if (bytes[at + length] !== Token.quote) return false;
  for (let index = 0; index < length; index += 1) if (bytes[at + index] !== written[index]) return false;
  return true;
}

function sameBytes(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (bytes[a + index] !== bytes[b + index]) return false;
  return true;
}

/** Reads records, value by value, onto a tape, and finds what makes a well-formed record a bad row. */
export class RecordWalker<S> {
  readonly scanner = new JsonScanner();
  readonly #tree: KeyTree<S>;
  readonly #tape: RecordTape<S>;
  readonly #options: WalkOptions;
  #record = 0;
  /** By depth. */
  readonly #scratch = new Map<number, Scratch>();

  constructor(tree: KeyTree<S>, tape: RecordTape<S>, options: WalkOptions) {
    this.#tree = tree;
    this.#tape = tape;
    this.#options = options;
  }

  /**
   * Puts the object or array at `start` on the tape, without ending the row; returns the position after it, or −1, as
   * the scanner does, with nothing put.
   */
  record(bytes: Uint8Array, start: number, end: number): number {
    this.scanner.begin(bytes, end);
    this.#record += 1;
    const isObject = bytes[start] === Token.openObject;
    const at = isObject ? this.#members(this.#tree.root, start + 1) : this.#elements(start + 1);
    if (at < 0) this.#tape.dropRow();
    return at;
  }

  #members(parent: KeyNode<S>, start: number): number {
    const { bytes, end } = this.scanner;
    let at = skipBlanks(bytes, start, end);
    if (at < end && bytes[at] === Token.closeObject) return at + 1;
    let guess = parent.first;
    let previous: KeyNode<S> | undefined;
    for (;;) {
      let node: KeyNode<S>;
      if (guess?.written && bytes[at] === Token.quote && isKeyAt(bytes, at + 1, guess.written)) {
        node = guess;
        at = this.scanner.colon(at + guess.written.length + 2);
      } else {
        if (at >= end || bytes[at] !== Token.quote) return this.scanner.fail(at, NO_KEY);
        const keyEnd = this.scanner.string(at);
        if (keyEnd < 0) return -1;
        node = this.#keyAt(parent, at, keyEnd);
        if (previous) previous.next = node;
        else parent.first = node;
        at = this.scanner.colon(keyEnd);
      }
      if (at < 0) return -1;
      at = this.#value(node, at);
      if (at < 0) return -1;
      at = skipBlanks(bytes, at, end);
      const byte = at < end ? bytes[at] : 0;
      if (byte === Token.closeObject) return at + 1;
      if (byte !== Token.comma) return this.scanner.fail(at, 'a "," or "}" is missing');
      at = skipBlanks(bytes, at + 1, end);
      previous = node;
      guess = node.next;
    }
  }

  /** The node of the key between `start` and `end`, its quotes included, which was scanned last. */
  #keyAt(parent: KeyNode<S>, start: number, end: number): KeyNode<S> {
    const { bytes, escapes } = this.scanner;
    const hash = escapes === Escapes.none ? keyHash(bytes, start + 1, end - 1) : -1;
    const known = parent.byHash.get(hash);
    if (known?.written?.length === end - start - 2 && isKeyAt(bytes, start + 1, known.written)) return known;
    const node = this.#tree.child(parent, stringText(bytes, start + 1, end - 1));
    if (hash >= 0) parent.byHash.set(hash, node);
    this.#checkText(node, start);
    return node;
  }

  #elements(start: number): number {
    const { bytes, end } = this.scanner;
    let at = skipBlanks(bytes, start, end);
    if (at < end && bytes[at] === Token.closeArray) return at + 1;
    for (let index = 0; ; index += 1) {
      at = this.#value(this.#tree.position(index), at);
      if (at < 0) return -1;
      at = skipBlanks(bytes, at, end);
      const byte = at < end ? bytes[at] : 0;
      if (byte === Token.closeArray) return at + 1;
      if (byte !== Token.comma) return this.scanner.fail(at, 'a "," or "]" is missing');
      at = skipBlanks(bytes, at + 1, end);
    }
  }

  #value(node: KeyNode<S>, start: number): number {
    if (node.record === this.#record) return this.#repeated(node, start);
    node.record = this.#record;
    node.entry = this.#tape.length;
    const { bytes, end } = this.scanner;
    switch (start < end ? bytes[start] : 0) {
      case Token.quote:
        return this.#string(node, start);
      case Token.openObject:
        return this.#object(node, start);
      case Token.openArray:
        return this.#leaf(node, Kind.array, start, this.scanner.value(start));
      case 0x74:
      case 0x66:
        return this.#leaf(node, Kind.boolean, start, this.scanner.scalar(start));
      case 0x6e:
        return this.#leaf(node, Kind.null, start, this.scanner.scalar(start));
      default:
        return this.#leaf(node, Kind.number, start, this.scanner.scalar(start));
    }
  }

  #leaf(node: KeyNode<S>, kind: number, start: number, end: number): number {
    if (end < 0) return -1;
    this.#tape.put(node, kind, start, end);
    if (end - start > this.#options.fieldBytes) this.#complainOfSize(node, end - start);
    return end;
  }

  #string(node: KeyNode<S>, start: number): number {
    const end = this.scanner.string(start);
    if (end < 0) return -1;
    this.#checkText(node, start);
    const kind = this.scanner.escapes === Escapes.none ? Kind.string : Kind.escapedString;
    return this.#leaf(node, kind, start, end);
  }

  #object(node: KeyNode<S>, start: number): number {
    const { bytes, end } = this.scanner;
    const first = skipBlanks(bytes, start + 1, end);
    const isEmpty = first < end && bytes[first] === Token.closeObject;
    if (isEmpty) return this.#leaf(node, Kind.emptyObject, start, first + 1);
    if (node.isWhole) {
      const to = this.#leaf(node, Kind.object, start, this.scanner.value(start));
      if (to >= 0 && node.isFlattened) this.#checkWhole(node, start, to);
      return to;
    }
    const entry = this.#tape.put(node, Kind.object, start, start);
    const to = this.#members(node, first);
    this.#tape.ends[entry] = to;
    return to;
  }

  /** An object is as good or bad as a whole as it would be flattened: what a column becomes decides over no row. */
  #checkWhole(node: KeyNode<S>, start: number, end: number): void {
    const depth = node.path.length;
    let scratch = this.#scratch.get(depth);
    if (scratch === undefined) {
      const tree = new KeyTree(true, () => ({ state: undefined, isWhole: false }), depth);
      const tape = new RecordTape<undefined>();
      scratch = { tree, tape, walker: new RecordWalker(tree, tape, this.#options) };
      this.#scratch.set(depth, scratch);
    }
    const { tree, tape, walker } = scratch;
    tape.clear();
    walker.record(this.scanner.bytes, start, end);
    const complaint = tape.complaints.get(0);
    if (complaint) this.#tape.complain({ ...complaint, column: this.#options.nameOf(node.path) });
    if (tree.size > SCRATCH_KEYS) tree.forget(() => false);
  }

  /** Two values of one key cannot both be kept, unless they are the same. */
  #repeated(node: KeyNode<S>, start: number): number {
    const end = this.scanner.value(start);
    if (end < 0) return -1;
    const first = this.#tape.starts[node.entry]!;
    const length = this.#tape.ends[node.entry]! - first;
    if (length !== end - start || !sameBytes(this.scanner.bytes, first, start, length)) {
      this.#tape.complain({
        reason: 'the key stands twice, with two values',
        column: this.#options.nameOf(node.path),
      });
    }
    return end;
  }

  /** Of the key or string at `start`, which was scanned last. */
  #checkText(node: KeyNode<S>, start: number): void {
    if (this.scanner.escapes !== Escapes.loneSurrogate || !this.#options.refusesLoneSurrogates) return;
    const wayOut =
      'correct the text, have such halves replaced (--invalid-bytes replace), or set such rows aside with --on-bad-row reject';
    this.#tape.complain({
      reason: LONE_SURROGATE,
      column: this.#options.nameOf(node.path),
      at: start,
      wayOut,
    });
  }

  #complainOfSize(node: KeyNode<S>, length: number): void {
    this.#tape.complain({
      reason: `the field has ${formatCount(length)} bytes, ${formatCount(this.#options.fieldBytes)} are allowed`,
      column: this.#options.nameOf(node.path),
      wayOut: 'raise --max-field-bytes, or set such rows aside with --on-bad-row reject',
    });
  }
}
