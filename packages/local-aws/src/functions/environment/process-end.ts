/** How the process of a function ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An ending in the words of Lambda. */
export interface WordedEnd {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** Go's names of signals, which Lambda's messages are made of. */
const SIGNAL_NAMES: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

function reasonOf({ code, signal }: ProcessEnd): string {
  if (signal !== null) return `Runtime exited with error: signal: ${SIGNAL_NAMES[signal] ?? signal}`;
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${code}`;
}

/** `Runtime.ExitError`, or `Runtime.OutOfMemory`, with the message that Lambda answers. */
export function wordProcessEnd(requestId: string, end: ProcessEnd, isOutOfMemory: boolean): WordedEnd {
  return {
    errorType: isOutOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: ${reasonOf(end)}`,
  };
}

/** `Sandbox.Timedout`, with the message that Lambda answers. */
export function wordTimeout(requestId: string, timeoutMs: number): WordedEnd {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  };
}
