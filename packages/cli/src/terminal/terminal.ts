import type { Readable, Writable } from 'node:stream';
import colors from 'picocolors';
import pino, { type Logger } from 'pino';

export type Colors = ReturnType<typeof colors.createColors>;

/** What a command may touch of the outside. Answers go to stdout; progress, logs and complaints to stderr. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Progress is drawn. */
  readonly isInteractive: boolean;
  readonly quiet: boolean;
  /** For stderr. */
  readonly colors: Colors;
  /** For stdout. */
  readonly answerColors: Colors;
  readonly isAnsweringToTerminal: boolean;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
}

export interface TerminalOptions {
  readonly quiet: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
}

/** This process's own terminal. */
export function processTerminal(options: TerminalOptions, signal: AbortSignal): Terminal {
  const { quiet, color, verbose } = options;
  const colorsFor = (stream: NodeJS.WriteStream) =>
    colors.createColors(color && stream.isTTY === true && colors.isColorSupported);
  const level = verbose ? 'debug' : 'silent';
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    isInteractive: process.stderr.isTTY === true && !quiet,
    quiet,
    colors: colorsFor(process.stderr),
    answerColors: colorsFor(process.stdout),
    isAnsweringToTerminal: process.stdout.isTTY === true,
    log: pino({ level, base: null }, pino.destination({ dest: 2, sync: true })),
    signal,
    environment: process.env,
    directory: process.cwd(),
  };
}

export function say(terminal: Terminal, line: string): void {
  if (!terminal.quiet) terminal.stderr.write(`${line}\n`);
}

export function answer(terminal: Terminal, text: string): void {
  terminal.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

function jsonOf(value: unknown, indentation: number): string {
  const plain = (_key: string, part: unknown) => (typeof part === 'bigint' ? `${part}` : part);
  return JSON.stringify(value, plain, indentation);
}

/** JSON for machines: one document on stdout; 64-bit integers become strings. */
export function answerJson(terminal: Terminal, value: unknown): void {
  answer(terminal, jsonOf(value, 2));
}

/** The same on one line, for documents of megabytes. */
export function answerCompactJson(terminal: Terminal, value: unknown): void {
  answer(terminal, jsonOf(value, 0));
}
