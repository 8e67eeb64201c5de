import type { GateMetric } from '@parquetry/bench/record';
import { type FailureKind, GateFailure } from '../unit/gate-failure.ts';
import type { Side, SideResult, UnitPair } from '../unit/gate-unit.ts';
import { countersOf, type VerifiedUnit } from './verify-units.ts';

const isTime = (value: number) => Number.isFinite(value) && value > 0;

const SIDES: readonly Side[] = ['base', 'head'];

/** Figures of one process that no clock and no kernel can have told. */
function wrongFigures({ cpuMs, wallMs, reported, peakRssBytes, beforeCpuMs, turns }: SideResult): string[] {
  const positive = { cpuMs, wallMs, reported, peakRssBytes };
  const wrong = Object.entries(positive).filter(([, value]) => value !== null && !isTime(value));
  const wrongTurn = turns.findIndex((turn) => !isTime(turn.cpuMs) || !isTime(turn.wallMs));
  return [
    ...wrong.map(([name, value]) => `${name} is ${value}`),
    ...(beforeCpuMs !== null && !(Number.isFinite(beforeCpuMs) && beforeCpuMs >= 0)
      ? [`beforeCpuMs is ${beforeCpuMs}`]
      : []),
    ...(turns.length === 0 ? ['it took no turn'] : []),
    ...(wrongTurn >= 0
      ? [
          `turn ${wrongTurn + 1} took ${turns[wrongTurn]!.cpuMs} ms of CPU, ${turns[wrongTurn]!.wallMs} ms in all`,
        ]
      : []),
  ];
}

function unlikeFigures({ base, head }: UnitPair): string[] {
  const told = (['reported', 'peakRssBytes'] as const)
    .filter((name) => (base[name] === null) !== (head[name] === null))
    .map((name) => `only ${base[name] === null ? 'head' : 'base'} tells ${name}`);
  return base.turns.length === head.turns.length
    ? told
    : [...told, `base took ${base.turns.length} turns and head ${head.turns.length}`];
}

const countedOn = ({ counters }: SideResult) => Object.keys(counters);

function lostCounters({ base, head }: UnitPair): string[] {
  if (countedOn(base).length > 0 === countedOn(head).length > 0) return [];
  const without = countedOn(base).length > 0 ? 'head' : 'base';
  return [`nothing was counted on ${without}, and something on the other side`];
}

/** Exact counters that are not what they were when the side was verified. */
const movedSince = (pair: UnitPair, verified: VerifiedUnit): string[] =>
  SIDES.flatMap((side) => {
    const before = countersOf(verified[side], pair.benchmark);
    return Object.entries(pair[side].counters)
      .filter(([name, { rule, value }]) => rule === 'exact' && (before[name]?.value ?? value) !== value)
      .map(
        ([name, { value }]) =>
          `${name} of ${side} is ${before[name]!.value} where it was verified and ${value} where it was timed`,
      );
  });

function wrongRatios({ logRatios }: UnitPair): string[] {
  const told = Object.entries(logRatios) as [GateMetric, number][];
  const wrong = told
    .filter(([, ratio]) => !Number.isFinite(ratio))
    .map(([metric, ratio]) => `the log ratio of ${metric} is ${ratio}`);
  return 'cpu' in logRatios || 'reported' in logRatios
    ? wrong
    : [...wrong, 'neither CPU time nor a reported figure was compared, nothing could decide it'];
}

function pairFailures(pair: UnitPair, verified: VerifiedUnit): GateFailure[] {
  const failure = (kind: FailureKind) => (what: string) =>
    new GateFailure(kind, `${pair.benchmark}: ${what}; look at what its processes print and measure`);
  const figures = SIDES.flatMap((side) => wrongFigures(pair[side]).map((what) => `on ${side}, ${what}`));
  return [
    ...[...figures, ...wrongRatios(pair)].map(failure('not-parsable')),
    ...[...unlikeFigures(pair), ...lostCounters(pair), ...movedSince(pair, verified)].map(
      failure('benchmark-failed'),
    ),
  ];
}

/** Everything that makes a pair worthless: what it lacks, has too much, or tells that cannot be. */
export function checkPair(pairs: readonly UnitPair[], verified: VerifiedUnit): GateFailure[] {
  const { unit, benchmarks, newInHead } = verified;
  const named = pairs.map(({ benchmark }) => benchmark);
  const known = new Set([...benchmarks, ...newInHead]);
  const lacking = benchmarks
    .filter((benchmark) => !named.includes(benchmark))
    .map(
      (benchmark) =>
        new GateFailure('missing-benchmark', `${benchmark}: a pair of ${unit.name} came back without it`),
    );
  const surplus = named
    .filter((benchmark, at) => !known.has(benchmark) || named.indexOf(benchmark) !== at)
    .map(
      (benchmark) =>
        new GateFailure(
          'benchmark-failed',
          `${benchmark}: a pair of ${unit.name} has it ${known.has(benchmark) ? 'twice' : 'though neither side named it before'}`,
        ),
    );
  const compared = pairs.filter(({ benchmark }) => benchmarks.includes(benchmark));
  return [...lacking, ...surplus, ...compared.flatMap((pair) => pairFailures(pair, verified))];
}
