import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashWork } from '../../src/validate/hash-work.ts';
import { PairClock, scriptedUnit } from '../run/support/scripted-unit.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquetry-work-'));
  await mkdir(join(directory, 'own', 'node_modules', 'a'), { recursive: true });
  await put('own/simd.js', 'convert()');
});
afterEach(() => rm(directory, { recursive: true }));

const put = (path: string, text: string) => writeFile(join(directory, path), text);
const unitsOf = (about: string) =>
  new Map([[0, { ...scriptedUnit(new PairClock(), { name: 'A/A' }), about }]]);
const hash = (about = '4 files', seed = 1) => hashWork(unitsOf(about), seed, directory);

test('the same work has the same hash, whatever packages are installed beside it', async () => {
  const first = await hash();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  await put('own/node_modules/a/index.js', 'a()');
  expect(await hash()).toBe(first);
});

test('other files, another seed and another build are other work', async () => {
  const hashes = [await hash(), await hash('5 files'), await hash('4 files', 2)];
  await put('own/simd.js', 'convert(1)');
  hashes.push(await hash());
  await put('own/kernel.wasm', '');
  hashes.push(await hash());
  expect(new Set(hashes).size).toBe(5);
});
