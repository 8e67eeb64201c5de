import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';
import type { LogLine } from './environment.ts';

/** The first may be the rest of the turn in which the process spoke. */
const QUIET_TURNS = 2;

/** What a process writes, line by line. */
export class FunctionOutput {
  readonly #lines: LogLine[] = [];
  readonly #decoder = new StringDecoder('utf8');
  readonly #nowMs: () => number;
  #rest = '';
  #chunks = 0;

  constructor(stream: Readable, nowMs: () => number) {
    this.#nowMs = nowMs;
    stream.on('data', (chunk: Buffer) => this.#add(chunk));
    // The end of the process is told elsewhere.
    stream.on('error', () => {});
  }

  /**
   * Every line that the process had written when this was called, those that were taken before excepted. What it wrote
   * before it spoke is in the pipe already, and a turn of the event loop reads what is in the pipe: turns that bring nothing
   * have brought all.
   */
  async take(): Promise<LogLine[]> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      const seen = this.#chunks;
      await setImmediate();
      quiet = seen === this.#chunks ? quiet + 1 : 0;
    }
    this.#add(Buffer.from(''), true);
    return this.#lines.splice(0);
  }

  #add(chunk: Buffer, isLast = false): void {
    if (!isLast) this.#chunks += 1;
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = lines.pop() ?? '';
    if (isLast && this.#rest !== '') lines.push(this.#rest);
    if (isLast) this.#rest = '';
    const atMs = this.#nowMs();
    this.#lines.push(...lines.map((text) => ({ atMs, text })));
  }
}
