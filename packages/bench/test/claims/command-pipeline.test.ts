import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Measurement, RunRecord } from '../../src/record/run-record.ts';
import { runBench } from '../../src/run/run-bench.ts';
import type { PipelineSetup, ScenarioDefinition } from '../../src/scenarios/scenario.ts';
import { benchRequest, quickScenario, verifyCopies } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

/** A run in which a command called `mine` is the engine of some pipelines. */
async function run(
  pipelines: Readonly<Record<string, PipelineSetup>>,
  command: string,
  signal?: AbortSignal,
): Promise<RunRecord> {
  const definition: ScenarioDefinition = {
    ...quickScenario,
    sampling: { processes: 1, iterations: 1, warmupFiles: 1 },
    engines: Object.keys(pipelines),
    store: { kind: 's3', profile: 'none', pipelines },
  };
  const engines = definition.engines ?? [];
  const request = await benchRequest(scratch.path, { engines, definition, contestants: [`mine=${command}`] });
  return runBench(request, { verify: verifyCopies, ...(signal && { signal }) });
}

const cellOf = (record: RunRecord, name: string): Measurement =>
  record.measurements.find(({ engine }) => engine === name)!;

const ONE_BY_ONE: PipelineSetup = {
  engine: 'mine',
  settings: { filesInFlight: 1, s3: { connections: 1, keepAlive: false, attempts: 1 }, resilience: 'none' },
};
const TOGETHER: PipelineSetup = {
  engine: 'mine',
  settings: { filesInFlight: 4, cacheBytes: 1 << 20 },
  rereads: 1,
};

it('a command carries objects of S3 as an engine does, with its own processes counted', async () => {
  const record = await run({ one: ONE_BY_ONE, together: TOGETHER }, 'cp {input} {output}');
  expect(record.measurements.map(({ engine, status }) => [engine, status])).toEqual([
    ['one', 'measured'],
    ['together', 'measured'],
  ]);
  const one = cellOf(record, 'one');
  expect(one).toMatchObject({
    verifiedBy: { parquet: 'cmp' },
    figures: {
      stagesPerFile: null,
      traffic: { connectionsOpened: { median: 5 }, cacheHitRate: null },
    },
    samples: [{ traffic: { passes: [{ requests: { GetObject: 2, ListObjectsV2: 1, PutObject: 2 } }] } }],
  });
  expect(cellOf(record, 'together')).toMatchObject({
    samples: [{ traffic: { passes: [{ requests: { GetObject: 2, PutObject: 3 }, cacheHits: 1 }] } }],
  });
  expect(await readdir(join(scratch.path, 'scratch'))).toEqual([]);
});

it('the CPU time of the command is its pipeline’s', async () => {
  const script = join(scratch.path, 'busy.mjs');
  await writeFile(
    script,
    "import { copyFileSync } from 'node:fs';\nconst until = process.cpuUsage().user + 1e5;\nwhile (process.cpuUsage().user < until);\ncopyFileSync(process.argv[2], process.argv[3]);\n",
  );
  const record = await run({ one: ONE_BY_ONE }, `${process.execPath} ${script} {input} {output}`);
  const one = cellOf(record, 'one');
  expect(one).toMatchObject({ status: 'measured' });
  if (one.status === 'measured') expect(one.figures.cpuMsPerFile.median).toBeGreaterThan(95);
});

it('a command that fails is told with what it said, and keeps its row', async () => {
  const record = await run({ one: ONE_BY_ONE }, "sh -c 'echo no such codec >&2; exit 3' {input} {output}");
  expect(cellOf(record, 'one')).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('no such codec'),
  });
});

it('a command that writes nothing is told so', async () => {
  const record = await run({ one: ONE_BY_ONE }, 'true {input} {output}');
  expect(cellOf(record, 'one')).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('wrote no'),
  });
});
