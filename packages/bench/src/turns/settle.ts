const WATCHED_MS = 10;
const QUIET_CPU_MS = 0.5;

export interface Settling {
  readonly cpuMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Waits until this process takes next to no CPU time by itself: until V8 has compiled in the background what became hot.
 *
 * @param mostMs it is waited no longer than this.
 */
export async function settle({ cpuMs, wait }: Settling, mostMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < mostMs; waitedMs += WATCHED_MS) {
    const before = cpuMs();
    await wait(WATCHED_MS);
    if (cpuMs() - before < QUIET_CPU_MS) return;
  }
}
