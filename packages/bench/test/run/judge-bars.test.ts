import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MeasuredCell, runRecord } from '../../src/record/run-record.ts';
import { judgeBars } from '../../src/run/judge-bars.ts';
import { runBench } from '../../src/run/run-bench.ts';
import { atMost, countAtMost, memoryAtMost } from '../../src/scenarios/bars.ts';
import { benchRequest, quickScenario, verifyCopies } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const bars = [
  atMost('copy', 'time', 1000, 'another'),
  atMost('copy', 'first-file', 0.0001, 'another'),
  atMost('copy', 'output-bytes', 1, 'another'),
  atMost('copy', 'time', 0.5, 'cannot'),
  memoryAtMost('copy', 10e9),
  memoryAtMost('another', 1),
];

describe('a run that has bars', () => {
  it('judges each against its peer, in the cell that it is about, and its record can be read', async () => {
    const definition = { ...quickScenario, bars, sampling: { processes: 6, iterations: 1, warmupFiles: 0 } };
    const engines = ['copy', 'another', 'cannot'];
    const request = await benchRequest(scratch.path, { engines, definition });
    const record = await runBench(request, { verify: verifyCopies });
    expect(runRecord.parse(record)).toEqual(record);
    const found = record.measurements.map((cell) => (cell.status === 'measured' ? cell.bars : []));
    expect(found[0]).toMatchObject([
      { ...bars[0], verdict: 'holds', found: { samples: 6 } },
      { ...bars[1], verdict: 'fails', found: { samples: 6 } },
      { ...bars[2], verdict: 'holds', found: { low: 1, high: 1, confidence: 1 } },
      { ...bars[3], verdict: 'not-judged', because: 'cannot is unsupported' },
      { ...bars[4], verdict: 'holds' },
    ]);
    expect(found[1]).toMatchObject([{ ...bars[5], verdict: 'fails' }]);
    expect(found[2]).toEqual([]);

    const cell = record.measurements[0]!;
    if (cell.status !== 'measured') throw new Error(cell.status);
    const without = { ...cell, samples: cell.samples.map((sample) => ({ ...sample, peakRssBytes: null })) };
    expect(judgeBars([memoryAtMost('copy', 1)], without, [])).toMatchObject([{ verdict: 'not-judged' }]);
  });
});

/** A cell of which nothing but the samples matters here. */
const cellOf = (engine: string, samples: readonly object[]) =>
  ({
    engine,
    status: 'measured',
    samples: samples.map((sample, round) => ({ round, ...sample })),
    workload: { files: 2, inputBytes: 100 },
  }) as unknown as MeasuredCell;

const rounds = <Value>(value: Value) => Array.from({ length: 6 }, () => value);
const taking = (engine: string, wallMs: number) => cellOf(engine, rounds({ iterations: [{ wallMs }] }));

describe('a bar against several', () => {
  const ours = taking('ours', 120);
  const parts = [taking('first', 40), taking('second', 100), taking('third', 60)];
  const bar = atMost('ours', 'time', 1.25, ['first', 'second', 'third']);

  it('is judged against whoever takes the most', () => {
    const [judged] = judgeBars([bar], ours, [ours, ...parts]);
    expect(judged).toMatchObject({ verdict: 'holds', found: { median: 1.2 } });
  });

  it('is not judged where one of them has no figure', () => {
    const failed = { scenario: 's', engine: 'third', target: 'local', status: 'failed', error: '' } as const;
    const [judged] = judgeBars([bar], ours, [ours, parts[0]!, parts[1]!, failed]);
    expect(judged).toMatchObject({ verdict: 'not-judged', because: 'third is failed' });
    expect(judgeBars([bar], ours, [ours, parts[0]!])).toMatchObject([{ verdict: 'not-judged' }]);
    const unknown = cellOf('third', []);
    expect(judgeBars([bar], ours, [ours, parts[0]!, parts[1]!, unknown])).toMatchObject([
      { verdict: 'not-judged' },
    ]);
  });
});

describe('a bar on a counter', () => {
  const counting = (passes: readonly { gets: number; opened: number }[]) => ({
    traffic: {
      passes: passes.map(({ gets, opened }) => ({
        requests: { GetObject: gets, PutObject: 2 },
        connectionsOpened: opened,
      })),
    },
  });
  const cell = cellOf('ours', [
    counting([{ gets: 2, opened: 3 }]),
    counting([
      { gets: 2, opened: 3 },
      { gets: 3, opened: 4 },
    ]),
  ]);

  it('fails for one request too many in one pass, however few samples there are', () => {
    const [fails] = judgeBars([countAtMost('ours', 'requests-per-file', 2)], cell, []);
    expect(fails).toMatchObject({ verdict: 'fails', found: { median: 2.5, low: 2.5, confidence: 1 } });
    const [holds] = judgeBars([countAtMost('ours', 'connections', 4)], cell, []);
    expect(holds).toMatchObject({ verdict: 'holds', found: { median: 4 } });
  });

  it('is not judged where no store took part', () => {
    const bars = [countAtMost('ours', 'connections', 4)];
    expect(judgeBars(bars, taking('ours', 1), [])).toMatchObject([{ verdict: 'not-judged' }]);
  });
});
