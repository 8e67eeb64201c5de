import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBlackBox, readBlackBox } from '../../src/campaign/deliveries/black-box.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquetry-box-'));
});
afterAll(() => rm(directory, { recursive: true }));

test('what several have written is read, and what death has cut off is not', async () => {
  const path = join(directory, 'box');
  using one = openBlackBox(path);
  using other = openBlackBox(path);
  one.write({ kind: 'converted', key: 'a\n.csv' });
  other.write({ kind: 'met', met: { requests: 1, injected: {} } });
  one.write({ kind: 'retried' });
  other.write({ kind: 'met', met: { requests: 2, injected: { reset: 1 } } });
  await appendFile(path, '{"kind":"converted","ke');
  expect(readBlackBox(path)).toEqual({
    converted: ['a\n.csv'],
    failed: [],
    jobsRetried: 1,
    requests: 2,
    injected: { reset: 1 },
  });
});

test('a process that came to nothing has no box', () => {
  expect(readBlackBox(join(directory, 'none'))).toEqual({
    converted: [],
    failed: [],
    jobsRetried: 0,
    requests: 0,
    injected: {},
  });
});
