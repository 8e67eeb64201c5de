import type { InvokeRequest } from './environment.ts';
import type { Sandbox, SandboxMessage } from './sandbox.ts';
import type { Told } from './word-outcome.ts';

const NO_ANSWER = {
  errorType: 'Runtime.NoResponse',
  errorMessage: 'The runtime asked for the next event and had not answered this one',
};

/** An init that worked says `ready`. */
type InitTold = { readonly kind: 'ready' } | Exclude<Told, { kind: 'answer' | 'error' }>;

async function gone(
  sandbox: Sandbox,
  message: Extract<SandboxMessage, { kind: 'exit' }>,
): Promise<Told & { kind: 'exit' }> {
  return { kind: 'exit', end: message.end, isOutOfMemory: await sandbox.ranOutOfMemory() };
}

/** Waits until the runtime asks for its first event; whatever else happens ends the sandbox. */
export async function untilReady(sandbox: Sandbox, timeoutMs: number): Promise<InitTold> {
  const message = await sandbox.next(timeoutMs);
  switch (message.kind) {
    case 'next':
      return { kind: 'ready' };
    case 'init-error':
      await sandbox[Symbol.asyncDispose]();
      return message;
    case 'exit':
      return await gone(sandbox, message);
    case 'timeout':
      await sandbox[Symbol.asyncDispose]();
      return message;
    case 'answer':
    case 'error':
      throw new Error(`the Runtime API took an ${message.kind} of an event that it had not given`);
    default:
      return message satisfies never;
  }
}

/** The rest of an invocation lasts until the runtime asks for the next event. */
async function untilFree(sandbox: Sandbox, remainingMs: () => number): Promise<void> {
  const message = await sandbox.next(remainingMs());
  if (message.kind !== 'next') await sandbox[Symbol.asyncDispose]();
}

/** Gives an event to a sandbox that is ready, and tells how it went; a sandbox that is not ready afterwards has ended. */
export async function runEvent(sandbox: Sandbox, request: InvokeRequest, timeoutMs: number): Promise<Told> {
  const untilMs = performance.now() + timeoutMs;
  const remainingMs = () => untilMs - performance.now();
  sandbox.deliver({ ...request, deadlineMs: Date.now() + timeoutMs });
  const message = await sandbox.next(remainingMs());
  switch (message.kind) {
    case 'answer':
    case 'error':
      await untilFree(sandbox, remainingMs);
      return message;
    case 'init-error':
      await sandbox[Symbol.asyncDispose]();
      return { kind: 'error', payload: message.payload };
    case 'next':
      await sandbox[Symbol.asyncDispose]();
      return { kind: 'error', payload: Buffer.from(JSON.stringify(NO_ANSWER)) };
    case 'exit':
      return await gone(sandbox, message);
    case 'timeout':
      await sandbox[Symbol.asyncDispose]();
      return message;
    default:
      return message satisfies never;
  }
}
