import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CallMessage, ServerAnswers, ServerCall, ServerMessage } from './messages.ts';
import type { S3Event } from './s3-event.ts';

const CHILD_FILE = fileURLToPath(new URL('./child.ts', import.meta.url));
const KEPT_STDERR_CHARACTERS = 2_000;

/** The parent's end of the server's process. */
export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #started = Promise.withResolvers<number>();
  readonly #ended = Promise.withResolvers<string | undefined>();
  readonly #onEvent: (functionId: number, event: S3Event) => void;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #complaint = '';
  #isDisposed = false;
  #end: Error | undefined;

  constructor(port: number, onEvent: (functionId: number, event: S3Event) => void) {
    this.#onEvent = onEvent;
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = fork(CHILD_FILE, [`${port}`], {
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString('utf8')).slice(-KEPT_STDERR_CHARACTERS);
    });
    this.#child.on('message', (message) => this.#hear(message as ServerMessage));
    this.#child.once('error', (error) => this.#finish(`could not be started: ${error.message}`));
    this.#child.once('close', (code, killer) => this.#finish(`ended with ${killer ?? `exit code ${code}`}`));
    this.#started.promise.catch(() => {});
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  /** The port, once the server listens. */
  get started(): Promise<number> {
    return this.#started.promise;
  }

  /** Why the process is gone; undefined when it was told to go. */
  get ended(): Promise<string | undefined> {
    return this.#ended.promise;
  }

  async ask<Call extends ServerCall>(call: Call): Promise<ServerAnswers[Call['do']]> {
    if (this.#end) throw this.#end;
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    const message: CallMessage = { id, call };
    // A channel that is closed means that the process is ending; its end refuses what waits.
    this.#child.send(message, () => {});
    return (await answer.promise) as ServerAnswers[Call['do']];
  }

  /** There is nothing to save: all of it is in memory. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#child.kill('SIGKILL');
    await this.#ended.promise;
  }

  #hear(message: ServerMessage): void {
    switch (message.kind) {
      case 'ready':
        this.#started.resolve(message.port);
        return;
      case 'not-started':
        this.#started.reject(new Error(message.error));
        return;
      case 'event':
        this.#onEvent(message.functionId, message.event);
        return;
      case 'answer':
        this.#settle(message.id, (waiting) => waiting.resolve(message.answer));
        return;
      case 'refused':
        this.#settle(message.id, (waiting) => waiting.reject(new Error(message.error)));
        return;
      default:
        message satisfies never;
    }
  }

  #settle(id: number, how: (waiting: PromiseWithResolvers<unknown>) => void): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) how(waiting);
  }

  #finish(what: string): void {
    const complaint = this.#complaint.trim();
    const why = `the local AWS server ${what}${complaint && `: ${complaint}`}`;
    this.#end = new Error(this.#isDisposed ? 'the local AWS server was stopped' : why);
    this.#started.reject(this.#end);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, ({ reject }) => reject(this.#end));
    this.#ended.resolve(this.#isDisposed ? undefined : why);
  }
}
