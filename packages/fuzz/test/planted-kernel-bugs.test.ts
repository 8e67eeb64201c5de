/** Bugs of the kind that only memory knows of: each is compiled into a kernel of its own. */
import { expect, it } from 'vitest';
import { buildKernel, copyProject, type PlantedBug, plant } from './copy-project.ts';
import { runFuzzer } from './run-fuzzer.ts';

/** Made in a few seconds where nothing else runs. */
const BUDGET_CASES = 200;
/** It ends with the first finding; a busy machine takes longer for the same cases. */
const PATIENCE_SECONDS = '180';
const PATIENT = { timeout: 240_000 };

const BUGS: Readonly<Record<string, PlantedBug>> = {
  'buffers have no room for what loops store too much': {
    file: 'kernel/assembly/memory.ts',
    text: 'const SLACK: usize = 64;',
    replacement: 'const SLACK: usize = 0;',
  },
  'strings run over the end of their buffer': {
    file: 'kernel/assembly/batch.ts',
    text: 'if (own <= column.textCapacity - column.textBytes) continue;',
    replacement: 'continue;',
  },
  'dictionary pages have no room in the arena': {
    file: 'kernel/assembly/pages.ts',
    text: 'bytes += <u64>mostPageBytes(mostDictionaryBytes(column));',
    replacement: '',
  },
  'what is not UTF-8 is taken for text': {
    file: 'kernel/assembly/read-csv.ts',
    text: 'if (!isUtf8(cursor, recordsEnd)) return IS_ODD;',
    replacement: '',
  },
};

it.each(Object.entries(BUGS))('found within its budget: %s', PATIENT, async (_, bug) => {
  await using project = await copyProject();
  await plant(project, bug);
  await buildKernel(project);
  const budget = ['--seed', '1', '--seconds', PATIENCE_SECONDS];
  const kind = ['--kind', 'hostile', '--engine', 'wasm-arrow', '--engine', 'simd'];
  const { code, stdout, stderr } = await runFuzzer(project.path, [...budget, ...kind]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^finding: (?!hang|the fuzzer)/);
  expect(Number(/^seed 1, case (\d+)$/m.exec(stdout)?.[1])).toBeLessThan(BUDGET_CASES);
  expect(code).toBe(1);
});
