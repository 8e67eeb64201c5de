import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Bytes of a file, or of all files in a directory; links are not followed. Undefined where there is nothing. */
export async function bytesOf(path: string): Promise<number | undefined> {
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) return found.size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => (await lstat(join(parentPath, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
