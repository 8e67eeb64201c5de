import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Measurement, runRecord } from '../../src/record/run-record.ts';
import type { BenchProgress } from '../../src/run/progress.ts';
import { runBench } from '../../src/run/run-bench.ts';
import { benchRequest, quickScenario, verifyCopies } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const onlyScratch = () => readdir(join(scratch.path, 'scratch'));

async function cellOf(engine: string, timeoutMs = 30_000): Promise<Measurement> {
  const request = await benchRequest(scratch.path, { engines: [engine] });
  const record = await runBench({ ...request, sampleTimeoutMs: timeoutMs }, { verify: verifyCopies });
  return record.measurements[0]!;
}

describe('a run of two engines', () => {
  it('gives a valid record with raw samples, figures and the comparison', async () => {
    const request = await benchRequest(scratch.path, { engines: ['copy', 'another'] });
    const record = await runBench(request, {
      verify: verifyCopies,
      newId: () => 'abc',
      now: () => new Date('2026-01-02T03:04:05Z'),
    });
    expect(runRecord.parse(record)).toEqual(record);
    expect(record).toMatchObject({ id: 'abc', createdAt: '2026-01-02T03:04:05.000Z', seed: 1 });

    const [reference, other] = record.measurements;
    expect(reference).toMatchObject({ status: 'measured', engine: 'copy', versusReference: null });
    if (other?.status !== 'measured') throw new Error(JSON.stringify(other));
    expect(other.versusReference).toMatchObject({ reference: 'copy', speedup: { samples: 2 } });
    expect(other.workload).toEqual({ files: 2, inputBytes: 32, rows: 4, slice: null });
    expect(other.outputBytes).toEqual({ parquet: 32 });
    expect(other.verifiedBy).toEqual({ parquet: 'cmp' });
    expect(other.figures.stagesPerFile?.writeMs).toBe(5);
    for (const sample of other.samples) {
      expect(sample.iterations).toHaveLength(2);
      expect(sample.processStartMs).toBeGreaterThan(0);
      expect(sample.firstFileMs).toBeGreaterThan(0);
      expect(sample.peakRssBytes).toBeGreaterThan(1 << 20);
    }
    const slots = record.measurements.flatMap((one) => (one.status === 'measured' ? one.samples : []));
    expect(slots.map(({ slot }) => slot).sort()).toEqual([0, 1, 2, 3]);
    expect(await onlyScratch()).toEqual([]);
  });

  it('reports every step', async () => {
    const request = await benchRequest(scratch.path, { engines: ['copy', 'cannot'] });
    const seen: BenchProgress[] = [];
    await runBench(request, { verify: verifyCopies, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ step }) => step)).toEqual(['verify', 'verify', 'sample', 'sample', 'cell', 'cell']);
    expect(seen[3]).toEqual({ step: 'sample', scenario: 'quick', engine: 'copy', done: 2, total: 2 });
  });

  it('converts the slice that the scenario fixed, and says of what and why', async () => {
    const rule = { maxFiles: 1, maxBytes: 100, because: 'it is slow' };
    const definition = { ...quickScenario, slices: { engines: { another: rule } } };
    const request = await benchRequest(scratch.path, { engines: ['copy', 'another'], definition });
    const record = await runBench(request, { verify: verifyCopies });
    expect(record.measurements[1]).toMatchObject({
      workload: {
        files: 1,
        inputBytes: 16,
        rows: 2,
        slice: { ofBytes: 32, ofFiles: 2, because: 'it is slow' },
      },
    });
  });
});

describe('an engine that does not do its job keeps its cell', () => {
  it.each([
    ['wrong', { status: 'wrong-output', mismatch: 'a.csv: parquet differs' }],
    ['cannot', { status: 'unsupported', because: 'it never can' }],
    ['cannot-write', { status: 'unsupported', because: 'row 2, column "n": 2^53+1' }],
    ['bad-input', { status: 'failed', error: 'a.csv row 1: cannot be read' }],
    ['unknown', { status: 'failed', error: 'there is no engine unknown' }],
    ['crash', { status: 'failed', error: 'exited with code 7 before it answered\nfirst line\nlast words' }],
    ['crash-when-timed', { status: 'failed', error: 'was ended by SIGSEGV' }],
    [
      'write-more-at-first',
      { status: 'failed', error: 'a timed pass wrote {"parquet":40} bytes, the verified one {"parquet":32}' },
    ],
  ])('%s', async (engine, ending) => {
    expect(await cellOf(engine)).toEqual({ scenario: 'quick', engine, target: 'local', ...ending });
    expect(await onlyScratch()).toEqual([]);
  });

  it('write-nothing', async () => {
    const request = await benchRequest(scratch.path, { engines: ['write-nothing'] });
    const { measurements } = await runBench(request);
    expect(measurements).toMatchObject([
      { status: 'wrong-output', mismatch: expect.stringMatching(/^a\.csv: parquet: no file was written to/) },
    ]);
  });

  it('when it hangs, its process is stopped', async () => {
    expect(await cellOf('hang', 500)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/no answer within 0.5 s/),
    });
  });
});

it('an engine that leaves something running is measured all the same', async () => {
  expect(await cellOf('leave-running')).toMatchObject({ status: 'measured' });
});

it('refuses two contestants of one name', async () => {
  const request = await benchRequest(scratch.path, {
    engines: ['copy'],
    contestants: ['copy=true {input} {output}'],
  });
  await expect(runBench(request, { verify: verifyCopies })).rejects.toThrow(
    /two contestants are called copy/,
  );
});

it('aborting stops the processes and removes the scratch directory', async () => {
  const request = await benchRequest(scratch.path, { engines: ['hang'] });
  const abort = new AbortController();
  const run = runBench(request, {
    signal: abort.signal,
    verify: verifyCopies,
    onProgress: () => setImmediate(() => abort.abort(new Error('interrupted'))),
  });
  await expect(run).rejects.toThrow('interrupted');
  expect(await onlyScratch()).toEqual([]);
});
