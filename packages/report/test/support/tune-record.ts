import type {
  Estimate,
  MeasuredTuneCell,
  RunRecord,
  TuneAnswer,
  TuneCell,
  TuneFigures,
  TuneRecord,
} from '@parquetry/bench/record';
import { plausibleRecord } from '../plausible-record.ts';
import { tuneCellOf } from './tune-cells.ts';
import { type PlayedFunction, playSamples } from './tune-samples.ts';

const PLAYED: PlayedFunction = {
  memoryMb: [128, 256, 512, 1024, 1769, 2048, 3008],
  engines: ['simd'],
  concurrency: [1],
  samples: 80,
  coldSamples: 8,
  seed: 7,
};

const CURRENT_MB = 1024;
const EVENTS_PER_MONTH = 3_000_000;
const FREE_DOLLARS = 6.87;

type Warm = MeasuredTuneCell & { readonly warm: TuneFigures };

const isWarm = (cell: TuneCell): cell is Warm => cell.status === 'measured' && cell.warm !== null;
const choiceOf = ({ memoryMb, engine, concurrency }: TuneCell) => ({ memoryMb, engine, concurrency });
const overlap = (one: Estimate, other: Estimate) => one.low <= other.high && other.low <= one.high;
const costOf = ({ warm }: Warm) => warm.dollarsPerMillion;
const timeOf = ({ warm }: Warm) => warm.durationMs.p50;

/** The smallest by its median, and whatever its interval meets. */
function smallest(
  question: TuneAnswer['question'],
  cells: readonly Warm[],
  of: (cell: Warm) => Estimate,
): TuneAnswer {
  const [best, ...others] = cells.toSorted((a, b) => of(a).median - of(b).median);
  if (best === undefined)
    return { question, status: 'none', choice: null, tied: [], because: 'no size was measured' };
  const tied = others.filter((cell) => overlap(of(cell), of(best)));
  const isClear = tied.length === 0;
  return {
    question,
    status: isClear ? 'chosen' : 'no-distinguishable-winner',
    choice: choiceOf(best),
    tied: tied.map(choiceOf),
    because: isClear ? 'its interval meets no other' : 'their intervals overlap',
  };
}

function balanced(cells: readonly Warm[], weight: number): TuneAnswer {
  const most = (of: (cell: Warm) => Estimate) => Math.max(...cells.map((cell) => of(cell).median));
  const [mostDollars, mostMs] = [most(costOf), most(timeOf)];
  const weighed = (cell: Warm): Estimate => {
    const [cost, time] = [costOf(cell), timeOf(cell)];
    const sum = (pick: 'median' | 'low' | 'high') =>
      (weight * cost[pick]) / mostDollars + ((1 - weight) * time[pick]) / mostMs;
    return { ...cost, median: sum('median'), low: sum('low'), high: sum('high') };
  };
  return smallest('balanced', cells, weighed);
}

function change(from: Estimate, to: Estimate): Estimate {
  return {
    ...to,
    median: to.median / from.median - 1,
    low: to.low / from.high - 1,
    high: to.high / from.low - 1,
  };
}

function comparison(cells: readonly Warm[], { choice }: TuneAnswer): TuneRecord['comparedWithCurrent'] {
  const now = cells.find(({ memoryMb, concurrency }) => memoryMb === CURRENT_MB && concurrency === 1);
  const then = cells.find((cell) => JSON.stringify(choiceOf(cell)) === JSON.stringify(choice));
  if (now === undefined || then === undefined) return null;
  const dollars = change(costOf(now), costOf(then));
  const durationMs = change(timeOf(now), timeOf(then));
  return { choice: choiceOf(then), dollars, durationMs, sentence: 'compared' };
}

function cellsOf(played: PlayedFunction, samples: TuneRecord['samples']): TuneCell[] {
  const key = (of: { memoryMb: number; engine: string | null; concurrency: number }) =>
    `${of.memoryMb} ${of.engine} ${of.concurrency}`;
  const bySize = Map.groupBy(samples, key);
  const sizes = played.memoryMb.flatMap((memoryMb) =>
    played.engines.flatMap((engine) =>
      played.concurrency.map((concurrency) => ({ memoryMb, engine, concurrency })),
    ),
  );
  return sizes.map((size): TuneCell => {
    if (size.memoryMb * size.concurrency > 3000 * 16) {
      const because = 'share × concurrency is more than this host has';
      return { ...size, status: 'not-measurable', outcomes: {}, discarded: 0, because };
    }
    return tuneCellOf(bySize.get(key(size)) ?? []);
  });
}

/** A tune of a function whose samples are drawn from a seed, and whose figures follow from them. */
export function plausibleTune(shape: Partial<PlayedFunction> = {}): TuneRecord {
  const played = { ...PLAYED, ...shape };
  const samples = playSamples(played);
  const cells = cellsOf(played, samples);
  const alone = cells.filter(isWarm).filter(({ concurrency }) => concurrency === played.concurrency[0]);
  const choice = balanced(alone, 0.5);
  return {
    runId: 'tune-20261121-7f3a',
    seed: played.seed,
    function: {
      name: 'local:convert',
      arn: null,
      qualifier: null,
      runtime: 'nodejs24.x',
      architecture: 'x86_64',
      codeSha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      memoryMb: CURRENT_MB,
      timeoutSeconds: 30,
      ephemeralStorageMb: 512,
      snapStart: played.snapStart === true,
      isCopy: false,
      isOurs: played.engines[0] !== null,
    },
    place: 'local',
    region: 'us-east-1',
    cpuControl: 'cgroup',
    calibration: { status: 'uncalibrated' },
    plan: {
      memoryMb: [...played.memoryMb],
      engines: played.engines.filter((engine) => engine !== null),
      concurrency: [...played.concurrency],
      samples: played.samples,
      coldSamples: played.coldSamples,
      load: { kind: 'closed-loop' },
      payloads: {
        kind: 'unique',
        count: 20,
        bytes: 4_200,
        sha256: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
        description: 'S3 events of 20 generated files of 64 KB',
      },
      sloMs: null,
      balancedWeight: 0.5,
      maxDollars: null,
    },
    eventsPerMonth: EVENTS_PER_MONTH,
    prices: {
      region: 'us-east-1',
      asOf: '2026-11-01',
      sources: ['https://aws.amazon.com/lambda/pricing/', 'https://aws.amazon.com/s3/pricing/'],
      dollarsPerGbSecond: 0.0000166667,
      dollarsPerMillionRequests: 0.2,
    },
    samples,
    cells,
    answers: [smallest('cheapest', alone, costOf), smallest('fastest', alone, timeOf), choice],
    comparedWithCurrent: comparison(alone, choice),
    monthly: alone.map((cell) => {
      const { median, low, high, ...rest } = costOf(cell);
      const dollars = (value: number) => (value * EVENTS_PER_MONTH) / 1e6;
      const month = { ...rest, median: dollars(median), low: dollars(low), high: dollars(high) };
      return { ...choiceOf(cell), dollars: month, afterFreeTier: Math.max(0, month.median - FREE_DOLLARS) };
    }),
    spentDollars: 0.021,
  };
}

/** A record that holds a tune and nothing else. */
export const recordOfTune = (tune: TuneRecord = plausibleTune()): RunRecord => ({
  ...plausibleRecord(),
  id: '20261121T090000-tune-7f3a',
  command: 'npx parquetry tune local:convert --memory 128,256,512,1024,1769,2048,3008 --seed 7',
  scenarios: [],
  measurements: [],
  fits: [],
  warnings: [],
  tune,
});
