import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeEnvironment, directorySha256, placeOf } from '../../src/environment/describe-environment.ts';
import { environment } from '../../src/record/run-record.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquetry-environment-'));
  await writeFile(join(directory, 'a.js'), 'one');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('describeEnvironment', () => {
  it('has the shape that records hold', async () => {
    const facts = await describeEnvironment(directory, directory);
    expect(environment.parse(facts)).toEqual(facts);
    expect(facts).toMatchObject({
      nodeVersion: process.version,
      lockfileSha256: null,
      gitCommit: null,
      gitDirty: null,
    });
  });

  it('knows lockfile and commit in a checkout', async () => {
    const facts = await describeEnvironment(directory, join(import.meta.dirname, '../../../..'));
    expect(facts.lockfileSha256).toMatch(/^[0-9a-f]{64}$/);
    if (facts.gitCommit !== null) {
      expect(facts.gitCommit).toMatch(/^[0-9a-f]{40}$/);
      expect(facts.gitDirty).toBeTypeOf('boolean');
    }
  });
});

it('the hash of a bundle changes with the content and the name of any file', async () => {
  const hashes = [await directorySha256(directory)];
  await writeFile(join(directory, 'a.js'), 'two');
  hashes.push(await directorySha256(directory));
  await writeFile(join(directory, 'b.js'), '');
  hashes.push(await directorySha256(directory));
  expect(new Set(hashes).size).toBe(3);
});

it.each([
  ['AMD EPYC 7B13 64-Core Processor', 2, 'local · 2 cores · AMD EPYC 7B13'],
  ['Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz', 1, 'local · 1 core · Intel Xeon Platinum 8259CL'],
  ['Apple M3 Pro', 12, 'local · 12 cores · Apple M3 Pro'],
])('names the place on %s in a few words', (cpuModel, cores, place) => {
  expect(placeOf({ cpuModel, cores })).toBe(place);
});
