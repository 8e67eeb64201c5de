import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface ServedSource {
  /** Where the benchmark file is, or would be, in the tree that is measured. */
  readonly file: string;
  /** The text that is run as that file. */
  readonly source: string;
  /** Packages of the harness, as the file that the text is from finds them. */
  readonly harness: { readonly packages: readonly string[]; readonly foundFrom: string };
}

const isTypeScript = (url: string) => /\.[cm]?ts$/.test(url);

/**
 * From here on, the file is loaded with that text, whatever the tree has in its place, and finds what it imports where it
 * is, but for the harness; the trees stay as they are.
 */
export function serveSource({ file, source, harness }: ServedSource): void {
  const served = pathToFileURL(file).href;
  const foundFrom = pathToFileURL(harness.foundFrom).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === served) return { url: served, shortCircuit: true };
      if (harness.packages.includes(specifier)) return next(specifier, { ...context, parentURL: foundFrom });
      return next(specifier, context);
    },
    load(url, context, next) {
      if (url !== served) return next(url, context);
      return { format: isTypeScript(url) ? 'module-typescript' : 'module', source, shortCircuit: true };
    },
  });
}

/** Imports the file that {@link serveSource} serves. */
export const importServed = async (file: string): Promise<Readonly<Record<string, unknown>>> =>
  await import(pathToFileURL(file).href);
