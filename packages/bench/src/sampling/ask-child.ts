import { fork } from 'node:child_process';
import { monotonicMs } from '@parquetry/core';
import { LineTail } from './line-tail.ts';
import type { FromChild } from './serve-request.ts';
import { terminate } from './terminate.ts';

export interface ChildOptions {
  readonly timeoutMs: number;
  /** This process's own when absent. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type ChildOutcome<Answer> =
  | {
      readonly status: 'answered';
      readonly answer: Answer;
      /** From asking for the process until it had loaded its modules and was ready for a request. */
      readonly processStartMs: number;
    }
  | {
      readonly status: 'failed';
      /** What happened, then the last lines of stderr. */
      readonly error: string;
    };

/** Flags of every measured process: none, whatever this process was started with. */
export const CHILD_EXEC_ARGV: readonly string[] = [];

/** How a process ended that was to say something more. */
export function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code} before it answered` : `was ended by ${signal}`;
}

/**
 * Starts a fresh Node process on a module that calls `serveRequest`, asks it one thing and waits until it has gone.
 *
 * @throws the signal's reason once the child has gone, when aborted.
 */
export async function askChild<Answer>(
  modulePath: string,
  request: unknown,
  { timeoutMs, environment, signal }: ChildOptions,
): Promise<ChildOutcome<Answer>> {
  signal?.throwIfAborted();
  const stderr = new LineTail();
  const spawnedAtMs = monotonicMs();
  const child = fork(modulePath, [], {
    execArgv: [...CHILD_EXEC_ARGV],
    ...(environment && { env: environment }),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (chunk: Buffer) => stderr.add(chunk));

  let readyAtMs = spawnedAtMs;
  let reply: FromChild<Answer> | undefined;
  let timedOut = false;
  child.on('message', (message) => {
    const said = message as FromChild<Answer>;
    if (said.kind === 'ready') {
      readyAtMs = said.readyAtMs;
      child.send(request as object, () => {});
    } else reply = said;
  });
  const onAbort = () => terminate(child);
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    timedOut = true;
    terminate(child);
  }, timeoutMs);

  const ended = Promise.withResolvers<string>();
  child.once('error', (error) => ended.resolve(`could not be started: ${error.message}`));
  child.once('close', (code, killedBy) => ended.resolve(howItEnded(code, killedBy)));
  const ending = await ended.promise;
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  signal?.throwIfAborted();

  if (reply?.kind === 'answer') {
    const processStartMs = readyAtMs - spawnedAtMs;
    return { status: 'answered', answer: reply.answer, processStartMs };
  }
  if (reply?.kind === 'failed') return { status: 'failed', error: reply.error };
  const what = timedOut ? `gave no answer within ${timeoutMs / 1000} s and was stopped` : ending;
  return { status: 'failed', error: stderr.after(what) };
}
