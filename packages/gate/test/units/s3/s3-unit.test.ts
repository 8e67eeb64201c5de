import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectBytes } from '@parquetry/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeCounters } from '../../../src/counters/judge-counters.ts';
import { tellCounter } from '../../../src/counters/tell-counters.ts';
import type { GateUnit, Side } from '../../../src/unit/gate-unit.ts';
import { openS3Unit, type S3UnitOptions } from '../../../src/units/s3/s3-unit.ts';
import type { FakeHabits } from './support/fake-pipeline.ts';

const FAKE = new URL('./support/fake-pipeline.ts', import.meta.url).href;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'parquetry-gate-s3-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A bundle of somebody with those habits. */
async function bundleOf(side: string, habits: FakeHabits): Promise<string> {
  const directory = join(scratch, side);
  await mkdir(join(directory, 'simd'), { recursive: true });
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  const children = { 'pipeline-child.js': 'serveSamples', 'pipeline-turn-child.js': 'takeTurns' };
  for (const [file, serve] of Object.entries(children)) {
    const text = `import { ${serve} } from ${JSON.stringify(FAKE)};\n${serve}(${JSON.stringify(habits)});\n`;
    await writeFile(join(directory, 'simd', file), text);
  }
  return directory;
}

/** A copy is right when it is the source. */
const verifyCopies: NonNullable<S3UnitOptions['verify']> = async ({ store, plan }) => {
  const expected = Buffer.from(await collectBytes(store.read(plan.source.ref)));
  for (const { format, ref } of plan.outputs) {
    if (!expected.equals(await collectBytes(store.read(ref)))) {
      return { status: 'wrong-output', mismatch: `${format} differs` };
    }
  }
  return { status: 'verified', verifiedBy: {}, notVerified: 'it is a copy' };
};

async function unitOf(habits: Readonly<Record<Side, FakeHabits>>): Promise<GateUnit & AsyncDisposable> {
  return openS3Unit({
    bundleDirectories: {
      base: await bundleOf('base', habits.base),
      head: await bundleOf('head', habits.head),
    },
    dataDirectory: join(scratch, 'data'),
    scratchDirectory: scratch,
    seed: 1,
    load: { files: 3, bytesPerFile: 1 << 10, atOnce: 8, warmupFiles: 1, turns: 2 },
    verify: verifyCopies,
  });
}

const NAME = 's3-small-files';

it('one request more for each file is a regression of its count, a pair tells of both sides, or which one did not run', async () => {
  const retriesIn = join(scratch, 'retries');
  await using unit = await unitOf({ base: {}, head: { looksFirst: true, retriesIn } });
  const [base, head] = [await unit.verify('base'), await unit.verify('head')];
  expect(base).toMatchObject({ benchmarks: [NAME], warnings: ['it is a copy'] });
  const judged = judgeCounters({ base: base.counters.get(NAME)!, head: head.counters.get(NAME)! });
  const regressions = judged.filter(({ verdict }) => verdict !== 'same');
  expect(regressions.map((counter) => [counter.name, counter.base, counter.head])).toEqual([
    ['HeadObject requests per pass', 0, 3],
    ['requests per file', 10 / 3, 13 / 3],
    ['requests per pass', 10, 13],
  ]);
  expect(tellCounter(NAME, regressions[0]!)).toContain(
    's3-small-files: HeadObject requests per pass is 3, and 0 on base: it may not grow',
  );

  const [pair, ...others] = await unit.pair('head');
  expect(others).toEqual([]);
  expect(pair).toMatchObject({
    benchmark: NAME,
    base: { reported: null, counters: base.counters.get(NAME), fingerprint: { harness: 'fake' } },
    head: { counters: head.counters.get(NAME) },
  });
  expect(Object.keys(pair!.logRatios).toSorted()).toEqual(['cpu', 'parallelism', 'rss', 'wall']);
  expect(pair!.base.turns).toHaveLength(pair!.head.turns.length);
  expect(Object.keys(pair!.base.turns[0]!)).toEqual(['cpuMs', 'wallMs']);

  // In the second pass of the process: the first one warms it up.
  await writeFile(retriesIn, '..');
  const [again] = await unit.pair('base');
  expect(again!.head.counters).toEqual(pair!.head.counters);
  await writeFile(retriesIn, '.'.repeat(99));
  await expect(unit.pair('base')).rejects.toMatchObject({
    kind: 'benchmark-failed',
    message: expect.stringContaining(
      's3-small-files on head: retries per pass: 1, and 0 when its output was checked, in two pairs in a row',
    ),
  });

  await rm(join(scratch, 'head', 'simd', 'pipeline-turn-child.js'));
  await expect(unit.pair('head')).rejects.toMatchObject({
    kind: 'benchmark-failed',
    message: expect.stringContaining('s3-small-files: head: exited with code 1'),
  });
});
