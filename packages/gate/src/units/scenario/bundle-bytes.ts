import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';

const CODE: ReadonlySet<string> = new Set(['.js', '.wasm']);

/** Of JavaScript and WebAssembly in the bundle of one engine. The compiled code that V8 leaves beside it is none of it. */
export async function bundleBytes(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => CODE.has(extname(name)));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((total, size) => total + size, 0);
}
