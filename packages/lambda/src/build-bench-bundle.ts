import { copyFile, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contenderNames } from '@parquetry/engines';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { copyPackages } from './copy-packages.ts';
import { fromTrees } from './two-trees/from-trees.ts';
import { hashHarness } from './two-trees/hash-harness.ts';
import { isHarnessFile, ownFile, repositoryPath, type Trees } from './two-trees/trees.ts';

/**
 * Not bundled: snappy is native; piscina's worker file and its `move` have to be one instance of the package;
 * parquetjs-lite assigns to undeclared variables, which ES modules forbid.
 */
const PACKAGES = {
  needed: ['parquetjs-lite', 'piscina', 'snappy'],
  /** Contestants that bring a native library. Their JavaScript is bundled as everybody's is. */
  wanted: { duckdb: '@duckdb/node-api', polars: 'nodejs-polars' } as Readonly<Record<string, string>>,
};
const NATIVE_PARTS = ['@duckdb/node-bindings', 'nodejs-polars-*', '*.node'];

function isInstalled(name: string, enginesEntry: string): boolean {
  try {
    createRequire(enginesEntry).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** By engine. */
const WASM_FILES: Readonly<Record<string, string>> = {
  'wasm-arrow': 'parquet-wasm/esm/parquet_wasm_bg.wasm',
  simd: '@parquetry/kernel/wasm',
};

/** Of modules that ask where they are. */
const PLACE = {
  define: { 'import.meta.url': 'urlOfBundle', 'import.meta.dirname': '__dirname' },
  banner: { js: "'use strict'; const urlOfBundle = require('node:url').pathToFileURL(__filename).href;" },
};

/** How `@parquetry/engines` loads one: `(await import('./simd/simd-engine.ts')).simd`. */
const ENGINE_IMPORT = /\(await import\('(\.\/[^']*?([\w-]+)-engine\.ts)'\)\)/g;

/**
 * Makes one engine part of the bundle and leaves out the others. It is imported at the top: of what an `import()` could
 * ask for, nothing is shaken off, and its modules are wrapped one by one.
 */
const only = (engine: string): Plugin => ({
  name: 'only one engine',
  setup(build) {
    build.onLoad({ filter: /[\\/]engines[\\/]src[\\/]index\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const [module] = [...text.matchAll(ENGINE_IMPORT)].filter(([, , name]) => name === engine);
      if (module === undefined) throw new Error(`${path} does not import the engine ${engine}`);
      const contents = text
        .replace(module[0], 'onlyEngine')
        .replaceAll(
          ENGINE_IMPORT,
          `(await Promise.reject(new Error('this bundle has the engine ${engine} alone')))`,
        );
      return { contents: `import * as onlyEngine from '${module[1]}';\n${contents}`, loader: 'ts' };
    });
  },
});

/** What is loaded later, or not at all, is a file of its own that shares nothing with the one that loads it. */
const apart = (names: readonly string[]): Plugin => ({
  name: 'files of their own',
  setup(build) {
    build.onResolve({ filter: /^\.\/[\w-]+\.ts$/ }, ({ path, kind }) => {
      const name = basename(path, '.ts');
      return kind === 'dynamic-import' && names.includes(name)
        ? { path: `./${name}.js`, external: true }
        : undefined;
    });
  },
});

const OWN_IMPORT = /\bimport\('((?:\.{1,2}|@parquetry)\/[^']+)'\)/g;

/**
 * Loads the project's own modules at once, those too that are loaded when they are needed elsewhere: all of them are needed
 * here, and esbuild forgets to run what a module without side effects hands on of one that is loaded later.
 */
const atOnce: Plugin = {
  name: 'own modules at once',
  setup(build) {
    build.onLoad({ filter: /[\\/](s3|delivery|lambda)[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const modules = [...text.matchAll(OWN_IMPORT)].map(([, module]) => module!);
      const imports = modules.map((module, index) => `import * as own${index} from '${module}';\n`);
      let next = 0;
      const contents = text.replaceAll(OWN_IMPORT, () => `Promise.resolve(own${next++})`);
      return { contents: imports.join('') + contents, loader: 'ts' };
    });
  },
};

/** Of this project, by the name of their bundle. */
type Entries = Readonly<Record<string, URL>>;

const OWN_FILES: Entries = {
  'bench-child': new URL('./bench-child.ts', import.meta.url),
  'bench-function': new URL('./bench-function.ts', import.meta.url),
  'serve-samples': new URL('./serve-samples.ts', import.meta.url),
  'infer-and-measure': new URL('./infer-and-measure.ts', import.meta.url),
};

/** Of scenarios on a store: with the SDK, which samples of others do without. */
const PIPELINE_FILES: Entries = {
  'pipeline-child': new URL('./pipeline-child.ts', import.meta.url),
  'serve-pipeline': new URL('./serve-pipeline.ts', import.meta.url),
  'lane-thread': new URL('./pipeline/lane-thread.ts', import.meta.url),
  'store-thread': new URL('./pipeline/store-thread.ts', import.meta.url),
};

/** Where a tree is compared with another. */
const COMPARED_FILES: Entries = {
  'bench-child': new URL('./bench-child.ts', import.meta.url),
  'serve-samples': new URL('./serve-samples.ts', import.meta.url),
  'turn-child': new URL('./turn-child.ts', import.meta.url),
};
const COMPARED_PIPELINE_FILES: Entries = {
  ...PIPELINE_FILES,
  'pipeline-turn-child': new URL('./pipeline-turn-child.ts', import.meta.url),
};

/** Threads' files: they lie beside the engine that starts them. */
const workers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'worker-pool': { 'convert-worker': 'worker-pool/convert-worker.ts' },
  simd: { 'simd-worker': 'simd/parallel/simd-worker.ts' },
};

const OPTIONS: BuildOptions = {
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node24',
  supported: { 'dynamic-import': false },
  // Comments are read at every start, and a character beyond ASCII makes the text twice as large in memory.
  minifyWhitespace: true,
  ...PLACE,
  logLevel: 'silent',
};

/** What bundles are made of. */
interface Sources {
  readonly trees: Trees;
  readonly enginesEntry: string;
  readonly files: Entries;
  readonly pipelineFiles: Entries;
  readonly options: BuildOptions;
  readonly plugins: readonly Plugin[];
}

async function ownPaths(entries: Entries): Promise<Record<string, string>> {
  const paths = Object.entries(entries).map(
    async ([name, url]) => [name, await realpath(fileURLToPath(url))] as const,
  );
  return Object.fromEntries(await Promise.all(paths));
}

const OWN_ROOT = fileURLToPath(new URL('../../..', import.meta.url));

async function ownSources(): Promise<Sources> {
  const root = await realpath(OWN_ROOT);
  return {
    trees: { harness: root, product: root },
    enginesEntry: createRequire(import.meta.url).resolve('@parquetry/engines'),
    files: OWN_FILES,
    pipelineFiles: PIPELINE_FILES,
    options: OPTIONS,
    plugins: [],
  };
}

async function comparedSources(productDirectory: string): Promise<Sources> {
  const trees = { harness: await realpath(OWN_ROOT), product: await realpath(productDirectory) };
  const entries = await ownPaths({ ...COMPARED_FILES, ...COMPARED_PIPELINE_FILES });
  const ofHarness = Object.values(entries).filter((file) => isHarnessFile(repositoryPath(file, trees) ?? ''));
  const define = { HARNESS_SHA256: JSON.stringify(await hashHarness(trees.harness, ofHarness)) };
  return {
    trees,
    enginesEntry: join(trees.product, 'packages/engines/src/index.ts'),
    files: COMPARED_FILES,
    pipelineFiles: COMPARED_PIPELINE_FILES,
    // Names of modules in a bundle are relative to this.
    options: { ...OPTIONS, define: { ...PLACE.define, ...define }, absWorkingDir: trees.product },
    plugins: [fromTrees(trees)],
  };
}

/** Where the entries are in the trees that they are to come from. */
async function pathsOf(entries: Entries, trees: Trees): Promise<Record<string, string>> {
  const own = Object.entries(await ownPaths(entries));
  return Object.fromEntries(own.map(([name, file]) => [name, ownFile(file, trees)]));
}

/**
 * One CommonJS file for each entry: linking modules, and the faces that Node gives its own ones for `import`, take longer
 * than running them.
 */
async function buildFor(
  engine: string,
  directory: string,
  withPipelines: boolean,
  { trees, enginesEntry, files, pipelineFiles, options, plugins }: Sources,
): Promise<void> {
  const workerFiles = Object.entries(workers[engine] ?? {}).map(([name, path]) => [
    name,
    join(dirname(enginesEntry), path),
  ]);
  const notInstalled = Object.values(PACKAGES.wanted).filter((name) => !isInstalled(name, enginesEntry));
  const external = [...PACKAGES.needed, ...NATIVE_PARTS, ...notInstalled];
  const ofEngine = { ...options, outdir: directory, external };
  await build({
    ...ofEngine,
    entryPoints: { ...(await pathsOf(files, trees)), ...Object.fromEntries(workerFiles) },
    plugins: [only(engine), apart(Object.keys(OWN_FILES)), ...plugins],
  });
  if (withPipelines) {
    const entryPoints = await pathsOf(pipelineFiles, trees);
    await build({ ...ofEngine, entryPoints, plugins: [only(engine), atOnce, ...plugins] });
  }
  const wasmFile = WASM_FILES[engine];
  if (wasmFile === undefined) return;
  const source = ownFile(createRequire(enginesEntry).resolve(wasmFile), trees);
  await copyFile(source, join(directory, basename(source)));
}

export interface BenchBundleOptions {
  /** Those to which `pipeline-child.js` is added, which answers requests about objects of a store; names of others are passed over. */
  readonly pipelines?: readonly string[];
  /** Everybody who can be measured when absent. */
  readonly engines?: readonly string[];
  /**
   * A checkout of this repository, installed and built, from which everything comes that is measured, its packages too.
   * What measures comes from this project: `isHarnessFile` tells which. `turn-child.js` and, of pipelines,
   * `pipeline-turn-child.js` then take turns with those of another tree.
   */
  readonly productDirectory?: string;
}

/**
 * Builds the bench function and all it needs into `directory`, replacing what is there: for each engine a directory of its
 * name, in which `bench-function.js` exports the handler and `bench-child.js` serves it over IPC, with nothing of the other
 * engines, as a function would be deployed. The whole runs wherever it is copied to, on the platform it was built on.
 *
 * @throws where a file or an export that is needed is not in the product's directory; the message names it and who needs it.
 */
export async function buildBenchBundle(
  directory: string,
  { pipelines = [], engines = contenderNames, productDirectory }: BenchBundleOptions = {},
): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const sources = await (productDirectory === undefined ? ownSources() : comparedSources(productDirectory));
  await Promise.all(
    engines.map((engine) => buildFor(engine, join(directory, engine), pipelines.includes(engine), sources)),
  );
  await writeFile(join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  const wanted = engines.flatMap((engine) => PACKAGES.wanted[engine] ?? []);
  const packages = { needed: PACKAGES.needed, wanted, untouched: productDirectory !== undefined };
  await copyPackages(packages, sources.enginesEntry, directory);
}
