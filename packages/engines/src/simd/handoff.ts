import type { BodyStream } from '@parquetry/core';

/**
 * Hands pieces from whoever makes them to the store that writes them, one chunk ahead: while one is being written, the
 * next may be made. Their memory may be used again once the chunk after them has been taken.
 */
export class Handoff {
  #pieces: readonly Uint8Array[] | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #hasEnded = false;
  #changed = Promise.withResolvers<void>();

  /** Resolves when the chunk has been taken in place of the one before, which then has been written. */
  async put(pieces: readonly Uint8Array[]): Promise<void> {
    if (pieces.length === 0) return;
    while (this.#pieces !== undefined) await this.#change();
    this.#throwIfFailed();
    this.#pieces = pieces;
    this.#tell();
  }

  /** Resolves when everything has been written. */
  async drained(): Promise<void> {
    while (this.#pieces !== undefined) await this.#change();
    this.#throwIfFailed();
  }

  end(): void {
    this.#hasEnded = true;
    this.#tell();
  }

  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#tell();
  }

  /** What has been put, for a store to write. */
  async *body(): BodyStream {
    for (;;) {
      while (this.#pieces === undefined && !this.#hasEnded) await this.#change();
      this.#throwIfFailed();
      if (this.#pieces === undefined) return;
      yield this.#pieces;
      this.#pieces = undefined;
      this.#tell();
    }
  }

  async #change(): Promise<void> {
    this.#throwIfFailed();
    await this.#changed.promise;
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.reason;
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
