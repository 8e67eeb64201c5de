import type { ChildMessage, NumberedCall } from './process-messages.ts';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Tells the parent; it may be gone. */
export const tellParent = <Event>(message: ChildMessage<Event>): void => {
  process.send?.(message, undefined, undefined, () => {});
};

/** Ends this process with its parent, however that went, or when it is asked to, once `tidy` is done. Call it before anything is loaded. */
export function endWithParent(tidy?: () => Promise<void>): void {
  let isEnding = false;
  const end = async () => {
    if (isEnding) return;
    isEnding = true;
    try {
      await tidy?.();
    } finally {
      process.exit();
    }
  };
  process.on('disconnect', end);
  if (tidy !== undefined) process.on('SIGTERM', end);
  // Ctrl-C goes to the whole foreground: the parent may still need the server while it tidies up, and decides.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  // The parent went while this file was loading.
  if (!process.connected) void end();
}

/** Starts what `start` starts, says on which port, and answers the parent's calls from then on. */
export async function serveParent<Call, Server extends { readonly port: number }>(
  start: () => Promise<Server>,
  answerCall: (server: Server, call: Call) => Promise<unknown>,
): Promise<void> {
  try {
    const server = await start();
    process.on('message', async ({ id, call }: NumberedCall<Call>) => {
      try {
        tellParent({ kind: 'answer', id, answer: await answerCall(server, call) });
      } catch (error) {
        tellParent({ kind: 'refused', id, error: messageOf(error) });
      }
    });
    tellParent({ kind: 'ready', port: server.port });
  } catch (error) {
    tellParent({ kind: 'not-started', error: messageOf(error) });
  }
}
