import { monotonicMs } from '@parquetry/core';

/** What a child tells its parent over the IPC channel, in this order. Times are of {@link monotonicMs}: all processes of a machine share it. */
export type FromChild<Answer> =
  | { readonly kind: 'ready'; readonly readyAtMs: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: string };

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * The child's side of {@link askChild}: says that it is ready, answers the one request it gets and exits. When the
 * parent goes away or wants it to end first, `cleanUp` runs and the process exits.
 */
export function serveRequest<Request, Answer>(
  respond: (request: Request) => Promise<Answer>,
  cleanUp?: () => void,
): void {
  const leave = () => {
    cleanUp?.();
    process.exit(1);
  };
  const send = (message: FromChild<Answer>, sent = () => {}) => process.send?.(message, sent);

  process.once('disconnect', leave);
  if (cleanUp !== undefined) {
    process.once('SIGTERM', leave);
    process.once('SIGINT', leave);
  }
  process.once('message', async (request: Request) => {
    let reply: FromChild<Answer>;
    try {
      reply = { kind: 'answer', answer: await respond(request) };
    } catch (error) {
      reply = { kind: 'failed', error: describe(error) };
    }
    // Leaving at once: whatever an engine left running must not keep a measured process alive.
    send(reply, () => process.exit(0));
  });
  send({ kind: 'ready', readyAtMs: monotonicMs() });
}
