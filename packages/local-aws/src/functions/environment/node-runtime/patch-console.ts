import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { errorAsJson, wordError } from './word-error.ts';

const STDOUT = 1;
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
/** As Lambda names them. */
export type Level = (typeof LEVELS)[number];

const METHODS = {
  log: 'INFO',
  info: 'INFO',
  debug: 'DEBUG',
  trace: 'TRACE',
  warn: 'WARN',
  error: 'ERROR',
} as const satisfies Record<string, Level>;

const describeError = (error: Error) => ({
  errorType: error.constructor.name,
  errorMessage: error.message,
  stackTrace: (error.stack ?? '').split('\n'),
});

const withErrors = (_key: string, value: unknown) =>
  value instanceof Error ? { ...describeError(value), ...value } : value;

function asJson(level: Level, requestId: string | undefined, values: readonly unknown[]): string {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    ...(requestId === undefined ? {} : { requestId }),
  };
  const error = values.length > 1 ? values.find((value) => value instanceof Error) : undefined;
  const message = values.length === 1 ? values[0] : format(...values);
  try {
    return JSON.stringify({ ...line, message, ...(error ? describeError(error) : {}) }, withErrors);
  } catch {
    return JSON.stringify({ ...line, message: format(message) });
  }
}

const asText = (level: Level, requestId: string | undefined, values: readonly unknown[]) =>
  `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}`;

/** A pipe that is full takes a part, or nothing yet. */
function writeAll(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

/** What the runtime, and the function's `console`, write: complete before the call returns. */
export class FunctionLog {
  /** Of the invocation that is being run. */
  requestId: string | undefined;
  readonly #isJson: boolean;
  readonly #least: number;

  constructor(format: string | undefined, leastLevel: string | undefined) {
    this.#isJson = format === 'JSON';
    const level = LEVELS.indexOf((leastLevel ?? '').toUpperCase() as Level);
    this.#least = this.#isJson ? Math.max(level, 0) : 0;
  }

  write(level: Level, ...values: readonly unknown[]): void {
    if (LEVELS.indexOf(level) < this.#least) return;
    const line = (this.#isJson ? asJson : asText)(level, this.requestId, values);
    writeAll(`${line}\n`);
  }

  /** Of the runtime: the text format has the error as JSON behind a tab. */
  writeError(what: string, thrown: unknown): void {
    if (this.#isJson) this.write('ERROR', thrown instanceof Error ? thrown : { ...wordError(thrown) });
    else this.write('ERROR', `${what} \t${errorAsJson(thrown)}`);
  }

  /** Gives `console` the format of Lambda. */
  patchConsole(): void {
    for (const [name, level] of Object.entries(METHODS)) {
      Reflect.set(console, name, (...values: unknown[]) => this.write(level, ...values));
    }
  }
}
