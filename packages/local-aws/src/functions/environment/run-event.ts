import type { InvokeRequest } from './environment.ts';
import type { Sandbox } from './sandbox.ts';
import type { Told } from './word-outcome.ts';

const NO_ANSWER = {
  errorType: 'Runtime.NoResponse',
  errorMessage: 'The runtime asked for the next event and had not answered this one',
};

/** What became of an init, or of an event; a sandbox that is not ready for the next one must be ended. */
export interface Outcome<What> {
  readonly told: What;
  readonly isReady: boolean;
}

/** An init that worked says `ready`. */
export type InitTold = { readonly kind: 'ready' } | Exclude<Told, { kind: 'answer' | 'error' }>;

/** Waits until the runtime asks for its first event. */
export async function untilReady(sandbox: Sandbox, timeoutMs: number): Promise<Outcome<InitTold>> {
  const message = await sandbox.next(timeoutMs);
  switch (message.kind) {
    case 'next':
      return { told: { kind: 'ready' }, isReady: true };
    case 'init-error':
    case 'exit':
    case 'timeout':
      return { told: message, isReady: false };
    case 'answer':
    case 'error':
      throw new Error(`the Runtime API took the ${message.kind} of an event that it had not given`);
    default:
      return message satisfies never;
  }
}

/** Gives an event to a sandbox that is ready. The invocation lasts until the runtime asks for the next one. */
export async function runEvent(
  sandbox: Sandbox,
  request: InvokeRequest,
  timeoutMs: number,
): Promise<Outcome<Told>> {
  const untilMs = performance.now() + timeoutMs;
  const next = () => sandbox.next(untilMs - performance.now());
  sandbox.deliver({ ...request, deadlineMs: Date.now() + timeoutMs });
  const message = await next();
  switch (message.kind) {
    case 'answer':
    case 'error':
      return { told: message, isReady: (await next()).kind === 'next' };
    case 'init-error':
      return { told: { kind: 'error', payload: message.payload }, isReady: false };
    case 'next':
      return { told: { kind: 'error', payload: Buffer.from(JSON.stringify(NO_ANSWER)) }, isReady: false };
    case 'exit':
    case 'timeout':
      return { told: message, isReady: false };
    default:
      return message satisfies never;
  }
}
