import { readFile } from 'node:fs/promises';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';

async function bufferOf(file: string | Buffer): Promise<ArrayBuffer> {
  const content = typeof file === 'string' ? await readFile(file) : file;
  return content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength) as ArrayBuffer;
}

/** The rows of a Parquet file, read by a library that did not write them. */
export async function rowsOf(file: string | Buffer): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await bufferOf(file) });
}

/** The footer of a Parquet file. */
export const metadataOf = async (file: string | Buffer) => parquetMetadata(await bufferOf(file));
