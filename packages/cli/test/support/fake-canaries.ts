import type { Canary, Side, SideResult, UnitPair } from '@parquetry/gate';

const sideOf = (cpuMs: number): SideResult => ({
  cpuMs,
  wallMs: cpuMs,
  reported: null,
  peakRssBytes: 80e6,
  beforeCpuMs: 20,
  turns: [{ cpuMs, wallMs: cpuMs }],
  counters: {},
  fingerprint: { node: process.version, harness: 'a'.repeat(64) },
});

/** Measures nothing: each pair finds this slowdown, give or take half a percent. */
function canaryOf(name: string, slowdown: number, expected: Canary['expected']): Canary {
  let pairs = 0;
  const pair = async (_first: Side): Promise<readonly UnitPair[]> => {
    pairs += 1;
    const swing = (((pairs * 5) % 11) - 5) / 1000;
    const base = sideOf(10 + pairs / 1000);
    const head = sideOf(base.cpuMs * (1 + slowdown + swing));
    const cpu = Math.log(head.cpuMs / base.cpuMs);
    return [{ benchmark: name, base, head, logRatios: { cpu, wall: cpu, parallelism: 0, rss: 0 } }];
  };
  const verified = { benchmarks: [name], counters: new Map(), warnings: [] };
  const unit = {
    name,
    kind: 'canary',
    about: 'answers at once',
    verify: async () => verified,
    pair,
  } as const;
  return { unit, expected };
}

/** Canaries that behave, and take no time. */
export const fakeCanaries = async (): Promise<readonly Canary[]> => [
  canaryOf('A/A', 0, 'quiet'),
  canaryOf('+10 %', 0.1, 'alarm'),
];
