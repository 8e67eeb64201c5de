import { readFileSync } from 'node:fs';
import { GateFailure } from '../../unit/gate-failure.ts';

const IMPORTS = /\b(?:from|import)\s*\(?\s*['"](tinybench|vitest)['"]/g;

/**
 * What measures the benchmarks of a file, by what it imports.
 *
 * @param path where it is; `file` is its name in messages.
 * @throws GateFailure where it imports neither.
 */
export function harnessOfFile(path: string, file: string): 'tinybench' | 'vitest' {
  const imported = [...readFileSync(path, 'utf8').matchAll(IMPORTS)].map(([, name]) => name);
  if (imported.includes('vitest')) return 'vitest';
  if (imported.includes('tinybench')) return 'tinybench';
  throw new GateFailure(
    'no-benchmark',
    `${file} imports neither tinybench nor vitest: export a Bench from it, or declare it with its kind in parquetry.gate.json`,
  );
}
