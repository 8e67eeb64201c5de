import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Canary } from '../../../src/run/canary-track.ts';
import type {
  Counters,
  GateUnit,
  Side,
  SideResult,
  UnitPair,
  Verified,
} from '../../../src/unit/gate-unit.ts';

/** A clock that only goes on when a pair is taken. */
export class PairClock {
  nowMs = Date.UTC(2026, 0, 1);
  readonly now = (): number => this.nowMs;
}

export interface Script {
  readonly name: string;
  readonly kind?: GateUnit['kind'];
  readonly benchmarks?: readonly string[];
  /** Of head: 0.05 for 5 %. */
  readonly slowdown?: number;
  /** Of the log ratio. */
  readonly sd?: number;
  readonly seed?: number;
  readonly msPerPair?: number;
  readonly counters?: Counters;
  /** Where they are not those of base. */
  readonly headCounters?: Counters;
  readonly reports?: boolean;
  readonly verify?: (side: Side, usual: Verified) => Verified;
  /** What it answers instead; pair 0 is the discarded one. */
  readonly answer?: (pairs: readonly UnitPair[], pair: number) => readonly UnitPair[];
}

export interface ScriptedUnit extends GateUnit {
  /** Who went first, by pair; the discarded one too. */
  readonly firsts: Side[];
  readonly verified: Side[];
  /** Whether the last pair was handed a signal. */
  signal: AbortSignal | undefined;
}

export const FINGERPRINT = { node: 'v24', cores: '2', harness: 'abc' };

function sideOf(cpuMs: number, counters: Counters, reports: boolean): SideResult {
  return {
    cpuMs,
    wallMs: cpuMs / 2,
    reported: reports ? cpuMs / 10 : null,
    peakRssBytes: Math.round(cpuMs * 1e6),
    beforeCpuMs: 20,
    turns: [{ cpuMs, wallMs: cpuMs / 2 }],
    counters,
    fingerprint: FINGERPRINT,
  };
}

function pairOf(benchmark: string, base: SideResult, head: SideResult): UnitPair {
  const cpu = Math.log(head.cpuMs / base.cpuMs);
  const wall = Math.log(head.wallMs / base.wallMs);
  const rss = Math.log(head.peakRssBytes! / base.peakRssBytes!);
  const reported = base.reported === null ? {} : { reported: Math.log(head.reported! / base.reported) };
  return { benchmark, base, head, logRatios: { cpu, wall, parallelism: wall - cpu, rss, ...reported } };
}

/** A unit that answers at once with what its script says. */
export function scriptedUnit(clock: PairClock, script: Script): ScriptedUnit {
  const { name, kind = 'scenario', benchmarks = [name], slowdown = 0, sd = 0.02, seed = 1 } = script;
  const { msPerPair = 1000, counters = { requests: { value: 3, rule: 'exact' } }, reports = false } = script;
  const countersOf = (side: Side) => (side === 'head' ? (script.headCounters ?? counters) : counters);
  const generator = xoroshiro128plus(seed);
  // A sum of twelve is near enough to normal, with standard deviation 1.
  const noise = () =>
    Array.from({ length: 12 }, () => uniformFloat64(generator)).reduce((sum, one) => sum + one, -6);
  const cpuMs = () => 100 * Math.exp((sd / Math.SQRT2) * noise());
  const unit: ScriptedUnit = {
    name,
    kind,
    about: `answers as ${name}`,
    firsts: [],
    verified: [],
    signal: undefined,
    async verify(side) {
      unit.verified.push(side);
      const usual: Verified = {
        benchmarks,
        counters: new Map(benchmarks.map((benchmark) => [benchmark, countersOf(side)])),
        warnings: [],
      };
      return script.verify?.(side, usual) ?? usual;
    },
    async pair(first, signal) {
      const pair = unit.firsts.push(first) - 1;
      unit.signal = signal;
      clock.nowMs += msPerPair;
      const usual = benchmarks.map((benchmark) =>
        pairOf(
          benchmark,
          sideOf(cpuMs(), countersOf('base'), reports),
          sideOf(cpuMs() * (1 + slowdown), countersOf('head'), reports),
        ),
      );
      return script.answer?.(usual, pair) ?? usual;
    },
  };
  return unit;
}

/** Both canaries, behaving. */
export const canaries = (clock: PairClock): Canary[] => [
  { unit: scriptedUnit(clock, { name: 'same', kind: 'canary', seed: 101 }), expected: 'quiet' },
  {
    unit: scriptedUnit(clock, { name: 'planted', kind: 'canary', seed: 102, slowdown: 0.1 }),
    expected: 'alarm',
  },
];
