import type { Sample } from '../record/run-record.ts';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Counts the garbage collections of the calling thread until it is stopped. */
export function watchGc(): { stop(): Promise<NonNullable<Sample['gc']>> } {
  const gc = { count: 0, totalMs: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      gc.count += 1;
      gc.totalMs += duration;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    async stop() {
      // The entries of a collection are queued and delivered a turn later.
      await nextTurn();
      await nextTurn();
      observer.disconnect();
      return gc;
    },
  };
}
