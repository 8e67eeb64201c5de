import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectBytes, fileRef } from '@parquetry/core';
import { parseContestant } from '../../src/contestants/contestant.ts';
import type { BenchRequest } from '../../src/run/run-bench.ts';
import { prepareUserFiles } from '../../src/scenarios/prepare-scenario.ts';
import type { ScenarioDefinition } from '../../src/scenarios/scenario.ts';
import type { VerifyOutputs } from '../../src/verification/verify-outputs.ts';

/** A bundle in which each engine's child serves the fake engines. */
async function writeFakeBundle(directory: string, names: readonly string[]): Promise<string> {
  const bundle = join(directory, 'bundle');
  await mkdir(bundle, { recursive: true });
  const children = {
    'bench-child.js': new URL('./fake-engines.ts', import.meta.url),
    'pipeline-child.js': new URL('./fake-pipelines.ts', import.meta.url),
  };
  for (const name of names) {
    await mkdir(join(bundle, name), { recursive: true });
    for (const [child, { href }] of Object.entries(children)) {
      await writeFile(join(bundle, name, child), `import ${JSON.stringify(href)};\n`);
    }
  }
  await writeFile(join(bundle, 'package.json'), '{ "type": "module" }');
  return bundle;
}

/** The fake engines copy the CSV: what they wrote is right when it is the CSV. */
export const verifyCopies: VerifyOutputs = async ({ store, plan }) => {
  const expected = Buffer.from(await collectBytes(store.read(plan.source.ref)));
  for (const { format, ref } of plan.outputs) {
    const written = await collectBytes(store.read(ref));
    if (!expected.equals(written)) return { status: 'wrong-output', mismatch: `${format} differs` };
  }
  return {
    status: 'verified',
    verifiedBy: Object.fromEntries(plan.outputs.map(({ format }) => [format, 'cmp'])),
  };
};

export const quickScenario: ScenarioDefinition = {
  name: 'quick',
  title: 'Two small files',
  question: 'Does it run?',
  sampling: { processes: 2, iterations: 2, warmupFiles: 1 },
  slices: { engines: {} },
};

interface Entrants {
  readonly engines?: readonly string[];
  readonly contestants?: readonly string[];
  readonly definition?: ScenarioDefinition;
}

const bundledIn = (engines: readonly string[], { store }: ScenarioDefinition) => [
  ...engines,
  ...Object.values(store?.pipelines ?? {}).map(({ engine }) => engine),
];

/** A request for two small files below `directory`, with everything that it writes below it too. */
export async function benchRequest(directory: string, entrants: Entrants): Promise<BenchRequest> {
  const { engines = [], contestants = [], definition = quickScenario } = entrants;
  const { bars = [] } = definition;
  const inputs = join(directory, 'in puts');
  await mkdir(inputs, { recursive: true });
  const paths = ['a.csv', 'b.csv'].map((name) => join(inputs, name));
  for (const path of paths) await writeFile(path, 'n,s\n1,one\n2,two\n');
  const scenario = await prepareUserFiles(definition, paths.map(fileRef), new Map(), {
    directory: join(directory, 'data'),
    plan: { formats: ['parquet'], parquetCodec: 'snappy', avroCodec: 'snappy' },
    limits: { memoryBytes: 1 << 30, threads: 2 },
    engines,
    reference: 'copy',
    bars,
    repeat: 'parquetry bench',
  });
  return {
    command: 'npx parquetry bench a.csv',
    harness: '0.1.0',
    scenarios: [scenario],
    contestants: contestants.map((text) => parseContestant(text)),
    seed: 1,
    bundleDirectory: await writeFakeBundle(directory, bundledIn(engines, definition)),
    scratchDirectory: join(directory, 'scratch'),
    projectDirectory: directory,
    sampleTimeoutMs: 30_000,
  };
}
