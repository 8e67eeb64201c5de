import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { invalid, LambdaError } from './lambda-error.ts';

const MOST_UNPACKED_BYTES = 262_144_000;
const TYPE_BITS = 0o170_000;
const LINK = 0o120_000;
const READABLE = 0o644;

/** The Unix mode, where the zip was made on Unix. */
const modeOf = ({ externalFileAttributes }: Entry) => externalFileAttributes >>> 16;

async function unpackEntry(zip: ZipFile, entry: Entry, directory: string): Promise<void> {
  const path = join(directory, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  const mode = modeOf(entry);
  if ((mode & TYPE_BITS) === LINK) {
    throw invalid(
      `Could not unzip uploaded file: ${entry.fileName} is a symbolic link, which could lead out of the code`,
    );
  }
  await mkdir(dirname(path), { recursive: true });
  const file = createWriteStream(path, { mode: (mode & 0o777) | READABLE, flags: 'wx' });
  await pipeline(await zip.openReadStreamPromise(entry), file);
}

/** Unpacks into an empty directory, and nowhere else: names that lead out of it are refused. @throws LambdaError */
export async function unpackZip(bytes: Buffer, directory: string): Promise<void> {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true });
    let unpackedBytes = 0;
    for await (const entry of zip.eachEntry()) {
      unpackedBytes += entry.uncompressedSize;
      if (unpackedBytes > MOST_UNPACKED_BYTES) {
        throw invalid(`Unzipped size must be smaller than ${MOST_UNPACKED_BYTES} bytes`);
      }
      await unpackEntry(zip, entry, directory);
    }
  } catch (error) {
    if (error instanceof LambdaError) throw error;
    throw new LambdaError(
      'InvalidZipFileException',
      `Could not unzip uploaded file: ${(error as Error).message}`,
    );
  }
}
