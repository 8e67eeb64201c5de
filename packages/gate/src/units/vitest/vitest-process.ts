/**
 * The process that runs a file of `vitest bench` in one tree, with the vitest of that tree: small and fresh, one for each
 * side. Vitest 5 has no file of results of its own for this; its results are taken from it when it has run.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Vitest } from 'vitest/node';
import { collectBenchmarks, requireTimed } from './collect-benchmarks.ts';
import { findVitestRoot } from './find-vitest-root.ts';
import {
  PROVIDER_VARIABLE,
  type ProviderRequest,
  type VitestAnswer,
  type VitestHow,
  type VitestRequest,
} from './vitest-messages.ts';

const OLDEST = 5;
const PROVIDER = fileURLToPath(new URL('./cpu-provider.ts', import.meta.url));

// Of a runner of tests that started this process: they would make vitest take itself for one of its workers.
for (const name of Object.keys(process.env)) if (/^VITEST|^TEST$/.test(name)) delete process.env[name];

function findVitest(file: string): string {
  try {
    return createRequire(file).resolve('vitest/node');
  } catch (cause) {
    throw new Error('no vitest is to be found from where it is: install it in this tree', { cause });
  }
}

async function importVitest(path: string): Promise<typeof import('vitest/node')> {
  const vitest: typeof import('vitest/node') = await import(pathToFileURL(path).href);
  if (Number.parseInt(vitest.version, 10) >= OLDEST) return vitest;
  throw new Error(
    `vitest ${vitest.version} is installed, and its benchmarks can be read from vitest ${OLDEST} on: print their samples with a command instead`,
  );
}

/** Serves a text as the file, before anything else would load it. */
function serveText(file: string, text: string) {
  const served = {
    wasAsked: false,
    plugin: {
      name: 'parquetry-gate',
      enforce: 'pre' as const,
      load(id: string) {
        if (id !== file) return undefined;
        served.wasAsked = true;
        return text;
      },
    },
  };
  return served;
}

/** That it found no file is told by the lack of its results, with the way out. */
async function startOn(vitest: Vitest, file: string): Promise<void> {
  try {
    await vitest.start([file]);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'VITEST_FILES_NOT_FOUND')) throw error;
  }
}

function provide(vitest: Vitest, how: VitestHow, tinybench: string): void {
  switch (how.kind) {
    case 'list':
      return;
    case 'measure':
      process.env[PROVIDER_VARIABLE] = JSON.stringify({
        tinybench,
        plans: how.plans,
      } satisfies ProviderRequest);
      // An option of the run would not reach the projects of a configuration.
      for (const { config } of vitest.projects) config.benchmark.provider = PROVIDER;
      return;
    default:
      how satisfies never;
  }
}

async function run({ tree, file, textFile, how }: VitestRequest): Promise<VitestAnswer> {
  const path = findVitest(file);
  const { createVitest, version } = await importVitest(path);
  const tinybench = pathToFileURL(createRequire(path).resolve('tinybench')).href;
  const text = readFileSync(textFile, 'utf8');
  const served = serveText(file, text);
  const options = {
    root: findVitestRoot(file, tree),
    run: true,
    watch: false,
    // As the command `vitest bench` says it.
    benchmarkOnly: true,
    reporters: [{}],
    coverage: { enabled: false },
    // Nothing is left in the tree, and nothing is taken from what an earlier run left there.
    fsModuleCache: false,
  };
  const vitest = await createVitest(options, { plugins: [served.plugin] });
  provide(vitest, how, tinybench);
  await startOn(vitest, file);
  const errors = vitest.state.getUnhandledErrors();
  const benchmarks = collectBenchmarks(vitest.state.getTestModules(), file);
  await vitest.close();
  if (errors.length > 0) throw new Error('something in it failed outside of its tests', { cause: errors[0] });
  if (!served.wasAsked && text !== readFileSync(file, 'utf8')) {
    throw new Error(
      'head changed it, and a project of the configuration of vitest keeps head’s text from being run on base: change the benchmark in a change of its own',
    );
  }
  if (how.kind === 'measure') requireTimed(benchmarks);
  return { version, benchmarks };
}

/** Without its stack: of what fails here, its last lines are told. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}\n${describe(error.cause)}`;
}

// Leaving at once, when it is written: whatever a benchmark left running must not keep the process alive.
try {
  const answer = await run(JSON.parse(process.argv[2] ?? ''));
  process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
} catch (error) {
  process.stderr.write(`${describe(error)}\n`, () => process.exit(1));
}
