/** Wakes whoever waits, each time it rings. */
export class Bell {
  #next = Promise.withResolvers<void>();

  ring(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  /** Resolves at the next ring. */
  heard(): Promise<void> {
    return this.#next.promise;
  }
}
