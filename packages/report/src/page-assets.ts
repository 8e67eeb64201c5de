import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's own script and styles, each as one piece of text without outside references. */
export interface PageAssets {
  readonly script: string;
  readonly styles: string;
}

const ENTRY_POINTS = [
  new URL('./client/page.ts', import.meta.url),
  new URL('./client/page.css', import.meta.url),
];

/** Bundles script and styles in memory. */
export async function buildPageAssets(): Promise<PageAssets> {
  const { outputFiles } = await build({
    entryPoints: ENTRY_POINTS.map((url) => fileURLToPath(url)),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    outdir: '/',
    logLevel: 'silent',
  });
  const textOf = (extension: string): string => {
    const file = outputFiles.find(({ path }) => path.endsWith(extension));
    if (file === undefined) throw new Error(`the page's bundle has no ${extension} file`);
    return file.text.replaceAll('\r\n', '\n');
  };
  return { script: textOf('.js'), styles: textOf('.css') };
}
