import {
  type Architecture,
  hostArchitecture,
  missingPart,
  type NativePart,
  nativeSnappy,
} from './native-parts.ts';
import { readTree, zipFiles } from './zip-files.ts';

const SNAPPY = 'node_modules/snappy/';
const NATIVE = /^node_modules\/@napi-rs\//;

/** Node looks for the names that are imported before it runs what throws. */
const NAMES = 'exports.compressSync = exports.uncompressSync = undefined;';

/** In the place of snappy: whoever asks for it is told why there is none. */
const refusing = (architecture: Architecture): ReadonlyMap<string, Uint8Array> =>
  new Map([
    [`${SNAPPY}package.json`, Buffer.from('{ "name": "snappy", "main": "index.js" }\n')],
    [
      `${SNAPPY}index.js`,
      Buffer.from(
        `${NAMES}\nthrow new Error(${JSON.stringify(`this function was built without a part: ${missingPart(architecture)}`)});\n`,
      ),
    ],
  ]);

async function nativeFiles({ name, directory }: NativePart): Promise<Map<string, Uint8Array>> {
  const files = [...(await readTree(directory))].filter(([file]) => !file.endsWith('.md'));
  return new Map(files.map(([file, content]) => [`node_modules/${name}/${file}`, content]));
}

/**
 * The files of a built function for an architecture, by their names in its zip.
 *
 * @param native snappy's native part for it; undefined where there is none.
 */
export async function functionFiles(
  directory: string,
  architecture: Architecture,
  native: NativePart | undefined,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = [...(await readTree(directory))].filter(
    ([name]) => !NATIVE.test(name) && (native !== undefined || !name.startsWith(SNAPPY)),
  );
  const parts = native === undefined ? refusing(architecture) : await nativeFiles(native);
  return new Map([...files, ...parts]);
}

/**
 * The zip of a built function for an architecture, as Lambda takes it. Where snappy's native part for that is not
 * installed, the engines that need it say so and refuse; {@link enginesFor} names those that run.
 */
export const functionZip = async (
  directory: string,
  architecture: Architecture = hostArchitecture(),
): Promise<Uint8Array> => zipFiles(await functionFiles(directory, architecture, nativeSnappy(architecture)));
