import { type ChildProcess, fork } from 'node:child_process';
import { LineTail } from '@parquetry/bench/line-tail';
import type { ChildReply } from './serve-child-line.ts';

export interface ChildLineOptions {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Of each answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** A child did not come through: what happened, then the last lines of what it printed. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';
}

/** A fresh Node process, without flags, that is asked one thing at a time. Whoever starts it disposes of it. */
export class ChildLine<Question extends object, Answer> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #tail = new LineTail();
  readonly #options: ChildLineOptions;
  readonly #closed = Promise.withResolvers<string>();
  #reply: ((reply: ChildReply<Answer>) => void) | undefined;

  constructor(modulePath: string, options: ChildLineOptions) {
    options.signal?.throwIfAborted();
    this.#options = options;
    this.#child = fork(modulePath, [], {
      cwd: options.directory,
      env: options.environment,
      execArgv: [],
      // A group of its own, so that it is ended together with what it started.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const listen = (chunk: Buffer) => this.#tail.add(chunk);
    this.#child.stdout?.on('data', listen);
    this.#child.stderr?.on('data', listen);
    this.#child.on('message', (message) => this.#reply?.(message as ChildReply<Answer>));
    this.#child.once('exit', () => this.#kill());
    this.#child.once('error', (error) => this.#closed.resolve(`could not be started: ${error.message}`));
    this.#child.once('close', (code, killedBy) =>
      this.#closed.resolve(
        killedBy === null ? `exited with code ${code} before it answered` : `was ended by ${killedBy}`,
      ),
    );
  }

  /** @throws ChildFailure; the signal's reason when aborted. The process has then gone. */
  async ask(question: Question): Promise<Answer> {
    const { timeoutMs, signal } = this.#options;
    signal?.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<ChildReply<Answer>>();
    const fail = (error: string) => resolve({ status: 'failed', error });
    this.#reply = resolve;
    void this.#closed.promise.then(fail);
    const onAbort = () => fail('was stopped');
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(
      () => fail(`gave no answer within ${timeoutMs / 1000} s and was stopped`),
      timeoutMs,
    );
    if (this.#child.connected) this.#child.send(question, () => {});
    const reply = await promise;
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    if (reply.status === 'answered') return reply.answer;
    await this[Symbol.asyncDispose]();
    signal?.throwIfAborted();
    throw new ChildFailure(this.#tail.after(reply.error));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    await this.#closed.promise;
  }

  #kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  }
}
