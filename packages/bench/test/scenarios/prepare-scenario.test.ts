import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filePath, fileRef } from '@parquetry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { barScenarios } from '../../src/scenarios/bar-scenarios.ts';
import { defaultScenarios, smallFiles, userFiles } from '../../src/scenarios/catalogue.ts';
import { ensureDataset } from '../../src/scenarios/generate-dataset.ts';
import { prepareGenerated, prepareUserFiles } from '../../src/scenarios/prepare-scenario.ts';
import type { GeneratedScenario } from '../../src/scenarios/scenario.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  scratch = await temporaryDirectory();
});
afterEach(() => scratch[Symbol.asyncDispose]());

const tiny: GeneratedScenario = {
  ...smallFiles,
  data: { recipe: 'state-vectors', files: 3, bytesPerFile: 2000 },
  slices: { engines: { slow: { maxFiles: 1, maxBytes: 1000, because: 'it is slow' } } },
};
const options = () => ({
  directory: scratch.path,
  plan: { formats: ['parquet' as const], parquetCodec: 'snappy' as const, avroCodec: 'snappy' as const },
  limits: { memoryBytes: 1 << 30, threads: 1 },
  engines: ['slow'],
  reference: 'slow',
  repeat: 'parquetry bench --scenario small-files',
});

describe('ensureDataset', () => {
  it('writes the same files for the same seed, and others for another', async () => {
    const contentOf = async (directory: string, seed: number) => {
      const { refs } = await ensureDataset(join(scratch.path, directory), tiny.data, { seed });
      return readFile(filePath(refs[0]!), 'utf8');
    };
    const first = await contentOf('a', 1);
    expect(await contentOf('b', 1)).toBe(first);
    expect(await contentOf('b', 2)).not.toBe(first);
  });

  it('reuses what an earlier run wrote', async () => {
    const first = await ensureDataset(scratch.path, tiny.data, { seed: 1 });
    const { ino } = await stat(filePath(first.refs[0]!));
    const second = await ensureDataset(scratch.path, tiny.data, { seed: 1 });
    expect([first.reused, second.reused]).toEqual([false, true]);
    expect((await stat(filePath(second.refs[0]!))).ino).toBe(ino);
  });

  it('writes anew when a file was changed', async () => {
    const first = await ensureDataset(scratch.path, tiny.data, { seed: 1 });
    const path = filePath(first.refs[0]!);
    const original = await readFile(path, 'utf8');
    await writeFile(path, original.replace(/\d/, 'x'));
    expect((await ensureDataset(scratch.path, tiny.data, { seed: 1 })).reused).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(original);
  });

  it('writes NDJSON, and so many rows, beside the CSV of the same seed', async () => {
    const data = { recipe: 'state-vectors', files: 1, rowsPerFile: 50 } as const;
    const [csv, json] = await Promise.all([
      ensureDataset(scratch.path, data, { seed: 1 }),
      ensureDataset(scratch.path, { ...data, format: 'ndjson' }, { seed: 1 }),
    ]);
    const linesOf = async ({ refs }: typeof csv) =>
      (await readFile(filePath(refs[0]!), 'utf8')).trimEnd().split('\n');
    expect(await linesOf(csv)).toHaveLength(51);
    expect(await linesOf(json)).toHaveLength(50);
    expect(JSON.parse((await linesOf(json))[0]!)).toHaveProperty('icao24');
  });

  it('is refused where there is no room, and nothing is written', async () => {
    const data = { recipe: 'state-vectors', files: 1, bytesPerFile: 1e15 } as const;
    await expect(ensureDataset(scratch.path, data, { seed: 1 })).rejects.toThrow(
      /the data of a scenario needs 1,100,000,00\d MB in .* are free: make room, or take another directory/,
    );
    expect(await readdir(scratch.path)).toEqual([]);
  });

  it('leaves nothing behind when it is aborted half-way', async () => {
    const abort = new AbortController();
    const generating = ensureDataset(scratch.path, tiny.data, {
      seed: 1,
      signal: abort.signal,
      onBytes: () => abort.abort(new Error('interrupted')),
    });
    await expect(generating).rejects.toThrow();
    expect(await readdir(scratch.path)).toEqual([]);
  });
});

describe('prepareGenerated', () => {
  it('states the dataset, its seed and its hash, and cuts each slice as the scenario says', async () => {
    const scenario = await prepareGenerated(tiny, 7, options());
    expect(scenario.dataset).toMatchObject({ files: 3, recipe: 'state-vectors', seed: 7 });
    expect(scenario.dataset.sha256).toMatch(/^[0-9a-f]{64}$/);
    const { whole, engines, commands } = scenario.workloads;
    expect(whole.inputs).toHaveLength(3);
    expect(whole.slice).toBeNull();
    const slow = engines.get('slow');
    expect(slow?.slice).toMatchObject({ ofFiles: 3, ofBytes: scenario.dataset.bytes, because: 'it is slow' });
    expect(slow?.inputs[0]?.textBytes).toBeLessThanOrEqual(1000);
    expect(slow?.inputs[0]?.schema).toBe(whole.inputs[0]?.schema);
    expect(commands).toBe(slow);
  });

  it('says how far it is', async () => {
    const steps = new Set<string>();
    await prepareGenerated(tiny, 7, { ...options(), onProgress: ({ step }) => steps.add(step) });
    expect([...steps]).toEqual(['generate', 'plan']);
  });
});

describe('prepareUserFiles', () => {
  it('counts bytes of CSV, however the files are stored, and shares one schema among equal headers', async () => {
    const paths = ['a.csv', 'b.csv.gz', 'c.csv'].map((name) => join(scratch.path, name));
    await writeFile(paths[0]!, 'n\n1\n2\n');
    await writeFile(paths[1]!, gzipSync('n\n1.5\n'));
    await writeFile(paths[2]!, 'other,m\nx,1\n');
    const { dataset, workloads } = await prepareUserFiles(
      userFiles,
      paths.map(fileRef),
      new Map(),
      options(),
    );
    expect(dataset).toMatchObject({
      files: 3,
      bytes: 6 + 6 + 12,
      rows: 4,
      columns: 2,
      recipe: null,
      seed: null,
    });
    expect(dataset.description).toBe('a.csv, b.csv.gz, c.csv');
    const kinds = workloads.whole.inputs.map(({ schema }) => schema.columns.map(({ type }) => type.kind));
    expect(kinds).toEqual([['float64'], ['float64'], ['string', 'int64']]);
  });
});

it('files with the same columns in another order share one schema', async () => {
  const paths = ['a.csv', 'b.csv'].map((name) => join(scratch.path, name));
  await writeFile(paths[0]!, 'n;m\n1;x\n');
  await writeFile(paths[1]!, 'm;n\ny;1.5\n');
  const refs = paths.map(fileRef);
  const { workloads } = await prepareUserFiles(userFiles, refs, new Map(), { ...options(), delimiter: ';' });
  const typed = workloads.whole.inputs.map(({ schema }) =>
    schema.columns.map(({ name, type }) => [name, type.kind]),
  );
  expect(typed).toEqual([
    [
      ['n', 'float64'],
      ['m', 'string'],
    ],
    [
      ['n', 'float64'],
      ['m', 'string'],
    ],
  ]);
});

it('JSON is planned as CSV is, typed by every record', async () => {
  const path = join(scratch.path, 'rows.ndjson');
  const early = Array.from({ length: 9000 }, (_, n) =>
    JSON.stringify({ n, s: `text ${n} ${'.'.repeat(30)}` }),
  );
  const text = `${[...early, '{"n":1.5,"s":null,"late":true}'].join('\n')}\n`;
  await writeFile(path, text);
  const { dataset, workloads } = await prepareUserFiles(userFiles, [fileRef(path)], new Map(), options());
  expect(dataset).toMatchObject({ format: 'NDJSON', rows: 9001, bytes: text.length, columns: 3 });
  expect(workloads.whole.inputs[0]?.schema.columns.map(({ name, type }) => [name, type.kind])).toEqual([
    ['n', 'float64'],
    ['s', 'string'],
    ['late', 'boolean'],
  ]);
});

it('a file with a bad row is refused: what is measured is every row', async () => {
  const path = join(scratch.path, 'rows.csv');
  await writeFile(path, 'a,b\n1,2\n3\n');
  const preparing = prepareUserFiles(userFiles, [fileRef(path)], new Map(), options());
  await expect(preparing).rejects.toThrow(/row 2 \(byte 8\): 1 field, the header has 2/);
});

it('every slice of the catalogue gives its reason, and six processes make a 95 % interval', () => {
  for (const { slices, sampling } of [...defaultScenarios, ...barScenarios, userFiles]) {
    for (const rule of Object.values(slices.engines)) expect(rule.because).not.toBe('');
    expect(sampling.processes).toBeGreaterThanOrEqual(6);
  }
});
