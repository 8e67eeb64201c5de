import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ByteStream, collectBytes, fileStore, memoryStore, StoreError } from '../src/index.ts';
import { breaking, bytes, streamOf } from './support/byte-streams.ts';
import { describeObjectStore } from './support/object-store-suite.ts';

const newDirectory = () => mkdtemp(join(tmpdir(), 'parquetry-store-'));
const remove = (directory: string) => rm(directory, { recursive: true, force: true });

describeObjectStore('memory', async () => ({
  store: memoryStore(),
  bucket: '/memory',
  async [Symbol.asyncDispose]() {},
}));

describeObjectStore('files', async () => {
  const bucket = await newDirectory();
  return { store: fileStore(), bucket, [Symbol.asyncDispose]: () => remove(bucket) };
});

describe('the file store', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await newDirectory();
  });
  afterEach(() => remove(directory));

  it('leaves no temporary file behind when a write breaks', async () => {
    const target = { bucket: directory, key: 'a' };
    await expect(fileStore().write(target, breaking('half', new Error('boom')))).rejects.toThrow('boom');
    expect(await readdir(directory)).toEqual([]);
  });

  it('notices that a file was written to while it was being read', async () => {
    const target = { bucket: directory, key: 'a' };
    const { etag } = await fileStore().write(target, streamOf('x'.repeat(3 << 20)));
    const reading = fileStore().read(target, { ifMatch: etag })[Symbol.asyncIterator]();
    await reading.next();
    await appendFile(join(directory, 'a'), 'more');
    const rest = async () => {
      while (!(await reading.next()).done);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'changed' });
  });

  it('names the path and the way out when the disk is full', async () => {
    const full = { bucket: '/dev', key: 'full' };
    const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const write = fileStore().write({ ...full, bucket: directory }, breaking('half', noSpace));
    await expect(write).rejects.toMatchObject({ code: 'no-space' });
    await expect(write).rejects.toThrow(/full: the disk is full; free some space or write elsewhere/);
  });

  it('says so when a path goes through a file', async () => {
    await fileStore().write({ bucket: directory, key: 'a' }, streamOf('x'));
    const below = fileStore().write({ bucket: directory, key: 'a/b' }, streamOf('x'));
    await expect(below).rejects.toBeInstanceOf(StoreError);
    await expect(below).rejects.toMatchObject({ code: 'not-a-file' });
  });

  it('refuses to write where a directory is, before it reads the body', async () => {
    let reads = 0;
    async function* body(): ByteStream {
      reads += 1;
      yield bytes('x');
    }
    const target = { bucket: '/', key: directory.slice(1) };
    await expect(fileStore().write(target, body())).rejects.toMatchObject({ code: 'not-a-file' });
    expect(reads).toBe(0);
  });

  it('says so when asked to read a directory', async () => {
    const read = collectBytes(fileStore().read({ bucket: tmpdir(), key: '.' }));
    await expect(read).rejects.toMatchObject({ code: 'not-a-file' });
  });
});
