import { mkdir, statfs } from 'node:fs/promises';
import { formatCount, RequestError } from '@parquetry/core';

const MEGABYTE = 1e6;
/** Other programs write as well. */
const RESERVE = 1.1;

const megabytes = (bytes: number) => `${formatCount(Math.ceil(bytes / MEGABYTE))} MB`;

/** Bytes that may still be written below a directory, which is made if need be. */
export async function freeBytes(directory: string): Promise<number> {
  await mkdir(directory, { recursive: true });
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/** @throws RequestError when a directory's file system has not so many bytes to spare. */
export async function requireSpace(directory: string, bytes: number, what: string): Promise<void> {
  const needed = bytes * RESERVE;
  const free = await freeBytes(directory);
  if (free >= needed) return;
  throw new RequestError(
    `${what} needs ${megabytes(needed)} in ${directory}, and ${megabytes(free)} are free: make room, or take another directory with --results`,
  );
}
