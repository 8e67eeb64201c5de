import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordError } from '../../src/record/record-error.ts';
import { latestRecord, readRecord, writeRecord } from '../../src/record/record-files.ts';
import type { RunRecord } from '../../src/record/run-record.ts';
import { runBench } from '../../src/run/run-bench.ts';
import { benchRequest } from '../support/prepare-bench.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
let results: string;
let record: RunRecord;
beforeEach(async () => {
  scratch = await temporaryDirectory();
  results = join(scratch.path, 'results');
  const now = () => new Date('2026-01-02T03:04:05.678Z');
  record = await runBench(await benchRequest(scratch.path, {}), { now, newId: () => 'abc' });
});
afterEach(() => scratch[Symbol.asyncDispose]());

describe('writeRecord', () => {
  it('names the file by time, command and id, and what it wrote can be read', async () => {
    const path = await writeRecord(results, record);
    expect(path).toBe(join(results, 'records', '2026-01-02T03-04-05Z-bench-abc.json'));
    expect(await readRecord(path)).toEqual(record);
  });

  it('never overwrites a record', async () => {
    const path = await writeRecord(results, record);
    await expect(writeRecord(results, { ...record, seed: 9 })).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readRecord(path)).toEqual(record);
  });

  it('keeps the results out of git, and leaves a .gitignore of the user alone', async () => {
    await writeRecord(results, record);
    const ignored = join(results, '.gitignore');
    expect(await readFile(ignored, 'utf8')).toBe('*\n');
    await writeFile(ignored, 'records\n');
    await writeRecord(results, { ...record, id: 'def' });
    expect(await readFile(ignored, 'utf8')).toBe('records\n');
  });
});

describe('readRecord', () => {
  const written = async (content: unknown) => {
    const path = join(scratch.path, 'some.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  it('reads a record of version 1, which had one pair of limits and no bars', async () => {
    const [scenario] = record.scenarios;
    const { limits, metric, typing, store: _, dataset, ...others } = scenario!;
    const { format, ...described } = dataset;
    const older = {
      ...record,
      recordVersion: 1,
      limits,
      scenarios: [{ ...others, dataset: described }],
      measurements: [],
    };
    const read = await readRecord(await written(older));
    expect(read).toEqual({ ...record, measurements: [] });
    expect(read.scenarios[0]).toMatchObject({ limits, metric: 'time', typing: 'given' });
  });

  it('reads a record of version 2, which knew files alone', async () => {
    const [scenario] = record.scenarios;
    const { store: _, ...others } = scenario!;
    const { fits: __, ...older } = record;
    const read = await readRecord(await written({ ...older, recordVersion: 2, scenarios: [others] }));
    expect(read).toEqual(record);
    expect(read.scenarios[0]).toMatchObject({ store: { kind: 'files' } });
  });

  it('refuses another version and says what to do', async () => {
    const path = await written({ ...record, recordVersion: 7 });
    await expect(readRecord(path)).rejects.toThrow(
      /version 7.*reads versions 1 to 3; use the version that wrote it/,
    );
  });

  it('names the field of a damaged record', async () => {
    const path = await written({ ...record, seed: 'one' });
    await expect(readRecord(path)).rejects.toThrow(/damaged run record[\s\S]*seed/);
  });

  it.each(['no json', '[1]', '{}'])('refuses %s', async (content) => {
    await expect(readRecord(await written(content))).rejects.toBeInstanceOf(RecordError);
  });
});

describe('latestRecord', () => {
  it('is the one written last by time', async () => {
    await writeRecord(results, { ...record, createdAt: '2026-03-01T00:00:00.000Z', id: 'newest' });
    await writeRecord(results, { ...record, createdAt: '2026-02-01T00:00:00.000Z', id: 'older' });
    await writeFile(join(results, 'records', 'zzz.txt'), '');
    expect(await latestRecord(results)).toMatch(/newest\.json$/);
  });

  it('is undefined where nothing was measured yet', async () => {
    expect(await latestRecord(results)).toBeUndefined();
    await mkdir(join(results, 'records'), { recursive: true });
    expect(await latestRecord(results)).toBeUndefined();
  });
});
