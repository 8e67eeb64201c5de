import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectRef } from '@parquetry/core';
import { fileRef } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { planFiles } from '../../src/claims/prepare-claims.ts';
import { type ClaimsSetUp, networkNames, setUpClaims } from '../../src/claims/set-up-claims.ts';
import { parseContestant } from '../../src/contestants/contestant.ts';
import type { PlannedInput } from '../../src/scenarios/scenario.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function planned(texts: readonly string[]): Promise<PlannedInput[]> {
  await using scratch = await temporaryDirectory();
  const refs: ObjectRef[] = [];
  for (const [index, text] of texts.entries()) {
    const path = join(scratch.path, `${index}.csv`);
    await writeFile(path, text);
    refs.push(fileRef(path));
  }
  return planFiles(refs, { declared: new Map() });
}

const table = (rows: number) =>
  `id,name\n${Array.from({ length: rows }, (_, row) => `${row},n${row}`).join('\n')}\n`;

const setUp = (files: readonly PlannedInput[], changes: Partial<ClaimsSetUp> = {}) =>
  setUpClaims({
    files,
    dataset: { description: 'some', format: 'CSV', sha256: 'x', recipe: null, seed: null },
    inputs: {
      origin: 'files',
      description: 'some',
      objects: files.length,
      bytes: 1,
      taken: files.length,
      takenBytes: 1,
      strata: [],
      seed: 1,
    },
    scope: 'default',
    rounds: 5,
    profiles: ['report-2025', 'none'],
    plan: { formats: ['parquet', 'avro'], parquetCodec: 'snappy', avroCodec: 'snappy' },
    limits: { memoryBytes: 1e9, threads: 2 },
    filesPerMonth: null,
    repeat: 'npx parquetry claims',
    ...changes,
  });

describe('what claims are measured by', () => {
  it('is a scenario on each network, with every batch as a contender, and one of the codecs alone', async () => {
    const { scenarios, run, expectedMs } = setUp(await planned([table(50)]));
    expect(scenarios.map(({ name, store }) => [name, store.kind])).toEqual([
      ['claims-report-2025', 's3'],
      ['claims-none', 's3'],
      ['claims-codecs', 'files'],
    ]);
    const [first] = scenarios;
    expect(first?.sampling).toEqual({ processes: 5, iterations: 1, warmupFiles: 20 });
    expect(first?.engines).toContain('optimized-10-files');
    expect(first?.store).toMatchObject({
      profile: 'report-2025',
      pipelines: { original: { engine: 'sequential' }, optimized: { engine: 'worker-pool' } },
      series: {
        original: ['original', 'original-10-files'],
        optimized: ['optimized', 'optimized-10-files', 'optimized-50-files'],
      },
    });
    expect(run.baseline).toEqual({ kind: 'original' });
    expect(expectedMs).toBeGreaterThan(60_000);
  });

  it('gives each batch its files: the same over and over where there are not enough', async () => {
    const { scenarios, run } = setUp(await planned([table(50)]));
    const { whole, engines } = scenarios[0]!.workloads;
    expect(whole.inputs).toHaveLength(500);
    expect(new Set(whole.inputs).size).toBe(500);
    expect(engines.get('original')).toMatchObject({ slice: { ofFiles: 500 } });
    expect(engines.get('original')?.inputs).toEqual(whole.inputs.slice(0, 50));
    expect(engines.get('optimized')).toMatchObject({ slice: null });
    expect(run.inputs.copies).toBe(499);
  });

  it('reads keys again on the last network alone', async () => {
    const { scenarios } = setUp(await planned([table(50)]));
    const rereading = scenarios.map(({ engines }) => engines.filter((name) => name.endsWith('-rereads')));
    expect(rereading).toEqual([[], ['original-rereads', 'cached-rereads', 'optimized-rereads'], []]);
    expect(scenarios[1]?.store).toMatchObject({ pipelines: { 'cached-rereads': { rereads: 10 } } });
  });

  it('holds files of different sizes equally often in every batch', async () => {
    const { run } = setUp(await planned([table(10), table(100), table(1000)]));
    for (const { points } of run.experiments) {
      for (const { files } of points) expect(files % 3).toBe(0);
    }
  });

  it('has a command in place of the codecs, and fewer files of it', async () => {
    const contestant = parseContestant('your-converter=cp {input} {output}');
    const files = await planned([table(50)]);
    const baseline = { contestant, text: 'cp {input} {output}' };
    const { scenarios, run } = setUp(files, { baseline });
    expect(scenarios[0]?.store).toMatchObject({
      pipelines: { original: { engine: 'your-converter' }, optimized: { engine: 'your-converter' } },
    });
    expect(run.rungs.map(({ name }) => name)).not.toContain('formats-in-parallel');
    expect(run.codecs).toEqual(['your-converter', 'sequential', 'wasm-arrow', 'simd', 'duckdb']);
    expect(scenarios[0]?.workloads.whole.inputs).toHaveLength(50);
    expect(run.baseline).toEqual({ kind: 'command', command: 'cp {input} {output}' });
  });

  it('types files of different columns one by one, those of the same together', async () => {
    const alike = await planned(['a,b\n1,x\n', 'a,b\n2.5,y\n']);
    expect(alike[0]?.schema).toEqual(alike[1]?.schema);
    const different = await planned(['a,b\n1,x\n', 'a,b\n2.5,y\n', 'c\n2024-01-01\n']);
    expect(different.map(({ schema }) => schema.columns[0]?.type.kind)).toEqual(['int64', 'float64', 'date']);
  });

  it('knows the networks of the local stack', () => {
    expect(networkNames).toEqual(['none', 'same-region', 'report-2025']);
  });
});
