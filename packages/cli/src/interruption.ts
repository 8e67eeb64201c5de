/** `timeout` and the like pass on what the process was sent already: so soon, it is the same one. */
const SAME_WITHIN_MS = 500;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Calls all off; only the first reason counts. */
  callOff(reason: Error): void;
  /** Ctrl-C, or a signal that asks for an end. */
  press(): void;
}

/** The first press calls all off, so that it can tidy up; a second one does not wait for that. Times are in ms. */
export function openInterruption(nowMs: () => number, endAtOnce: () => void): Interruption {
  const interrupt = new AbortController();
  let calledOffMs = 0;
  const callOff = (reason: Error) => {
    if (interrupt.signal.aborted) return;
    calledOffMs = nowMs();
    interrupt.abort(reason);
  };
  return {
    signal: interrupt.signal,
    callOff,
    press() {
      if (!interrupt.signal.aborted) callOff(new DOMException('interrupted', 'AbortError'));
      else if (nowMs() - calledOffMs >= SAME_WITHIN_MS) endAtOnce();
    },
  };
}
