import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
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
  #isEnding = false;

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
    this.#child.once('error', (error) => this.#end(`could not be started: ${error.message}`));
    this.#child.once('close', (code, killer) => this.#end(`ended with ${killer ?? `exit code ${code}`}`));
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

  ask<Call extends ServerCall>(call: Call): Promise<ServerAnswers[Call['do']]> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    const message: CallMessage = { id, call };
    this.#child.send(message, (error) => {
      if (error) this.#settle(id, (waiting) => waiting.reject(new Error(this.#gone(error.message))));
    });
    return answer.promise as Promise<ServerAnswers[Call['do']]>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
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

  #gone(what: string): string {
    return `the local AWS server ${what}${this.#complaint && `: ${this.#complaint.trim()}`}`;
  }

  #end(what: string): void {
    const error = new Error(this.#isEnding ? 'the local AWS server was stopped' : this.#gone(what));
    this.#started.reject(error);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, (waiting) => waiting.reject(error));
    this.#ended.resolve(this.#isEnding ? undefined : error.message);
  }
}
