import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { LineTail } from '../../sampling/line-tail.ts';
import type { FromChild } from '../../sampling/serve-request.ts';
import { type DeliveryAccount, readBlackBox } from './black-box.ts';
import type { DeliveryAnswer, DeliveryNews, DeliveryOrder } from './delivery-order.ts';

/** How a process came to its end. */
type Ending =
  /** By SIGKILL, at the step that it was to be killed at, as its box says. */
  | { readonly status: 'killed' }
  | { readonly status: 'ended'; readonly answer: DeliveryAnswer }
  | { readonly status: 'failed'; readonly error: string };

export type DeliveryEnd = Ending & { readonly account: DeliveryAccount };

export interface RunOptions {
  /** Calls `serveRequest` with a {@link DeliveryOrder}. */
  readonly module: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onNews?: ((news: DeliveryNews) => void) | undefined;
}

interface Exit {
  readonly killedBy: NodeJS.Signals | null;
  readonly what: string;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  child.once('error', (error) => {
    resolve({ killedBy: null, what: `could not be started: ${error.message}` });
  });
  child.once('close', (code, killedBy) => {
    const what =
      killedBy === null ? `exited with code ${code} before it answered` : `was ended by ${killedBy}`;
    resolve({ killedBy, what });
  });
  return promise;
}

type Reply = Exclude<FromChild<DeliveryAnswer>, { kind: 'ready' }>;

/** Gives the order once the process is ready, and keeps what it says in the end. */
function converse(child: ChildProcess, order: DeliveryOrder, onNews: RunOptions['onNews']) {
  const heard: { reply?: Reply } = {};
  child.on('message', (message) => {
    const said = message as FromChild<DeliveryAnswer> | DeliveryNews;
    if (said.kind === 'ready') child.send(order, () => {});
    else if (said.kind === 'news') onNews?.(said);
    else heard.reply = said;
  });
  return heard;
}

function endingOf(
  order: DeliveryOrder,
  account: DeliveryAccount,
  reply: Reply | undefined,
  { killedBy, what }: Exit,
): Ending {
  if (reply?.kind === 'answer') return { status: 'ended', answer: reply.answer };
  if (reply?.kind === 'failed') return { status: 'failed', error: reply.error };
  const isAsOrdered = order.kill !== undefined && account.death?.step === order.kill.step;
  return killedBy === 'SIGKILL' && isAsOrdered ? { status: 'killed' } : { status: 'failed', error: what };
}

/**
 * Has a process of its own carry out an order, and waits until it is gone.
 *
 * @throws the signal's reason once it is, when aborted.
 */
export async function runDelivery(order: DeliveryOrder, options: RunOptions): Promise<DeliveryEnd> {
  const { module, environment, timeoutMs, signal, onNews } = options;
  signal?.throwIfAborted();
  const stderr = new LineTail();
  const child = fork(module, [], {
    execArgv: [],
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (chunk: Buffer) => stderr.add(chunk));
  const heard = converse(child, order, onNews);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const onAbort = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', onAbort, { once: true });
  const exit = await exitOf(child);
  clearTimeout(timer);
  signal?.removeEventListener('abort', onAbort);
  const account = readBlackBox(order.boxPath);
  await rm(order.boxPath, { force: true });
  signal?.throwIfAborted();

  const ending = endingOf(order, account, heard.reply, exit);
  if (ending.status !== 'failed') return { ...ending, account };
  const error = isLate ? `gave no answer within ${timeoutMs / 1000} s and was stopped` : ending.error;
  return { status: 'failed', error: stderr.after(error), account };
}
