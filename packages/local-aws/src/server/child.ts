import type { CallMessage, ServerMessage } from './messages.ts';
import type { Server } from './start-server.ts';

// Everything is in memory: there is nothing to tidy up, however the parent went.
process.on('disconnect', () => process.exit());
// Ctrl-C goes to the whole foreground: the parent may still need S3 while it tidies up, and decides.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
// The parent went while this file was loading.
if (!process.connected) process.exit();

// The embedded server sorts keys by locale and pages by code unit, so that pages lose keys; S3 sorts by code.
Object.defineProperty(String.prototype, 'localeCompare', {
  value(this: string, that: string) {
    return this < that ? -1 : Number(this > that);
  },
});

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const tell = (message: ServerMessage) => process.send?.(message, undefined, undefined, () => {});

async function obey(server: Server): Promise<void> {
  const { answerCall } = await import('./answer-call.ts');
  process.on('message', async ({ id, call }: CallMessage) => {
    try {
      tell({ kind: 'answer', id, answer: await answerCall(server, call) });
    } catch (error) {
      tell({ kind: 'refused', id, error: messageOf(error) });
    }
  });
}

try {
  // Loaded late: what stands above holds from the first moment.
  const { startServer } = await import('./start-server.ts');
  const server = await startServer({
    port: Number(process.argv[2] ?? 0),
    callFunction: (functionId, event) => tell({ kind: 'event', functionId, event }),
  });
  await obey(server);
  tell({ kind: 'ready', port: server.port });
} catch (error) {
  tell({ kind: 'not-started', error: messageOf(error) });
}
