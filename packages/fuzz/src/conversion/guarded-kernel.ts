import { type CompiledModule, Kernel, type KernelSizes, type TableSetUp } from '@parquetry/kernel';
import { Random } from '../random.ts';

/** What memory behind the last buffer is filled with. */
const FILL = 0xc3;
/** So much of that memory is watched: whatever runs over an end is near it. */
const WATCHED_BYTES = 1 << 20;
const UNTOUCHED = new Uint8Array(WATCHED_BYTES).fill(FILL);

/** Buffers so small and odd that every way around their ends is taken; the same for the same number. */
export function sizesUnderPressure(number: number, columns: number): KernelSizes {
  const random = new Random(number, 0);
  return {
    batchRows: random.pick([1, 3, 64, 64, 65, 200, 1000]),
    windowBytes: random.pick([100, 257, 1000, 4096, 16_384]),
    carryBytes: random.pick([0, 16, 64, 300, 5000]),
    textBytes: random.pick([1, 20, 500, 5000, 65_536]),
    dictionaryBytes: random.pick([0, 32, 200, 4000, 65_536]),
    arenaBytes: random.pick([1, 1000, 20_000, 1 << 20]),
    pageRecords: columns * random.pick([2, 3, 5, 20]),
    numberDictionaries: random.pick([0, 1, 3]),
    spareBytes: 64 << 20,
  };
}

/**
 * A kernel that notices what is written where nothing may be: into the guards between buffers, behind the last one, and
 * over the constants. Its buffers are of other sizes than it is told, and none of them is empty at first.
 */
export class GuardedKernel extends Kernel {
  readonly #sizesFor: (columns: number) => KernelSizes;
  /** The same table with the same sizes stays the same, so that buffers are used again. */
  #resized: { readonly from: TableSetUp; readonly to: TableSetUp } | undefined;
  #constants: Uint8Array | undefined;
  #watchedEnd = 0;

  /** `sizesFor` a number of columns is asked whenever another table is set up; see {@link forget}. */
  constructor(module: CompiledModule, sizesFor: (columns: number) => KernelSizes) {
    super(module);
    this.#sizesFor = sizesFor;
  }

  /** Lets the next table ask for sizes, even if it is the same. */
  forget(): void {
    this.#resized = undefined;
  }

  /** Where buffers begin; 0 before the first table. */
  get #start(): number {
    return (this.exports.allocatedEnd() - this.exports.allocatedBytes()) >>> 0;
  }

  override begin(setUp: TableSetUp): void {
    if (this.#resized?.from !== setUp) {
      this.#resized = { from: setUp, to: { ...setUp, sizes: this.#sizesFor(setUp.shape.columns.length) } };
      this.bytes.fill(FILL, this.#start, this.exports.allocatedEnd() >>> 0);
    }
    super.begin(this.#resized.to);
    this.#constants ??= this.bytes.slice(0, this.#start);
    const end = this.exports.allocatedEnd() >>> 0;
    this.#watchedEnd = Math.min(end + WATCHED_BYTES, this.bytes.length);
    this.bytes.fill(FILL, end, this.#watchedEnd);
  }

  /** What has been written where nothing may be; undefined: nothing, or nobody can tell any more. */
  damage(): string | undefined {
    if (this.isBroken || this.#constants === undefined) return undefined;
    const guard = this.exports.firstBrokenGuard() >>> 0;
    if (guard > 0) return `the guard at ${guard} has been written over`;
    const { bytes } = this;
    if (Buffer.compare(bytes.subarray(0, this.#start), this.#constants) !== 0)
      return 'a constant has changed';
    const end = this.exports.allocatedEnd() >>> 0;
    const watched = bytes.subarray(end, Math.max(end, this.#watchedEnd));
    if (Buffer.compare(watched, UNTOUCHED.subarray(0, watched.length)) === 0) return undefined;
    const changed = watched.findIndex((byte) => byte !== FILL);
    return `byte ${end + changed}, ${changed} behind all buffers, has been written`;
  }
}
