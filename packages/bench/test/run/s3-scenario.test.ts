import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MeasuredCell, type RunRecord, runRecord } from '../../src/record/run-record.ts';
import type { BenchProgress } from '../../src/run/progress.ts';
import { runBench } from '../../src/run/run-bench.ts';
import { atMost, countAtMost } from '../../src/scenarios/bars.ts';
import type { PipelineSetup, ScenarioDefinition } from '../../src/scenarios/scenario.ts';
import { benchRequest, quickScenario, verifyCopies } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const scenarioOf = (
  pipelines: Readonly<Record<string, PipelineSetup>>,
  more: Partial<ScenarioDefinition> = {},
): ScenarioDefinition => ({
  ...quickScenario,
  sampling: { processes: 1, iterations: 2, warmupFiles: 1 },
  engines: Object.keys(pipelines),
  store: { kind: 's3', profile: 'none', pipelines },
  ...more,
});

async function run(definition: ScenarioDefinition, contestants: readonly string[] = []): Promise<RunRecord> {
  const engines = definition.engines ?? [];
  const request = await benchRequest(scratch.path, { engines, definition, contestants });
  return runBench(request, { verify: verifyCopies });
}

function measured(record: RunRecord, engine: string): MeasuredCell {
  const cell = record.measurements.find((one) => one.engine === engine);
  if (cell?.status !== 'measured') throw new Error(JSON.stringify(cell));
  return cell;
}

it('objects are converted, verified and counted by client and server alike', async () => {
  const bars = [countAtMost('copy', 'requests-per-file', 2.5), atMost('copy', 'time', 1e6, 'requests')];
  const record = await run(
    scenarioOf(
      {
        copy: { engine: 'copy', settings: { filesInFlight: 2 } },
        staged: { engine: 'copy', staged: true, formats: ['parquet', 'avro'] },
        requests: { engine: 'copy', probe: 'requests' },
        alone: { engine: 'copy', probe: 'convert' },
      },
      { bars },
    ),
    ['mine=cp {input} {output}'],
  );
  expect(runRecord.parse(record)).toEqual(record);
  expect(record.warnings.filter((warning) => warning.includes('counted'))).toEqual([]);
  expect(record.scenarios[0]).toMatchObject({
    store: { kind: 's3', server: expect.stringContaining('fauxqs'), profile: 'none', manifest: false },
  });

  const copy = measured(record, 'copy');
  expect(copy.pipeline).toEqual({
    engine: 'copy',
    threads: 2,
    staged: false,
    settings: { filesInFlight: 2 },
  });
  expect(copy.outputBytes).toEqual({ parquet: 32 });
  expect(copy.figures.traffic?.requestsPerFileByOperation).toMatchObject({
    GetObject: { median: 1 },
    ListObjectsV2: { median: 0.5 },
    PutObject: { median: 1 },
  });
  expect(copy.samples[0]?.traffic).toMatchObject({
    passes: [{ requests: { GetObject: 2 } }, { requests: { GetObject: 2 } }],
    // The first file, one to warm up, two passes of two.
    client: { requests: { GetObject: 6, PutObject: 6 } },
    server: { requests: { GetObject: 6, PutObject: 6 }, cpuMs: expect.any(Number) },
  });
  expect(copy.samples[0]).toMatchObject({
    processStartMs: expect.any(Number),
    engineOpenMs: expect.any(Number),
    firstFileMs: expect.any(Number),
  });
  expect(copy.bars).toMatchObject([{ verdict: 'holds' }, { verdict: 'undecided' }]);

  expect(measured(record, 'staged')).toMatchObject({
    outputBytes: { parquet: 32, avro: 32 },
    pipeline: { staged: true, formats: ['parquet', 'avro'] },
  });
  expect(measured(record, 'requests')).toMatchObject({
    probe: expect.stringContaining('converts nothing'),
    outputBytes: {},
    versusReference: null,
    figures: { stagesPerFile: null, traffic: { requestsPerFile: { median: 2.5 } } },
  });
  const alone = measured(record, 'alone');
  expect(alone).toMatchObject({
    probe: expect.stringContaining('without a store'),
    outputBytes: { parquet: 32 },
  });
  expect(alone.figures.traffic).toBeUndefined();
  expect(record.measurements.at(-1)).toMatchObject({
    engine: 'mine',
    status: 'unsupported',
    because: 'a command reads and writes files, and these are objects of S3',
  });
});

it('objects that are converted twice have their outputs once', async () => {
  const record = await run(scenarioOf({ again: { engine: 'copy', rereads: 1 } }));
  const again = measured(record, 'again');
  expect(again.pipeline?.rereads).toBe(1);
  expect(again.samples[0]?.traffic?.passes[0]?.requests).toMatchObject({ GetObject: 3, PutObject: 3 });
});

describe('a contender that does not do its job keeps its cell', () => {
  it.each([
    ['wrong', { status: 'wrong-output', mismatch: 'a.csv: parquet differs' }],
    ['cannot', { status: 'unsupported', because: 'it never can' }],
    ['bad-input', { status: 'failed', error: expect.stringMatching(/row 1: cannot be read/) }],
    ['crash', { status: 'failed', error: expect.stringMatching(/^exited with code 7/) }],
    ['nobody', { status: 'failed', error: 'there is no engine nobody' }],
  ])('%s', async (engine, ending) => {
    const { measurements } = await run(scenarioOf({ [engine]: { engine } }));
    expect(measurements).toEqual([{ scenario: 'quick', engine, target: 'local', ...ending }]);
  });
});

it('a run that is aborted leaves neither server nor process nor file', async () => {
  const definition = scenarioOf({ hang: { engine: 'hang' } });
  const request = await benchRequest(scratch.path, { engines: ['hang'], definition });
  const abort = new AbortController();
  let started: LocalAws | undefined;
  const seen: BenchProgress['step'][] = [];
  const running = runBench(request, {
    signal: abort.signal,
    verify: verifyCopies,
    startLocalAws: async () => {
      started = await startLocalAws();
      return started;
    },
    onProgress: ({ step }) => {
      seen.push(step);
      if (step === 'verify') setImmediate(() => abort.abort(new Error('interrupted')));
    },
  });
  await expect(running).rejects.toThrow('interrupted');
  expect(seen).toEqual(['upload', 'verify']);
  expect(await readdir(join(scratch.path, 'scratch'))).toEqual([]);
  await expect(fetch(started!.endpoint)).rejects.toThrow();
});
