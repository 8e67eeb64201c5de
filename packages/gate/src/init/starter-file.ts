import { glob } from 'tinyglobby';
import type { DeclaredBenchmark } from '../reviewed/reviewed-file.ts';
import { type ProjectPackage, readProjectPackage } from './describe-project.ts';

const BENCH_FILES = '**/*.{bench,benchmark}.{js,mjs,cjs,ts,mts,cts}';

/** Words that mean the same without a shell: no quotes, variables, patterns, pipes or second commands. */
const PLAIN_COMMAND = /^[\w@%+:,./-]+(?: +[\w@%+=:,./-]+)*$/;
const PACKAGE_MANAGER = /^(?:npm|npx|pnpm|yarn|bun) /;

/** The command of the script itself where it is a plain one: the start of npm would make every change look smaller. */
function commandOf(scripts: ProjectPackage['scripts']): string {
  const script = typeof scripts['bench'] === 'string' ? scripts['bench'].trim() : '';
  const isWhole = !('prebench' in scripts || 'postbench' in scripts);
  const isPlain = PLAIN_COMMAND.test(script) && !PACKAGE_MANAGER.test(script);
  return isPlain && isWhole ? script : 'npm run --silent bench';
}

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
  return 'bench' in scripts ? { bench: { kind: 'command', run: commandOf(scripts) } } : undefined;
}

/** The text of a reviewed file for a project that has none. */
export const starterFile = (benchmarks: Readonly<Record<string, DeclaredBenchmark>> = {}) =>
  `${JSON.stringify({ benchmarks }, null, 2)}\n`;
