import { type ChildProcess, fork } from 'node:child_process';
import type { ChildMessage, NumberedCall } from './process-messages.ts';

const KEPT_STDERR_CHARACTERS = 2_000;
const LONGEST_END_MS = 10_000;

export interface OwnedProcessOptions<Event> {
  /** As errors name it: `the local AWS server`. */
  readonly name: string;
  readonly file: string;
  readonly argument: string;
  /** `kill`: it has nothing to save. `request`: it tidies up, then ends. */
  readonly endBy: 'kill' | 'request';
  readonly onEvent?: (event: Event) => void;
}

/** The parent's end of a server's process: what it is asked, what it tells, and how it went. */
export class OwnedProcess<Call extends { readonly do: string }, Answers, Event> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #options: OwnedProcessOptions<Event>;
  readonly #started = Promise.withResolvers<number>();
  readonly #ended = Promise.withResolvers<string | undefined>();
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;
  #complaint = '';
  #isDisposed = false;
  #end: Error | undefined;

  constructor(options: OwnedProcessOptions<Event>) {
    this.#options = options;
    const { NODE_OPTIONS: _, ...env } = process.env;
    this.#child = fork(options.file, [options.argument], {
      execArgv: [],
      env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString('utf8')).slice(-KEPT_STDERR_CHARACTERS);
    });
    this.#child.on('message', (message) => this.#hear(message as ChildMessage<Event>));
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

  async ask<Asked extends Call>(call: Asked): Promise<Answers[Asked['do'] & keyof Answers]> {
    if (this.#end) throw this.#end;
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    const message: NumberedCall<Call> = { id, call };
    // A channel that is closed means that the process is ending; its end refuses what waits.
    this.#child.send(message, () => {});
    return (await answer.promise) as Answers[Asked['do'] & keyof Answers];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    if (this.#options.endBy === 'kill') this.#child.kill('SIGKILL');
    else await this.#askToEnd();
    await this.#ended.promise;
  }

  async #askToEnd(): Promise<void> {
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), LONGEST_END_MS);
    await this.#ended.promise;
    clearTimeout(impatience);
  }

  #hear(message: ChildMessage<Event>): void {
    switch (message.kind) {
      case 'ready':
        this.#started.resolve(message.port);
        return;
      case 'not-started':
        this.#started.reject(new Error(message.error));
        return;
      case 'event':
        this.#options.onEvent?.(message.event);
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
    const { name } = this.#options;
    const complaint = this.#complaint.trim();
    const why = `${name} ${what}${complaint && `: ${complaint}`}`;
    this.#end = new Error(this.#isDisposed ? `${name} was stopped` : why);
    this.#started.reject(this.#end);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, ({ reject }) => reject(this.#end));
    this.#ended.resolve(this.#isDisposed ? undefined : why);
  }
}
