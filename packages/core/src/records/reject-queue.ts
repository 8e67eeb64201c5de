import type { ByteStream } from '../store/object-store.ts';

/** Held back until the writer comes for it: so much, before reading waits. */
const MOST_PENDING_BYTES = 8 << 20;

/** Lines of a rejects file on their way from whoever reads records to whoever writes the file. */
export class RejectQueue {
  #lines: Uint8Array[] = [];
  #pendingBytes = 0;
  #hasEnded = false;
  #changed = Promise.withResolvers<void>();

  readonly keep = (line: Uint8Array): void => {
    this.#lines.push(line);
    this.#pendingBytes += line.length;
    this.#signal();
  };

  /** There are no more lines. */
  end(): void {
    this.#hasEnded = true;
    this.#signal();
  }

  /** Resolves when the writer has kept up. */
  async drained(): Promise<void> {
    while (this.#pendingBytes > MOST_PENDING_BYTES && !this.#hasEnded) await this.#changed.promise;
  }

  async *lines(): ByteStream {
    try {
      for (;;) {
        if (this.#lines.length > 0) {
          const lines = this.#lines;
          this.#lines = [];
          this.#pendingBytes = 0;
          this.#signal();
          yield Buffer.concat(lines);
        } else if (this.#hasEnded) return;
        else await this.#changed.promise;
      }
    } finally {
      this.end();
    }
  }

  #signal(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
