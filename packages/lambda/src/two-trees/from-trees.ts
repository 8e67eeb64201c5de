import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { HARNESS_PACKAGES, isHarnessFile, repositoryPath, rootOf, type Trees } from './trees.ts';

/** Marks a question of this plugin itself. */
const SEARCHING = Symbol('searching');

const OWN_PACKAGE = /^@parquetry\/([\w-]+)/;

const missing = (importer: string, wanted: string, root: string): OnResolveResult => ({
  errors: [
    {
      text: `${isHarnessFile(importer) ? 'the harness' : 'the product'} (${importer}) imports ${wanted}, which ${root} does not have`,
    },
  ],
});

/** Where a package is looked for, in order. What measures and what is measured share the packages of the product. */
function searchDirectories(path: string, importer: string, { harness, product }: Trees): string[] {
  const own = OWN_PACKAGE.exec(path)?.[1];
  if (own !== undefined && HARNESS_PACKAGES.includes(own)) return [join(harness, dirname(importer))];
  const inProduct = [join(product, dirname(importer)), join(product, 'packages', 'lambda')];
  return own === undefined ? [...inProduct, join(harness, dirname(importer))] : inProduct;
}

async function findPackage(
  build: PluginBuild,
  { path, kind }: OnResolveArgs,
  importer: string,
  trees: Trees,
): Promise<OnResolveResult> {
  for (const resolveDir of searchDirectories(path, importer, trees)) {
    if (!existsSync(resolveDir)) continue;
    const found = await build.resolve(path, { kind, resolveDir, pluginData: SEARCHING });
    if (found.errors.length > 0) continue;
    const { external, sideEffects } = found;
    if (external) return { path: found.path, external };
    const inRepository = repositoryPath(found.path, trees);
    if (inRepository === undefined) return { path: found.path, sideEffects };
    const root = rootOf(inRepository, trees);
    const file = join(root, inRepository);
    return existsSync(file) ? { path: file, sideEffects } : missing(importer, inRepository, root);
  }
  return missing(importer, path, trees.product);
}

async function findFile(
  build: PluginBuild,
  { path, kind, resolveDir }: OnResolveArgs,
  importer: string,
  trees: Trees,
): Promise<OnResolveResult | undefined> {
  const wanted = repositoryPath(resolve(resolveDir, path), trees);
  if (wanted === undefined) return undefined;
  const root = rootOf(wanted, trees);
  const file = join(root, wanted);
  const found = await build.resolve(`./${basename(file)}`, {
    kind,
    resolveDir: dirname(file),
    pluginData: SEARCHING,
  });
  const { path: foundPath, sideEffects } = found;
  return found.errors.length > 0 ? missing(importer, wanted, root) : { path: foundPath, sideEffects };
}

/**
 * Takes the files of the harness from one tree and everything else, installed packages too, from the other: one copy of
 * each module. A package that only the harness needs may be the harness's.
 */
export const fromTrees = (trees: Trees): Plugin => ({
  name: 'from two trees',
  setup(build) {
    build.onResolve({ filter: /./ }, async (args) => {
      const importer = repositoryPath(args.importer, trees);
      if (args.pluginData === SEARCHING || importer === undefined || isBuiltin(args.path)) return undefined;
      return args.path.startsWith('.')
        ? await findFile(build, args, importer, trees)
        : await findPackage(build, args, importer, trees);
    });
  },
});
