import { formatCount, UnsupportedError } from '@parquetry/core';
import { KernelError, KernelMemoryError } from '@parquetry/kernel';

/** How far a conversion had come. */
export interface Progress {
  readonly name: string;
  /** Rows read. */
  readonly rows: number;
  /** Bytes of the uncompressed source before what was being read. */
  readonly bytes: number;
}

const otherEngine = 'convert the file with another engine (--engine wasm-arrow)';

/** What went wrong in the kernel in words that name the file, the place and the way out; any other error as it is. */
export function explainTrap(cause: unknown, { name, rows, bytes }: Progress): unknown {
  const place = `${name} near row ${formatCount(rows)} (byte ${formatCount(bytes)})`;
  if (cause instanceof KernelMemoryError) {
    const message = `${place}: a row is too large for the memory of the simd engine; set such rows aside with a smaller --max-record-bytes and --on-bad-row reject, or ${otherEngine}`;
    return new UnsupportedError(message);
  }
  if (!(cause instanceof KernelError)) return cause;
  const broken = new KernelError(cause.cause);
  broken.message = `${place}: ${cause.message}; nothing has been written: ${otherEngine}, and please report it`;
  return broken;
}
