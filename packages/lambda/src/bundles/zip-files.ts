import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A file of a zip, by its name in it. */
export type ZipEntries = ReadonlyMap<string, Uint8Array>;

/** Local time as a zip counts it, from its first day on: the same in every time zone. */
const ANY_DAY = new Date(1980, 0, 1);
/** Lambda's user is none of those who own the files. */
const READABLE = 0o100644;

/** All files below a directory. */
export async function readTree(directory: string): Promise<Map<string, Uint8Array>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(async (path) => {
    const name = relative(directory, path).split(sep).join('/');
    return [name, await readFile(path)] as const;
  });
  return new Map(await Promise.all(read));
}

/** The same bytes for the same files, whenever and wherever it is made. */
export async function zipFiles(entries: ZipEntries): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const name of [...entries.keys()].sort()) {
    zip.addBuffer(Buffer.from(entries.get(name)!), name, {
      mtime: ANY_DAY,
      mode: READABLE,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  return await buffer(zip.outputStream);
}
