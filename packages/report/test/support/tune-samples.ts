import type { TuneSample } from '@parquetry/bench/record';
import { noise, seededChance } from './chance.ts';

/** A function as the tests play it: its work, and what each memory size does to it. */
export interface PlayedFunction {
  readonly memoryMb: readonly number[];
  /** Of ours; `[null]` for a function of somebody else's. */
  readonly engines: readonly (string | null)[];
  readonly concurrency: readonly number[];
  readonly samples: number;
  readonly coldSamples: number;
  /** What is not warm comes from a snapshot. */
  readonly snapStart?: boolean;
  readonly seed: number;
}

const MB_PER_CPU = 1769;
const WAITING_MS = 90;
const CPU_MS: Readonly<Record<string, number>> = { simd: 620, 'wasm-arrow': 900, other: 1300 };
const NEEDED_MB = 118;
/** Shares of the waiting, and of the work. */
const STAGES: Readonly<Record<string, readonly [waiting: number, work: number]>> = {
  readMs: [0.45, 0.02],
  parseMs: [0, 0.44],
  encodeParquetMs: [0, 0.36],
  encodeAvroMs: [0, 0.13],
  writeMs: [0.5, 0.03],
};
/** Environments that the account allows at once. */
const MOST_AT_ONCE = 12;

type Size = Pick<TuneSample, 'memoryMb' | 'engine' | 'concurrency'>;

/** Waiting stays as it is, work takes as much longer as the share of a processor is smaller. */
function typicalMs({ memoryMb, engine }: Size): number {
  const cpuMs = CPU_MS[engine ?? 'other'] ?? CPU_MS['other']!;
  return WAITING_MS + cpuMs / Math.min(1.15, memoryMb / MB_PER_CPU);
}

const unanswered = {
  clientMs: null,
  durationMs: null,
  billedMs: null,
  initMs: null,
  restoreMs: null,
  maxMemoryUsedMb: null,
};

function outOfMemory(base: Pick<TuneSample, 'requestId'>): Partial<TuneSample> {
  return {
    ...base,
    ...unanswered,
    outcome: 'out-of-memory',
    because: 'Runtime exited with error: signal: killed',
    clientMs: 401,
    maxMemoryUsedMb: 128,
  };
}

type Start = 'warm' | 'cold' | 'restored';

function answered(size: Size, start: Start, chance: () => number): Partial<TuneSample> {
  const durationMs = typicalMs(size) * noise(chance, 0.04) * (start === 'warm' ? 1 : 1.25);
  const beginningMs = start === 'warm' ? 0 : (start === 'cold' ? 240 : 90) * noise(chance, 0.06);
  const stages = Object.entries(STAGES).map(([stage, [waiting, work]]) => [
    stage,
    WAITING_MS * waiting + (durationMs - WAITING_MS) * work,
  ]);
  return {
    outcome: start,
    durationMs,
    billedMs: Math.ceil(durationMs + beginningMs),
    initMs: start === 'cold' ? beginningMs : null,
    restoreMs: start === 'restored' ? beginningMs : null,
    clientMs: durationMs + beginningMs + 3 * noise(chance, 0.2),
    maxMemoryUsedMb: Math.round(NEEDED_MB + 4 * chance()),
    reportFrom: 'tail',
    ...(size.engine !== null && { stages: Object.fromEntries(stages), cpuMs: durationMs * 0.6 }),
  };
}

function sampleOf(size: Size, start: Start, chance: () => number): Partial<TuneSample> {
  if (size.memoryMb <= 128) return outOfMemory({ requestId: 'ab-1' });
  if (size.concurrency > MOST_AT_ONCE && chance() < 0.2) {
    const throttleReason = 'ConcurrentInvocationLimitExceeded';
    return {
      ...unanswered,
      outcome: 'throttled',
      because: 'Rate Exceeded.',
      throttleReason,
      requestId: null,
    };
  }
  const sample = answered(size, start, chance);
  return chance() < 0.03 ? { ...sample, discarded: 'the host gave it 61 % of its processor share' } : sample;
}

/** Samples of every size, in rounds that take the sizes in another order each time; the same for the same seed. */
export function playSamples(played: PlayedFunction): TuneSample[] {
  const chance = seededChance(played.seed);
  const { memoryMb, engines, concurrency } = played;
  const sizes = memoryMb.flatMap((mb) =>
    engines.flatMap((engine) =>
      concurrency.map((atOnce): Size => ({ memoryMb: mb, engine, concurrency: atOnce })),
    ),
  );
  const rounds = Array.from({ length: played.samples + played.coldSamples }, (_, round) =>
    sizes.map((size) => ({ size, round, order: chance() })).toSorted((a, b) => a.order - b.order),
  ).flat();
  return rounds.flatMap(({ size, round }, slot): TuneSample[] => {
    const begun = played.snapStart === true ? 'restored' : 'cold';
    const start = round < played.coldSamples ? begun : 'warm';
    if (size.memoryMb <= 128 && round > 2) return [];
    return [
      {
        ...size,
        slot,
        round,
        startedAt: new Date(Date.UTC(2026, 10, 21, 9, 0, slot)).toISOString(),
        payload: slot % 20,
        requestId: `${slot}-8f5a`,
        outcome: 'warm',
        ...unanswered,
        ...sampleOf(size, start, chance),
      },
    ];
  });
}
