import { glob } from 'tinyglobby';
import type { DeclaredBenchmark } from '../reviewed/reviewed-file.ts';
import { readProjectPackage } from './describe-project.ts';

const BENCH_FILES = '**/*.{bench,benchmark}.{js,mjs,cjs,ts,mts,cts}';

/** What a project is measured by that has said nothing yet; undefined where nothing suggests itself. */
export async function suggestBenchmark(
  directory: string,
): Promise<Readonly<Record<string, DeclaredBenchmark>> | undefined> {
  const { dependencies, scripts } = await readProjectPackage(directory);
  const files = await glob(BENCH_FILES, { cwd: directory, ignore: ['**/node_modules/**'] });
  if (files.length > 0) {
    for (const kind of ['vitest', 'tinybench'] as const) {
      if (dependencies.includes(kind)) return { bench: { kind, files: BENCH_FILES } };
    }
  }
  return 'bench' in scripts ? { bench: { kind: 'command', run: 'npm run --silent bench' } } : undefined;
}

/** The text of a reviewed file for a project that has none. */
export const starterFile = (benchmarks: Readonly<Record<string, DeclaredBenchmark>> = {}) =>
  `${JSON.stringify({ benchmarks }, null, 2)}\n`;
