import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

const CODE: ReadonlySet<string> = new Set(['.js', '.wasm']);

/** What asks an engine in other ways, or carries objects, of which a bundle may have more or less. */
const BESIDE = /^(?:bench-child|serve-\w+|pipeline-[\w-]+|lane-thread|store-thread)\.js$/;

/** Of JavaScript and WebAssembly that an engine converts files with, in its directory of a bundle. The compiled code that V8 leaves beside it is none of it. */
export async function bundleBytes(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => CODE.has(extname(name)) && !BESIDE.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((total, size) => total + size, 0);
}
