import type { StageClock } from '@parquetry/core';

/** Charges the duration of `work` to parsing, less the waits for bytes that were charged to reading meanwhile. */
export async function timeParsing<T>(clock: StageClock, work: () => Promise<T>): Promise<T> {
  const elapsed = () => clock.elapsedMs() - clock.stages().readMs;
  const started = elapsed();
  try {
    return await work();
  } finally {
    clock.add('parse', elapsed() - started);
  }
}
