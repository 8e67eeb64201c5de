import { type CpuTimes, childrenCpu, treePeakRss } from '../../contestants/child-usage.ts';

const RSS_POLL_MS = 20;

/** What commands use that this process starts, span by span. */
export interface ChildrenWatch {
  /** Of all processes that ended during the work, in the order of the calls. */
  readonly spans: readonly CpuTimes[];
  /** Highest of what was seen of this process and all that it had started; null when nothing was. */
  readonly peakRssBytes: number | null;
  /** Begins a span; calling what it returns ends it. */
  begin(): () => void;
  stop(): void;
}

export function watchChildren(): ChildrenWatch {
  const spans: CpuTimes[] = [];
  let peakRssBytes: number | null = null;
  const polling = setInterval(() => {
    const seen = treePeakRss(process.pid);
    if (seen !== null) peakRssBytes = Math.max(peakRssBytes ?? 0, seen);
  }, RSS_POLL_MS);
  return {
    spans,
    get peakRssBytes() {
      return peakRssBytes;
    },
    begin() {
      const before = childrenCpu();
      return () => {
        const { userMs, systemMs } = childrenCpu();
        spans.push({ userMs: userMs - before.userMs, systemMs: systemMs - before.systemMs });
      };
    },
    stop: () => clearInterval(polling),
  };
}
