import type { BatchClock } from '@parquetry/delivery';

/** So long before the end, in milliseconds, what is under way is called off, so that there is time to say so. */
const TIME_TO_ANSWER_MS = 500;

export interface Deadline extends Disposable {
  /** Aborts shortly before the end, or with `signal`. */
  readonly signal: AbortSignal;
}

/** The end of an invocation that has so much time left; one without an end has none. */
export function deadlineOf(
  clock: BatchClock,
  signal: AbortSignal,
  remainingMs: (() => number) | undefined,
): Deadline {
  if (remainingMs === undefined) return { signal, [Symbol.dispose]() {} };
  const late = new AbortController();
  const watch = new AbortController();
  const left = Math.max(0, remainingMs() - TIME_TO_ANSWER_MS);
  clock
    .sleep(left, watch.signal)
    .then(() => late.abort(new DOMException('the time that the function has is over', 'TimeoutError')))
    // Everything had ended before.
    .catch(() => {});
  return { signal: AbortSignal.any([signal, late.signal]), [Symbol.dispose]: () => watch.abort() };
}
