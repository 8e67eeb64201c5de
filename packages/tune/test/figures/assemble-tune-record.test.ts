import { type TuneAnswer, tuneRecord } from '@parquetry/bench/record';
import { defaultPrices } from '@parquetry/prices';
import { describe, expect, test } from 'vitest';
import { assembleTuneRecord, type RecordedRun } from '../../src/figures/assemble-tune-record.ts';
import { around, runOf, sampleOf, samplesOf } from './support/tune-run.ts';

const options = {
  prices: defaultPrices,
  calibration: { status: 'uncalibrated' },
  eventsPerMonth: null,
} as const;
const assemble = (run: RecordedRun, eventsPerMonth: number | null = null) =>
  assembleTuneRecord(run, { ...options, eventsPerMonth });

/** More memory is faster, up to one core; 512 MB is the cheapest by far. */
const TIMES: Readonly<Record<number, number>> = { 128: 9000, 512: 2000, 1024: 1100, 1769: 700, 3008: 690 };
const sampled = (times = TIMES, count = 80) =>
  Object.entries(times).flatMap(([memoryMb, ms]) =>
    samplesOf(around(ms, count), { memoryMb: Number(memoryMb) }),
  );

function answersOf(run: RecordedRun) {
  const { answers } = assemble(run);
  return (question: TuneAnswer['question']) => answers.find((answer) => answer.question === question)!;
}
const withSlo = (run: RecordedRun, sloMs: number): RecordedRun => ({ ...run, plan: { ...run.plan, sloMs } });

describe('a record', () => {
  const run = runOf(sampled());

  test('keeps to its schema, whatever was found', () => {
    const gap = {
      memoryMb: 10_240,
      engine: null,
      concurrency: 1,
      status: 'not-measurable',
      because: 'x',
    } as const;
    const timeouts = samplesOf([1, 2], {
      memoryMb: 64,
      outcome: 'timeout',
      durationMs: null,
      billedMs: null,
    });
    for (const one of [run, runOf([]), runOf([...sampled(), ...timeouts], { gaps: [gap] })])
      expect(tuneRecord.parse(structuredClone(assemble(one, 1e6)))).toEqual(assemble(one, 1e6));
  });

  test('has a cell for every size of the plan, sampled or not', () => {
    const { plan } = run;
    const { cells } = assemble({
      ...run,
      plan: { ...plan, memoryMb: [...plan.memoryMb, 256], concurrency: [1, 4] },
    });
    expect(cells.map(({ memoryMb, concurrency }) => `${memoryMb}×${concurrency}`)).toEqual(
      [1, 4].flatMap((atOnce) =>
        [128, 256, 512, 1024, 1769, 3008].map((memoryMb) => `${memoryMb}×${atOnce}`),
      ),
    );
    expect(cells.find(({ memoryMb }) => memoryMb === 256)).toMatchObject({ status: 'not-measured' });
  });

  test('has months only where a volume was asked for', () => {
    expect(assemble(run)).not.toHaveProperty('monthly');
    const month = assemble(run, 1e6).monthly!.find(({ memoryMb }) => memoryMb === 512)!;
    const cell = assemble(run).cells.find(({ memoryMb }) => memoryMb === 512)!;
    expect(cell.status === 'measured' && cell.warm!.dollarsPerMillion.median).toBeCloseTo(
      month.dollars.median,
      6,
    );
    expect(month.dollars.median - month.afterFreeTier).toBeCloseTo(400_000 * 0.0000166667 + 0.2, 6);
  });

  test('has the month with environments that are kept ready as an amount of its own', () => {
    const kept = { ...run, function: { ...run.function, provisionedEnvironments: 10 } };
    const record = assemble(kept, 1e6);
    const month = record.monthly!.find(({ memoryMb }) => memoryMb === 512)!;
    const plain = assemble(run, 1e6).monthly!.find(({ memoryMb }) => memoryMb === 512)!;
    const { dollars, readyDollars, runningDollars, ...rest } = month.provisioned!;
    expect(rest).toEqual({ environments: 10 });
    expect(readyDollars).toBeCloseTo(10 * 730 * 3600 * 0.5 * 0.0000041667, 6);
    const onDemand = plain.dollars.median - 0.2;
    expect(runningDollars).toBeCloseTo((onDemand * 0.0000097222) / 0.0000166667, 6);
    expect(dollars.median).toBeCloseTo(readyDollars + runningDollars + 0.2, 6);
    expect(dollars.low).toBeLessThan(dollars.median);
    expect({ dollars: month.dollars, afterFreeTier: month.afterFreeTier }).toEqual({
      dollars: plain.dollars,
      afterFreeTier: plain.afterFreeTier,
    });
    expect(tuneRecord.parse(structuredClone(record))).toEqual(record);
    expect(plain).not.toHaveProperty('provisioned');
  });

  test('tells nothing of ready environments where only cold starts were taken, which those have not', () => {
    const cold = sampled().map((sample) => ({ ...sample, outcome: 'cold' as const, initMs: 5 }));
    const kept = runOf(cold, { function: { ...run.function, provisionedEnvironments: 10 } });
    expect(assemble(kept, 1e6).monthly![0]).not.toHaveProperty('provisioned');
  });

  test('enters the next tier at a large volume', () => {
    const month = (events: number) => assemble(run, events).monthly![1]!.dollars.median;
    expect(month(1e10)).toBeLessThan(10_000 * month(1e6) - 1);
  });

  test('has fleets where the CPU time of events is known', () => {
    const ours = runOf(sampled().map((sample) => ({ ...sample, cpuMs: 600 })));
    const record = assemble(ours, 1e6);
    const month = record.monthly!.find(({ memoryMb }) => memoryMb === record.fleets!.choice.memoryMb)!;
    expect(tuneRecord.parse(structuredClone(record)).fleets).toEqual(record.fleets);
    expect(record.fleets!.choice).toEqual(
      record.answers.find(({ question }) => question === 'balanced')!.choice,
    );
    expect(record.fleets!.lambda.dollarsPerMonth).toBeCloseTo(month.dollars.median, 6);
    expect(assemble(ours)).not.toHaveProperty('fleets');
    expect(assemble(run, 1e6)).not.toHaveProperty('fleets');
  });

  test('says which prices it rests on', () => {
    expect(assemble(run).prices).toMatchObject({
      region: 'us-east-1',
      asOf: defaultPrices.asOf,
      dollarsPerGbSecond: 0.0000166667,
    });
  });
});

describe('answers', () => {
  const run = runOf(sampled());
  const of = answersOf(run);

  test('name the cheapest, the fastest and the balanced size', () => {
    expect(of('cheapest')).toMatchObject({ status: 'chosen', choice: { memoryMb: 512 }, tied: [] });
    expect(of('fastest')).toMatchObject({ status: 'chosen', choice: { memoryMb: 3008 } });
    expect(of('balanced')).toMatchObject({ status: 'chosen', choice: { memoryMb: 1024 } });
  });

  test('find the knee on the front: most of the time saved for little of the money', () => {
    expect(of('knee')).toMatchObject({ status: 'chosen', choice: { memoryMb: 1769 } });
  });

  test('know no knee among sizes of which one is as good as the other', () => {
    const engines = ['a', 'b', 'c'].flatMap((engine) => samplesOf(around(100, 20), { engine }));
    expect(answersOf(runOf(engines))('knee')).toMatchObject({ status: 'none' });
    const dearer = runOf([...sampled({ 1024: 100, 2048: 100, 3008: 120 })]);
    expect(answersOf(dearer)('knee').status).toBe('none');
  });

  test('say in a sentence what they rest on', () => {
    expect(of('cheapest').because).toMatch(
      /^512 MB: \$16.9 \(.* to .*\) a million events, 2010 \(.*\) ms at the median; cheaper than every other size that was measured$/,
    );
  });

  test('say how far few samples can be trusted', () => {
    const few = (count: number) => answersOf(runOf(samplesOf(around(100, count))))('fastest').because;
    expect(few(1)).toContain('100 (one sample) ms at the median');
    expect(few(3)).toContain(' at 75 %) ms at the median');
    expect(few(6)).not.toContain(' at 9');
  });

  test('weigh cost as asked', () => {
    const cost = answersOf({ ...run, plan: { ...run.plan, balancedWeight: 1 } });
    expect(cost('balanced')).toMatchObject({ choice: { memoryMb: 512 } });
    const time = answersOf({ ...run, plan: { ...run.plan, balancedWeight: 0 } });
    expect(time('balanced')).toMatchObject({ choice: { memoryMb: 3008 } });
  });

  test('have no winner between sizes whose times cross from round to round', () => {
    const times = (shift: number) =>
      Array.from({ length: 40 }, (_, index) => 100 + ((index * 13 + shift) % 17));
    const equal = runOf([
      ...samplesOf(times(0), { memoryMb: 1024 }),
      ...samplesOf(times(8), { memoryMb: 1025 }),
      ...samplesOf(
        times(3).map((ms) => 3 * ms),
        { memoryMb: 512 },
      ),
    ]);
    const fastest = answersOf(equal)('fastest');
    expect(fastest.status).toBe('no-distinguishable-winner');
    expect(fastest.tied).toHaveLength(1);
    expect(fastest.because).toContain('no distinguishable winner: the samples cannot tell it from 10');
    expect(answersOf(equal)('knee')).toMatchObject({ status: 'none', choice: null });
  });

  test('name the fastest of the sizes that money cannot tell apart', () => {
    const noisy = (ms: number, shift: number) =>
      Array.from({ length: 40 }, (_, index) => ms * (1 + ((index * 13 + shift) % 17) / 100));
    const run = runOf(
      [512, 1024].flatMap((memoryMb, at) => samplesOf(noisy(51_200 / memoryMb, 7 * at), { memoryMb })),
    );
    expect(answersOf(run)('cheapest').status).toBe('no-distinguishable-winner');
    expect(answersOf(run)('cheapest').because).toMatch(
      /; of these 1024 MB has the least time, 5\d\.?\d* \(.*\) ms at the median$/,
    );
  });

  test('of one size say that there is no other', () => {
    const one = answersOf(runOf(samplesOf(around(100, 20))));
    expect(one('cheapest')).toMatchObject({ status: 'chosen', choice: { memoryMb: 1024 } });
    expect(one('cheapest').because).toContain('the only size that was measured');
  });

  test('of no size are none', () => {
    expect(assemble(runOf([])).answers.map(({ status }) => status)).toEqual(['none', 'none', 'none', 'none']);
    expect(answersOf(runOf([]))('cheapest').because).toBe('no size was measured');
  });

  test('rest on warm answers of the least concurrency', () => {
    const many = samplesOf(around(10, 40), { memoryMb: 128, concurrency: 4 });
    const cold = samplesOf(around(5, 10), { memoryMb: 128, outcome: 'cold' });
    const answer = answersOf(runOf([...sampled(), ...many, ...cold]))('fastest');
    expect(answer.choice).toEqual({ memoryMb: 3008, engine: null, concurrency: 1 });
    const onlyMany = answersOf(runOf([...many, ...cold]))('fastest');
    expect(onlyMany.choice).toEqual({ memoryMb: 128, engine: null, concurrency: 4 });
  });

  test('do not rest on a warm answer that a cold visit happened to get', () => {
    const many = samplesOf(around(10, 40), { memoryMb: 128, concurrency: 4 });
    const run = runOf([...many, sampleOf({ memoryMb: 512 })]);
    const planned = { ...run, plan: { ...run.plan, concurrency: [4] } };
    expect(answersOf(planned)('fastest').choice).toEqual({ memoryMb: 128, engine: null, concurrency: 4 });
  });

  test('say so where no difference could have told sizes apart in so few rounds', () => {
    const three = runOf(sampled({ 128: 900, 1024: 300, 1769: 200, 3008: 100 }, 3));
    expect(answersOf(three)('fastest')).toMatchObject({ status: 'no-distinguishable-winner' });
    expect(answersOf(three)('fastest').because).toMatch(
      /\(7 rounds are needed to tell sizes apart, it has 3\)$/,
    );
    expect(answersOf(three)('cheapest').because).not.toContain('rounds are needed');
  });

  test('rest on cold ones where there are no others, and say so', () => {
    const cold = [512, 1024].flatMap((memoryMb) =>
      samplesOf(around(200_000 / memoryMb, 20), { memoryMb, outcome: 'cold', initMs: 100 }),
    );
    const answer = answersOf(runOf(cold))('fastest');
    expect(answer).toMatchObject({ status: 'chosen', choice: { memoryMb: 1024 } });
    expect(answer.because).toContain('of cold starts: there are no warm samples');
  });

  test('do not name a size that timed out now and then, however fast its answers', () => {
    const late = sampleOf({ memoryMb: 3008, outcome: 'timeout', durationMs: null, billedMs: null });
    const answer = answersOf(runOf([...sampled(), late]))('fastest');
    expect(answer.choice).toMatchObject({ memoryMb: 1769 });
    expect(answer.because).toContain('without 3008 MB, which timed out or ran out of memory');
    const only = answersOf(
      runOf([
        ...samplesOf([1, 2, 3]),
        sampleOf({ outcome: 'out-of-memory', durationMs: null, billedMs: null }),
      ]),
    );
    expect(only('fastest')).toMatchObject({ status: 'none', choice: null });
  });

  test('compare engines of a size with each other', () => {
    const engines = ['simd', 'duckdb'].flatMap((engine, index) =>
      samplesOf(around(100 * (1 + index), 30), { engine }),
    );
    const run = runOf(engines);
    const answer = answersOf({ ...run, plan: { ...run.plan, engines: ['simd', 'duckdb'] } })('cheapest');
    expect(answer).toMatchObject({ status: 'chosen', choice: { engine: 'simd' } });
    expect(answer.because).toMatch(/^1024 MB with simd: /);
  });
});

describe('the cheapest size within a limit', () => {
  const run = runOf(sampled());

  test('has its 95th percentile certainly below it', () => {
    expect(answersOf(withSlo(run, 1000))('cheapest-within-slo')).toMatchObject({
      status: 'chosen',
      choice: { memoryMb: 1769 },
    });
    const generous = answersOf(withSlo(run, 3000))('cheapest-within-slo');
    expect(generous.choice).toMatchObject({ memoryMb: 512 });
    expect(generous.because).toMatch(/cheaper than every other size that is certainly within 3000 ms$/);
    const strict = answersOf(withSlo(runOf(sampled({ 128: 900, 1024: 300 })), 500))('cheapest-within-slo');
    expect(strict.because).toMatch(/the only size that is certainly within 500 ms$/);
  });

  test('is none where even the fastest may be above it', () => {
    const answer = answersOf(withSlo(run, 500))('cheapest-within-slo');
    expect(answer).toMatchObject({ status: 'none', choice: null });
    expect(answer.because).toMatch(/^no size is certainly within 500 ms: nearest is 3008 MB, whose 95th/);
  });

  test('is none where too few samples were taken to say', () => {
    const answer = answersOf(withSlo(runOf(sampled(TIMES, 30)), 3000))('cheapest-within-slo');
    expect(answer.status).toBe('none');
    expect(answer.because).toContain('72 samples');
  });

  test('is asked for or not an answer at all', () => {
    expect(answersOf(run)('cheapest-within-slo')).toBe(undefined);
  });
});

describe('the comparison with the current size', () => {
  const run = runOf(sampled(), { function: { ...runOf([]).function, memoryMb: 512 } });

  test('is of the balanced one, in words and with intervals', () => {
    const { choice, dollars, durationMs, sentence } = assemble(run).comparedWithCurrent!;
    expect(choice.memoryMb).toBe(1024);
    expect(durationMs.median).toBeCloseTo(1100 / 2000 - 1, 6);
    expect(dollars.median).toBeGreaterThan(0);
    expect(sentence).toMatch(
      /^1024 MB compared with the current 512 MB: \S+ % dearer \(.*\), 45 % faster \(45 % to 45 %\)$/,
    );
  });

  test('is of the one within the limit where a limit was asked for', () => {
    expect(assemble(withSlo(run, 1000)).comparedWithCurrent!.choice.memoryMb).toBe(1769);
  });

  test('says so where the current one is the choice', () => {
    const same = { ...run, function: { ...run.function, memoryMb: 1024 } };
    expect(assemble(same).comparedWithCurrent).toMatchObject({
      dollars: { median: 0 },
      sentence: 'the current 1024 MB is what is recommended',
    });
  });

  test('says so where the samples cannot tell the current one from the choice', () => {
    const times = (shift: number) =>
      Array.from({ length: 20 }, (_, index) => 100 + ((index * 13 + shift) % 17));
    const alike = runOf([
      ...samplesOf(times(0), { memoryMb: 1024 }),
      ...samplesOf(times(8), { memoryMb: 1025 }),
    ]);
    const [current] = [1024, 1025].flatMap((memoryMb) => {
      const compared = assemble({ ...alike, function: { ...alike.function, memoryMb } }).comparedWithCurrent!;
      return compared.choice.memoryMb === memoryMb ? [] : [compared];
    });
    expect(current!.sentence).toContain('no distinguishable change of cost');
    expect(current!.sentence).toMatch(/; the samples cannot tell which of them is the better choice$/);
  });

  test('is null where the current size was not measured', () => {
    expect(assemble({ ...run, function: { ...run.function, memoryMb: 900 } }).comparedWithCurrent).toBe(null);
    expect(assemble(runOf([])).comparedWithCurrent).toBe(null);
  });
});
