const KEPT_CHARACTERS = 4_000;
const KEPT_LINES = 8;
/** What a crashing Node adds after its reason. */
const NATIVE_FRAME = /^\s*\d+: 0x|^-+ \w+ stack trace -+$/;

/** Remembers the last lines of an output, so that a failure can say what its program said. */
export class LineTail {
  #text = '';

  add(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    this.#text = (this.#text + text).slice(-KEPT_CHARACTERS);
  }

  /** `what`, followed by the last lines that are not blank. */
  after(what: string): string {
    const lines = this.#text.split(/\r?\n/).filter((line) => line.trim() !== '' && !NATIVE_FRAME.test(line));
    return [what, ...lines.slice(-KEPT_LINES)].join('\n');
  }
}
