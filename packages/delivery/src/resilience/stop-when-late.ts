import type { Clock } from './clock.ts';

/** What was called off may take so long to stop. */
export const GRACE_MS = 10_000;

/** A job has used up its time. */
export class JobTimeoutError extends Error {
  constructor(ms: number) {
    super(
      `the job did not end within its ${Math.round(ms / 1000)} s; give it more time, or split its source`,
    );
    this.name = 'JobTimeoutError';
  }
}

const DONE = new Error('done');

/**
 * Work that is called off when `signal` says so, or when `ms` have passed. It is waited for until it has stopped, so
 * that it does not write behind everybody's back; work that does not stop is given up after {@link GRACE_MS}.
 * @throws the signal's reason, or what `late` makes.
 */
export async function stopWhenLate<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { ms, late, clock, signal }: { ms: number; late: () => Error; clock: Clock; signal: AbortSignal },
): Promise<T> {
  const stop = new AbortController();
  const ended = new AbortController();
  const givenUp = Promise.withResolvers<never>();
  const callOff = (reason: unknown) => {
    stop.abort(reason);
    clock.sleep(GRACE_MS, ended.signal).then(
      () => givenUp.reject(stop.signal.reason),
      () => {},
    );
  };
  const onAbort = () => callOff(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  clock.sleep(ms, ended.signal).then(
    () => callOff(late()),
    () => {},
  );
  try {
    return await Promise.race([work(stop.signal), givenUp.promise]);
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw error;
  } finally {
    ended.abort(DONE);
    signal.removeEventListener('abort', onAbort);
  }
}
