import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runRecord } from '../../src/record/run-record.ts';
import { judgeBars } from '../../src/run/judge-bars.ts';
import { runBench } from '../../src/run/run-bench.ts';
import { atMost, memoryAtMost } from '../../src/scenarios/bars.ts';
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
