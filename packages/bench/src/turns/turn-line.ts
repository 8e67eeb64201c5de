import { type ChildProcess, fork } from 'node:child_process';
import { CHILD_EXEC_ARGV, howItEnded } from '../sampling/ask-child.ts';
import { LineTail } from '../sampling/line-tail.ts';
import { terminate } from '../sampling/terminate.ts';
import { TurnFailure } from './turn-failure.ts';
import type { Answer, FromTaker, ToTaker } from './turn-messages.ts';

export interface TurnLineOptions {
  /** Of each answer. */
  readonly timeoutMs: number;
  /** This process's own when absent. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Heard =
  | { readonly what: 'message'; readonly said: FromTaker }
  | { readonly what: 'ended'; readonly how: string }
  | { readonly what: 'timeout' }
  | { readonly what: 'aborted' };

/** A question and its answer at a time, with a fresh Node process that calls `serveTurns`. */
export class TurnLine<Request> {
  readonly #child: ChildProcess;
  readonly #stderr = new LineTail();
  readonly #options: TurnLineOptions;
  readonly #ended = Promise.withResolvers<string>();
  /** Said before it was waited for: nothing but `ready` can be. */
  readonly #said: FromTaker[] = [];
  #hear: (() => void) | undefined;

  constructor(modulePath: string, options: TurnLineOptions) {
    const { environment } = options;
    this.#options = options;
    this.#child = fork(modulePath, [], {
      execArgv: [...CHILD_EXEC_ARGV],
      ...(environment && { env: environment }),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#stderr.add(chunk));
    this.#child.on('message', (message) => {
      this.#said.push(message as FromTaker);
      this.#hear?.();
    });
    this.#child.once('error', (error) => this.#ended.resolve(`could not be started: ${error.message}`));
    this.#child.once('close', (code, killedBy) => this.#ended.resolve(howItEnded(code, killedBy)));
  }

  /** Sends the question, if there is one, and waits for an answer of that kind. */
  async ask<Kind extends FromTaker['kind']>(
    question: ToTaker<Request> | undefined,
    kind: Kind,
  ): Promise<Answer<Kind>> {
    if (question !== undefined && this.#child.connected) this.#child.send(question, () => {});
    const heard = await this.#next();
    switch (heard.what) {
      case 'message': {
        const { said } = heard;
        if (said.kind === kind) return said as Answer<Kind>;
        return await this.#fail(
          said.kind === 'failed' ? said.error : `answered ${said.kind} where ${kind} was asked for`,
        );
      }
      case 'ended':
        return await this.#fail(heard.how);
      case 'timeout':
        return await this.#fail(`gave no answer within ${this.#options.timeoutMs / 1000} s and was stopped`);
      case 'aborted':
        await this.stop();
        throw this.#options.signal?.reason;
      default:
        return heard satisfies never;
    }
  }

  /** Waits until the process has left by itself. */
  async left(): Promise<void> {
    await this.#ended.promise;
  }

  /** Ends the process, where it has not ended, and waits until it has gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) terminate(this.#child);
    await this.#ended.promise;
  }

  /** @throws always, when the process has gone and everything it printed was read. */
  async #fail(what: string): Promise<never> {
    await this.stop();
    throw new TurnFailure(this.#stderr.after(what));
  }

  async #next(): Promise<Heard> {
    const { timeoutMs, signal } = this.#options;
    if (signal?.aborted) return { what: 'aborted' };
    const { promise, resolve } = Promise.withResolvers<Heard>();
    const takeFirst = () => {
      const said = this.#said.shift();
      if (said !== undefined) resolve({ what: 'message', said });
    };
    const onAbort = () => resolve({ what: 'aborted' });
    const timer = setTimeout(() => resolve({ what: 'timeout' }), timeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#hear = takeFirst;
    takeFirst();
    void this.#ended.promise.then((how) => resolve({ what: 'ended', how }));
    const heard = await promise;
    this.#hear = undefined;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    return heard;
  }
}
