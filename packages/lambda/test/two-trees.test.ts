import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBenchBundle, isHarnessFile, unseenChanges } from '../src/index.ts';
import { fromTrees } from '../src/two-trees/from-trees.ts';
import { hashHarness } from '../src/two-trees/hash-harness.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const PRODUCT_PACKAGES = ['core', 'kernel', 'engines', 'lambda', 'bench'];

let scratch: string;
beforeAll(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'parquetry-trees-')));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Edits text of a file of a tree. */
interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Another checkout of this repository, with the packages that are installed here. */
async function checkout(name: string, edits: readonly Edit[] = []): Promise<string> {
  const directory = join(scratch, name);
  for (const product of PRODUCT_PACKAGES) {
    const from = join(REPOSITORY, 'packages', product);
    const to = join(directory, 'packages', product);
    await cp(join(from, 'src'), join(to, 'src'), { recursive: true });
    for (const name of ['package.json', 'tsconfig.json']) await cp(join(from, name), join(to, name));
  }
  await cp(join(REPOSITORY, 'tsconfig.base.json'), join(directory, 'tsconfig.base.json'));
  await cp(join(REPOSITORY, 'packages/kernel/build'), join(directory, 'packages/kernel/build'), {
    recursive: true,
  });
  await symlink(join(REPOSITORY, 'node_modules'), join(directory, 'node_modules'));
  for (const { file, from, to } of edits) {
    const path = join(directory, file);
    const text = await readFile(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    await writeFile(path, text.replace(from, to));
  }
  return directory;
}

async function bundleOf(productDirectory: string, name: string): Promise<string> {
  const directory = join(scratch, name);
  await buildBenchBundle(directory, { engines: ['simd'], productDirectory });
  return join(directory, 'simd');
}

/** What an engine converts with. */
const ENGINE_FILES = ['turn-child.js', 'simd-worker.js', 'kernel.wasm'];

const filesOf = (directory: string) =>
  Promise.all(ENGINE_FILES.map((name) => readFile(join(directory, name), 'latin1')));

describe('a bundle of two trees', () => {
  it('has the product of one and the harness of the other', async () => {
    const product = await checkout('changed', [
      {
        file: 'packages/engines/src/simd/simd-engine.ts',
        from: "name: 'simd'",
        to: "mark: 'of the product', name: 'simd'",
      },
      {
        file: 'packages/core/src/conversion/stage-clock.ts',
        from: 'export function monotonicMs',
        to: "console.log('core of the product');\nexport function monotonicMs",
      },
      {
        file: 'packages/bench/src/turns/serve-turns.ts',
        from: 'export function serveTurns',
        to: "console.log('harness of the product');\nexport function serveTurns",
      },
      {
        file: 'packages/lambda/src/load-contender.ts',
        from: 'export async',
        to: "console.log('harness of the product');\nexport async",
      },
    ]);
    const bundle = await bundleOf(product, 'changed-bundle');
    const text = await readFile(join(bundle, 'turn-child.js'), 'utf8');
    expect(text.split('of the product').length - 1).toBe(2);
    expect(text).not.toContain('harness of the product');
    expect(text.split('function serveTurns(').length - 1).toBe(1);
    expect(await readFile(join(bundle, 'simd-worker.js'), 'utf8')).toContain('core of the product');
  });

  it('is the same to the byte wherever the trees are, and tells one harness', async () => {
    await mkdir(join(scratch, 'somewhere/else/altogether'), { recursive: true });
    const near = await filesOf(await bundleOf(REPOSITORY, 'near-bundle'));
    const far = await filesOf(await bundleOf(await checkout('somewhere/else/altogether/far'), 'far-bundle'));
    expect(far.map((text, index) => text === near[index])).toEqual([true, true, true]);
    const [text = ''] = near;
    expect(text).toMatch(/harnessSha256=[^;]*"[0-9a-f]{64}"/);
    expect(text).not.toContain(REPOSITORY);
    expect(text).not.toContain(scratch);
  });

  it('cannot be made of a directory that is no checkout', async () => {
    await mkdir(join(scratch, 'empty'));
    await expect(bundleOf(join(scratch, 'empty'), 'no-bundle')).rejects.toThrow('packages/engines/src');
  });
});

/** What an entry of a small harness is told that is bundled with that product. */
async function bundlingTells(name: string, harness: Record<string, string>, product: Record<string, string>) {
  const trees = { harness: join(scratch, name, 'harness'), product: join(scratch, name, 'product') };
  for (const [root, files] of [
    [trees.harness, harness],
    [trees.product, product],
  ] as const) {
    for (const [path, text] of Object.entries({ 'packages/lambda/package.json': '{}', ...files })) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }
  const entry = join(trees.harness, 'packages/lambda/src/turn-child.ts');
  const built = build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    logLevel: 'silent',
    plugins: [fromTrees(trees)],
  });
  return await built.then(
    ({ outputFiles }) => outputFiles[0]!.text,
    (error: Error) => error.message,
  );
}

describe('an import of the harness', () => {
  const ENTRY = 'packages/lambda/src/turn-child.ts';
  const PART = 'packages/lambda/src/pipeline/part.ts';
  const importing = { [ENTRY]: "import { part } from './pipeline/part.ts'; console.log(part);" };

  it('is of the product, where the file is no harness', async () => {
    const files = { ...importing, [PART]: "export const part = 'of the harness';" };
    const text = await bundlingTells('found', files, { [PART]: "export const part = 'of the product';" });
    expect(text).toContain('of the product');
    expect(text).not.toContain('of the harness');
  });

  it('fails with who needs what, where the product does not have it', async () => {
    const files = { ...importing, [PART]: 'export const part = 1;' };
    expect(await bundlingTells('no-file', files, {})).toContain(
      `the harness (${ENTRY}) imports ${PART}, which ${join(scratch, 'no-file/product')} does not have`,
    );
  });

  it('fails with both names, where the product does not export it', async () => {
    const text = await bundlingTells('no-export', importing, { [PART]: 'export const other = 1;' });
    expect(text).toMatch(/turn-child\.ts.*No matching export in .*part\.ts.* for import "part"/);
  });

  it('fails with the package that neither tree has', async () => {
    const files = { [ENTRY]: "import 'nowhere-to-be-found';" };
    expect(await bundlingTells('no-package', files, {})).toContain(
      `the harness (${ENTRY}) imports nowhere-to-be-found, which`,
    );
  });

  it('may be of a package that the harness alone has', async () => {
    const files = {
      [ENTRY]: "import { one } from 'only-here'; console.log(one);",
      'node_modules/only-here/index.js': "export const one = 'only here';",
    };
    expect(await bundlingTells('own-package', files, {})).toContain('only here');
  });

  it('is of the package of the product, where both have it', async () => {
    const files = (which: string) => ({
      [ENTRY]: "import { one } from 'both-have'; console.log(one);",
      'node_modules/both-have/index.js': `export const one = '${which}';`,
    });
    expect(await bundlingTells('package', files('first'), files('second'))).toContain('second');
  });
});

describe('the hash of a harness', () => {
  const ENTRY = 'packages/lambda/src/turn-child.ts';
  const hashOf = async (name: string, files: Record<string, string>) => {
    const root = join(scratch, name);
    const all = { [ENTRY]: "import '../../bench/src/part.ts'; import './pipeline/product.ts';", ...files };
    for (const [path, text] of Object.entries(all)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    return await hashHarness(root, [join(root, ENTRY)]);
  };
  const PART = 'packages/bench/src/part.ts';
  const PRODUCT = 'packages/lambda/src/pipeline/product.ts';

  it('changes with every file of it that is loaded, and with no other', async () => {
    const known = await hashOf('hash', { [PART]: 'one()', [PRODUCT]: 'one()' });
    expect(await hashOf('hash-of-a-part', { [PART]: 'two()', [PRODUCT]: 'one()' })).not.toBe(known);
    expect(await hashOf('hash-of-a-product', { [PART]: 'one()', [PRODUCT]: 'two()' })).toBe(known);
    const unused = { 'packages/bench/src/unused.ts': 'one()' };
    expect(await hashOf('hash-beside', { [PART]: 'one()', [PRODUCT]: 'one()', ...unused })).toBe(known);
  });
});

describe('a file of the harness', () => {
  it.each([
    'packages/bench/src/turns/lockstep.ts',
    'packages/datagen/src/index.ts',
    'packages/local-aws/src/index.ts',
    'packages/lambda/src/turn-child.ts',
    'packages/lambda/src/load-contender.ts',
  ])('%s measures', (path) => {
    expect(isHarnessFile(path)).toBe(true);
  });

  it.each([
    'packages/core/src/index.ts',
    'packages/engines/src/simd/simd-engine.ts',
    'packages/kernel/assembly/index.ts',
    'packages/lambda/src/pipeline/open-engine-pipeline.ts',
    'packages/s3/src/index.ts',
    'packages/bench/test/turns/turns.test.ts',
    'README.md',
  ])('%s does not', (path) => {
    expect(isHarnessFile(path)).toBe(false);
  });
});

describe('what of a change no benchmark sees', () => {
  it.each([
    'packages/bench/src/turns/lockstep.ts',
    'packages/gate/src/judge/metric-rules.ts',
    'packages/gate/src/units/scenario/gate-scenarios.ts',
    'packages/cli/src/commands/gate/gate.ts',
    'packages/cli/src/program/define-gate.ts',
    'packages/lambda/src/build-bench-bundle.ts',
    'packages/lambda/src/copy-packages.ts',
    'packages/lambda/src/two-trees/trees.ts',
  ])('%s measures or judges both sides, and is named', (path) => {
    expect(unseenChanges(['packages/core/src/index.ts', path])).toEqual([path]);
  });

  it.each([
    'packages/core/src/index.ts',
    'packages/delivery/src/index.ts',
    'packages/kernel/assembly/index.ts',
    'packages/lambda/src/pipeline/open-engine-pipeline.ts',
    'packages/gate/test/judge/judge-run.test.ts',
    'README.md',
  ])('%s is measured, or runs nowhere', (path) => {
    expect(unseenChanges([path])).toEqual([]);
  });

  it('packages that are in nothing that is measured are counted', () => {
    const changed = [
      'packages/cli/src/main.ts',
      'packages/report/src/index.ts',
      'packages/cli/src/exit-codes.ts',
      'packages/gate/src/index.ts',
    ];
    expect(unseenChanges(changed)).toEqual([
      'packages/gate/src/index.ts',
      'packages/cli/src (2 files)',
      'packages/report/src (1 file)',
    ]);
  });
});
