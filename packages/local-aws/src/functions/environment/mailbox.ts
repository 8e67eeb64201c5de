/** What happens to a process, in order, for one reader. */
export class Mailbox<Message> {
  readonly #waiting: Message[] = [];
  #reader: PromiseWithResolvers<Message> | undefined;

  put(message: Message): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) reader.resolve(message);
    else this.#waiting.push(message);
  }

  /** The oldest message that was not taken; waits for one. */
  async take(): Promise<Message> {
    const first = this.#waiting.shift();
    if (first !== undefined) return first;
    this.#reader = Promise.withResolvers<Message>();
    return await this.#reader.promise;
  }
}
