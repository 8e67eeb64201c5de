import { appendFile, cp, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBenchBundle } from '@parquetry/lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GateFailure } from '../../../src/unit/gate-failure.ts';
import { canaryUnits } from '../../../src/units/canary/canary-units.ts';
import type { GateScenario } from '../../../src/units/scenario/gate-scenario.ts';
import { scenarioUnit } from '../../../src/units/scenario/open-scenario-unit.ts';

const REPOSITORY = fileURLToPath(new URL('../../../../..', import.meta.url));

const tiny: GateScenario = {
  name: 'tiny',
  about: 'two tiny files with simd',
  engine: 'simd',
  data: { recipe: 'state-vectors', files: 2, bytesPerFile: 8 << 10 },
  threads: 1,
  warmupPasses: 1,
  turns: 2,
};

/** This repository, with more code in its engine. */
async function changedCheckout(directory: string): Promise<string> {
  for (const name of ['core', 'kernel', 'engines', 'lambda', 'bench']) {
    const [from, to] = [REPOSITORY, directory].map((root) => join(root, 'packages', name));
    await cp(join(from!, 'src'), join(to!, 'src'), { recursive: true });
    await cp(join(from!, 'package.json'), join(to!, 'package.json'));
  }
  await cp(join(REPOSITORY, 'packages/kernel/build'), join(directory, 'packages/kernel/build'), {
    recursive: true,
  });
  await symlink(join(REPOSITORY, 'node_modules'), join(directory, 'node_modules'));
  // A side effect: it is part of a bundle wherever the engine is.
  await appendFile(
    join(directory, 'packages/engines/src/simd/simd-engine.ts'),
    `\nObject.assign(globalThis, { ofHead: ${JSON.stringify('more code. '.repeat(600))} });\n`,
  );
  return directory;
}

let scratch: string;
let bundles: { base: string; head: string };
let options: { dataDirectory: string; scratchDirectory: string; seed: number };
beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'parquetry-gate-')));
  const trees = { base: REPOSITORY, head: await changedCheckout(join(scratch, 'tree')) };
  bundles = { base: join(scratch, 'base'), head: join(scratch, 'head') };
  for (const side of ['base', 'head'] as const) {
    await buildBenchBundle(bundles[side], { engines: ['simd'], productDirectory: trees[side] });
  }
  const scratchDirectory = join(scratch, 'outputs');
  options = { dataDirectory: join(scratch, 'data'), scratchDirectory, seed: 1 };
}, 60_000);
afterAll(() => rm(scratch, { recursive: true, force: true }));

const outputsLeft = async () => {
  const entries = await readdir(options.scratchDirectory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile());
};

describe('base and head of this repository', () => {
  it('are checked, counted and measured in turns', async () => {
    const unit = await scenarioUnit(tiny, bundles, options);
    const base = (await unit.verify('base')).counters.get('tiny')!;
    const head = (await unit.verify('head')).counters.get('tiny')!;
    const again = (await unit.verify('head')).counters.get('tiny')!;
    expect(again).toEqual(head);
    const { 'bundle KiB': smaller, ...same } = base;
    const { 'bundle KiB': larger, ...sameToo } = head;
    expect(sameToo).toEqual(same);
    expect(larger!.value).toBeGreaterThan(smaller!.value);
    expect(same['rows read']!.value).toBeGreaterThan(10);
    expect(same['wasm memory pages']!.value).toBeGreaterThan(0);
    expect(same['row groups']).toEqual({ value: 2, rule: 'exact' });
    expect(same['data pages']!.value).toBeGreaterThan(2);

    for (const first of ['base', 'head'] as const) {
      const [pair] = await unit.pair(first);
      expect(Object.values(pair!.logRatios).every(Number.isFinite)).toBe(true);
      expect(pair!.base.turns).toHaveLength(2);
      expect(pair!.base.fingerprint).toEqual(pair!.head.fingerprint);
      expect(pair!.base.fingerprint['harness']).toHaveLength(64);
      expect(pair!.base.counters['rows read']).toEqual(same['rows read']);
    }
    expect(await outputsLeft()).toEqual([]);
  }, 60_000);

  it('are not measured where an output is wrong: the first difference is told, with the side', async () => {
    const unit = await scenarioUnit(tiny, bundles, {
      ...options,
      verify: async () => ({ status: 'wrong-output', mismatch: 'parquet: row 3, column "alt"' }),
    });
    const error = await unit.verify('head').catch((failure: unknown) => failure);
    if (!(error instanceof GateFailure)) throw error;
    expect(error.kind).toBe('wrong-output');
    expect(error.message).toMatch(/^tiny on head: .*\.csv: parquet: row 3, column "alt"$/);
  }, 60_000);

  it('are not measured where the bundle lacks the engine', async () => {
    const unit = await scenarioUnit({ ...tiny, engine: 'sequential' }, bundles, options);
    const error = await unit.verify('base').catch((failure: unknown) => failure);
    if (!(error instanceof GateFailure)) throw error;
    expect([error.kind, error.message.split('\n')[0]]).toEqual([
      'benchmark-failed',
      'tiny on base: exited with code 1 before it answered',
    ]);
  }, 60_000);
});

it('a canary of more work reads a tenth more rows on head, the other one the same', async () => {
  const found = await canaryUnits(bundles.base, {
    ...options,
    verify: async () => ({ status: 'verified', verifiedBy: {} }),
  });
  expect(found.map(({ expected, unit }) => [expected, unit.kind])).toEqual([
    ['quiet', 'canary'],
    ['alarm', 'canary'],
  ]);
  for (const { expected, unit } of found) {
    const rowsOf = async (side: 'base' | 'head') =>
      (await unit.verify(side)).counters.get(unit.name)!['rows read']!.value;
    const ratio = (await rowsOf('head')) / (await rowsOf('base'));
    expect(ratio).toBeCloseTo(expected === 'quiet' ? 1 : 1.1, 2);
  }
}, 60_000);
