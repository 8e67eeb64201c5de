import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { isHarnessFile, repositoryPath, type Trees } from './trees.ts';

/** Goes on in files of the harness alone. */
const harnessAlone = (trees: Trees): Plugin => ({
  name: 'harness alone',
  setup(build) {
    build.onResolve({ filter: /./ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (pluginData === harnessAlone || kind === 'entry-point') return undefined;
      const found = await build.resolve(path, { kind, resolveDir, pluginData: harnessAlone });
      const inRepository = repositoryPath(found.path, trees);
      const isHarness = inRepository !== undefined && isHarnessFile(inRepository);
      return isHarness ? { path: found.path } : { path, external: true };
    });
  },
});

/**
 * SHA-256 over the names and contents of every file of the harness that those entries load.
 *
 * @param harness real path of the tree that measures.
 */
export async function hashHarness(harness: string, entryPoints: readonly string[]): Promise<string> {
  const { metafile } = await build({
    entryPoints: [...entryPoints],
    absWorkingDir: harness,
    outdir: harness,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    plugins: [harnessAlone({ harness, product: harness })],
  });
  const hash = createHash('sha256');
  for (const path of Object.keys(metafile.inputs).sort()) {
    hash.update(`${path}\0`).update(await readFile(join(harness, path)));
  }
  return hash.digest('hex');
}
