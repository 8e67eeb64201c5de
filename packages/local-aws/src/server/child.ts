import { endWithParent, serveParent, tellParent } from '../process/serve-parent.ts';
import type { NotifiedEvent, ServerCall } from './messages.ts';

endWithParent();

// The embedded server sorts keys by locale and pages by code unit, so that pages lose keys; S3 sorts by code.
Object.defineProperty(String.prototype, 'localeCompare', {
  value(this: string, that: string) {
    return this < that ? -1 : Number(this > that);
  },
});

const tell = (event: NotifiedEvent) => tellParent({ kind: 'event', event });

await serveParent(
  async () => {
    // Loaded late: what stands above holds from the first moment.
    const { startServer } = await import('./start-server.ts');
    return startServer({
      port: Number(process.argv[2] ?? 0),
      callFunction: (functionId, event) => tell({ functionId, event }),
    });
  },
  async (server, call: ServerCall) => {
    const { answerCall } = await import('./answer-call.ts');
    return answerCall(server, call);
  },
);
