import type { Invocation } from './environment.ts';
import type { Outcome, PlatformEvent } from './platform-lines.ts';
import { type ProcessEnd, type WordedEnd, wordProcessEnd, wordTimeout } from './process-end.ts';

/** How an event, or the init before it, went, as the sandbox tells it. */
export type Told =
  | { readonly kind: 'answer'; readonly payload: Uint8Array }
  | { readonly kind: 'error'; readonly payload: Uint8Array }
  | { readonly kind: 'init-error'; readonly payload: Uint8Array; readonly errorType: string }
  | { readonly kind: 'exit'; readonly end: ProcessEnd; readonly isOutOfMemory: boolean }
  | { readonly kind: 'timeout' };

/** The same as the caller and the log hear it. */
export interface WordedOutcome {
  readonly status: Invocation['status'];
  readonly payload: Uint8Array;
  readonly outcome: Outcome;
  /** What the platform writes before END. */
  readonly event?: PlatformEvent;
}

const json = (value: WordedEnd): Uint8Array => Buffer.from(JSON.stringify(value));
const crash = (errorType: string): Outcome => ({ status: 'error', errorType, isCrash: true });

/** What a handler's error calls itself; `Unhandled` if it does not. */
function errorTypeOf(payload: Uint8Array): string {
  try {
    const { errorType } = JSON.parse(Buffer.from(payload).toString('utf8')) as { errorType?: unknown };
    return typeof errorType === 'string' ? errorType : 'Unhandled';
  } catch {
    return 'Unhandled';
  }
}

function wordExit(requestId: string, end: ProcessEnd, isOutOfMemory: boolean): WordedOutcome {
  const worded = wordProcessEnd(requestId, end, isOutOfMemory);
  return {
    status: isOutOfMemory ? 'out-of-memory' : 'exited',
    payload: json(worded),
    outcome: crash(worded.errorType),
    event: { kind: 'crashed', message: worded.errorMessage, errorType: worded.errorType },
  };
}

function wordTimedOut(requestId: string, timeoutMs: number): WordedOutcome {
  const worded = wordTimeout(requestId, timeoutMs);
  const message = worded.errorMessage.slice(worded.errorMessage.indexOf('Task'));
  return {
    status: 'timeout',
    payload: json(worded),
    outcome: { status: 'timeout' },
    event: { kind: 'timed-out', requestId, message },
  };
}

/** Lambda's words for how an invocation went. */
export function wordOutcome(requestId: string, timeoutMs: number, told: Told): WordedOutcome {
  switch (told.kind) {
    case 'answer':
      return { status: 'ok', payload: told.payload, outcome: { status: 'success' } };
    case 'error': {
      const outcome: Outcome = { status: 'error', errorType: errorTypeOf(told.payload), isCrash: false };
      return { status: 'error', payload: told.payload, outcome };
    }
    case 'init-error':
      return { status: 'error', payload: told.payload, outcome: crash(told.errorType) };
    case 'exit':
      return wordExit(requestId, told.end, told.isOutOfMemory);
    case 'timeout':
      return wordTimedOut(requestId, timeoutMs);
    default:
      return told satisfies never;
  }
}
