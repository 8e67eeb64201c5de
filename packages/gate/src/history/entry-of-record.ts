import type { GateBenchmark, GateMetric, GateRecord, RunRecord, SideSample } from '@parquetry/bench/record';
import { estimateMedian } from '@parquetry/bench/statistics';
import { GateFailure } from '../unit/gate-failure.ts';
import { type HistoryEntry, type HistoryFigure, historyEntry } from './history-entry.ts';
import { shortHash } from './history-path.ts';

/** What of a run record a history takes. */
export type RecordedGate = Pick<RunRecord, 'createdAt' | 'environment' | 'gate'>;

interface Measured {
  readonly unit: string;
  readonly of: (sample: SideSample) => number | null;
}

const MEASURED: Readonly<Record<GateMetric, Measured>> = {
  cpu: { unit: 'ms', of: ({ cpuMs }) => cpuMs },
  wall: { unit: 'ms', of: ({ wallMs }) => wallMs },
  parallelism: { unit: 'cores', of: ({ cpuMs, wallMs }) => (wallMs > 0 ? cpuMs / wallMs : null) },
  rss: { unit: 'bytes', of: ({ peakRssBytes }) => peakRssBytes },
  reported: { unit: 'as printed', of: ({ reported }) => reported },
};

const refuse = (because: string) =>
  new GateFailure('history', `this run does not go into a history: ${because}`);

function soundGate({ gate }: RecordedGate): GateRecord & { readonly head: { readonly commit: string } } {
  if (gate === undefined) throw refuse('the record is of no gate; give what parquetry gate --json printed');
  if (gate.verdict === 'infrastructure-failure') {
    throw refuse(`it says nothing about the build: ${gate.sentence}`);
  }
  const { commit } = gate.head;
  if (commit === null) throw refuse(`${gate.head.name} is a directory without a commit; measure a commit`);
  if (gate.head.dirty) {
    throw refuse(`${gate.head.name} differs from commit ${commit.slice(0, 12)}; commit, and measure again`);
  }
  return { ...gate, head: { ...gate.head, commit } };
}

function figureOf({ pairs }: GateBenchmark, metric: GateMetric): HistoryFigure[] {
  const { unit, of } = MEASURED[metric];
  const values = pairs.map(({ head }) => of(head)).filter((value) => value !== null);
  if (values.length === 0) return [];
  const { median, low, high, samples } = estimateMedian(values);
  return [{ metric, unit, value: median, low, high, processes: samples }];
}

/** What one process of it does, as far as the record tells: generated data come from the seed. */
const definitionOf = ({ kind, about, pairs }: GateBenchmark, { plan }: GateRecord) =>
  shortHash([kind, about, plan.seed, kind === 'scenario' ? (pairs[0]?.head.turns.length ?? null) : null]);

const entryOfBenchmark = (
  benchmark: GateBenchmark,
  gate: GateRecord,
): HistoryEntry['benchmarks'][number] => ({
  name: benchmark.name,
  definition: definitionOf(benchmark, gate),
  figures: benchmark.comparisons.flatMap(({ metric }) => figureOf(benchmark, metric)),
  counters: Object.fromEntries(
    benchmark.counters.filter(({ head }) => head !== null).map(({ name, head }) => [name, head!]),
  ),
});

const inGigabytes = (bytes: number) => `${Math.round(bytes / 2 ** 30)} GB`;

/** More than the processes of one run have to agree in: days lie between the runs of a history. */
const machineFingerprint = (
  gate: GateRecord,
  { osImage, kernel, memoryBytes, memoryLimitBytes }: RunRecord['environment'],
): HistoryEntry['fingerprint'] => ({
  ...gate.fingerprint,
  harness: gate.harnessSha256,
  osImage,
  kernel,
  memory: inGigabytes(memoryBytes),
  memoryLimit: memoryLimitBytes === null ? 'none' : inGigabytes(memoryLimitBytes),
});

/**
 * What a history keeps of a gate: of each benchmark and metric the median over head's processes, and head's counters.
 *
 * @throws GateFailure `history` where head is dirty or no commit, or the run says nothing.
 */
export function entryOfRecord(branch: string, run: RecordedGate): HistoryEntry {
  const gate = soundGate(run);
  const benchmarks = gate.benchmarks
    .filter(({ kind }) => kind !== 'canary')
    .map((one) => entryOfBenchmark(one, gate));
  if (benchmarks.length === 0) throw refuse('it holds no benchmark');
  return historyEntry.parse({
    historyVersion: 1,
    branch,
    at: run.createdAt,
    commit: gate.head.commit,
    fingerprint: machineFingerprint(gate, run.environment),
    benchmarks,
  });
}
