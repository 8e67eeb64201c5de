import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ByteStream,
  collectBytes,
  fileStore,
  memoryStore,
  type ObjectStore,
  StoreError,
  writeTogether,
} from '../src/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);

async function* streamOf(...parts: string[]): ByteStream {
  for (const part of parts) yield bytes(part);
}

async function* breaking(after: string, error: Error): ByteStream {
  yield bytes(after);
  throw error;
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquetry-store-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const stores: Record<string, () => ObjectStore> = { memory: memoryStore, files: fileStore };

describe.each(Object.keys(stores))('an object store: %s', (kind) => {
  let store: ObjectStore;
  const ref = (key: string) => ({ bucket: directory, key });
  const keys = async (prefix = '') => {
    const found: string[] = [];
    for await (const stat of store.list(directory, prefix)) found.push(stat.ref.key);
    return found;
  };
  beforeEach(() => {
    store = stores[kind]!();
  });

  it('reads back what was written', async () => {
    const stat = await store.write(ref('a/b.txt'), streamOf('hello ', 'world'));
    expect(stat.bytes).toBe(11);
    expect(text(await collectBytes(store.read(ref('a/b.txt'))))).toBe('hello world');
    expect(await store.stat(ref('a/b.txt'))).toEqual(stat);
  });

  it('answers undefined for what does not exist', async () => {
    expect(await store.stat(ref('missing'))).toBeUndefined();
  });

  it('fails with not-found when a missing object is read', async () => {
    await expect(collectBytes(store.read(ref('missing')))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reads half-open ranges', async () => {
    await store.write(ref('a'), streamOf('0123456789'));
    const read = (start: number, end: number) =>
      collectBytes(store.read(ref('a'), { range: { start, end } }));
    expect(text(await read(2, 5))).toBe('234');
    expect(text(await read(4, 4))).toBe('');
    expect(text(await read(8, 99))).toBe('89');
  });

  it('refuses to read another version than the one asked for', async () => {
    const first = await store.write(ref('a'), streamOf('one'));
    await store.write(ref('a'), streamOf('three'));
    await expect(collectBytes(store.read(ref('a'), { ifMatch: first.etag }))).rejects.toMatchObject({
      code: 'changed',
    });
  });

  it('shows nothing of a write whose body breaks', async () => {
    await expect(store.write(ref('a'), breaking('half', new Error('boom')))).rejects.toThrow('boom');
    expect(await keys()).toEqual([]);
  });

  it('keeps the old object when its replacement breaks', async () => {
    await store.write(ref('a'), streamOf('old'));
    await expect(store.write(ref('a'), breaking('new', new Error('boom')))).rejects.toThrow('boom');
    expect(text(await collectBytes(store.read(ref('a'))))).toBe('old');
  });

  it('shows nothing of a write that was aborted', async () => {
    const abort = new AbortController();
    async function* body(): ByteStream {
      yield bytes('half');
      abort.abort(new Error('stop'));
      yield bytes('rest');
    }
    await expect(store.write(ref('a'), body(), abort.signal)).rejects.toThrow('stop');
    expect(await keys()).toEqual([]);
  });

  it('lists by prefix in key order', async () => {
    for (const key of ['b/2', 'a', 'b/1', 'bc']) await store.write(ref(key), streamOf('x'));
    expect(await keys()).toEqual(['a', 'b/1', 'b/2', 'bc']);
    expect(await keys('b/')).toEqual(['b/1', 'b/2']);
    expect(await keys('b')).toEqual(['b/1', 'b/2', 'bc']);
  });

  it('deletes, twice without complaint', async () => {
    await store.write(ref('a'), streamOf('x'));
    await store.delete(ref('a'));
    await store.delete(ref('a'));
    expect(await keys()).toEqual([]);
  });

  describe('writing together', () => {
    it('makes both objects visible', async () => {
      const stats = await writeTogether(store, [
        { ref: ref('one'), body: streamOf('1') },
        { ref: ref('two'), body: streamOf('2', '2') },
      ]);
      expect(stats.map((stat) => stat?.bytes)).toEqual([1, 2]);
      expect(await keys()).toEqual(['one', 'two']);
    });

    it('makes neither visible when one body breaks after the other has ended', async () => {
      const parts = [
        { ref: ref('one'), body: streamOf('1') },
        { ref: ref('two'), body: breaking('2', new Error('boom')) },
      ];
      await expect(writeTogether(store, parts)).rejects.toThrow('boom');
      expect(await keys()).toEqual([]);
    });

    it('keeps an object that was there before, when the other one breaks at its very end', async () => {
      await store.write(ref('one'), streamOf('old'));
      const failing: ObjectStore = {
        ...store,
        write: async (target, body, signal) => {
          const stat = await store.write(target, body, signal);
          if (target.key === 'two') throw new Error('boom');
          return stat;
        },
      };
      const parts = [
        { ref: ref('one'), body: streamOf('new') },
        { ref: ref('two'), body: streamOf('2') },
      ];
      await expect(writeTogether(failing, parts)).rejects.toThrow('boom');
      expect(await store.stat(ref('one'))).toBeDefined();
    });

    it('writes an optional part only when it has content', async () => {
      const write = (...rejects: string[]) =>
        writeTogether(store, [
          { ref: ref('one'), body: streamOf('1') },
          { ref: ref('rejects'), body: streamOf(...rejects), isOptional: true },
        ]);
      expect((await write()).map((stat) => stat?.bytes)).toEqual([1, undefined]);
      expect(await keys()).toEqual(['one']);
      expect((await write('a', 'b')).map((stat) => stat?.bytes)).toEqual([1, 2]);
      expect(await keys()).toEqual(['one', 'rejects']);
    });

    it('makes no optional part visible when another one breaks', async () => {
      const parts = [
        { ref: ref('one'), body: breaking('1', new Error('boom')) },
        { ref: ref('rejects'), body: streamOf('x'), isOptional: true },
      ];
      await expect(writeTogether(store, parts)).rejects.toThrow('boom');
      expect(await keys()).toEqual([]);
    });

    it('makes neither visible when aborted', async () => {
      const abort = new AbortController();
      async function* body(): ByteStream {
        yield bytes('1');
        abort.abort(new Error('stop'));
        yield bytes('2');
      }
      const parts = [
        { ref: ref('one'), body: body() },
        { ref: ref('two'), body: streamOf('2') },
      ];
      await expect(writeTogether(store, parts, abort.signal)).rejects.toThrow('stop');
      expect(await keys()).toEqual([]);
    });

    it('begins nothing, and waits for nothing, when aborted before', async () => {
      const parts = [
        { ref: ref('one'), body: streamOf('1') },
        { ref: ref('rejects'), body: streamOf(), isOptional: true },
      ];
      const aborted = AbortSignal.abort(new Error('stop'));
      await expect(writeTogether(store, parts, aborted)).rejects.toThrow('stop');
      expect(await keys()).toEqual([]);
    });
  });
});

describe('the file store', () => {
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
