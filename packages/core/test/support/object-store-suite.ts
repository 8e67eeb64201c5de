import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ByteRange, collectBytes, type ObjectStore, writeTogether } from '../../src/index.ts';
import { breaking, bytes, streamOf, text } from './byte-streams.ts';

/** A store and a bucket in it that holds nothing; cleared away when the test has ended. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: ObjectStore;
  readonly bucket: string;
}

/** What every object store promises. */
export function describeObjectStore(kind: string, open: () => Promise<StoreUnderTest>): void {
  describe(`an object store: ${kind}`, () => {
    let opened: StoreUnderTest;
    let store: ObjectStore;
    const ref = (key: string) => ({ bucket: opened.bucket, key });
    const keys = async (prefix = '') => {
      const found: string[] = [];
      for await (const stat of store.list(opened.bucket, prefix)) found.push(stat.ref.key);
      return found;
    };
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened[Symbol.asyncDispose]());

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

    it('reads nothing behind the end, nor of an empty object', async () => {
      await store.write(ref('a'), streamOf('0123456789'));
      await store.write(ref('empty'), streamOf());
      const read = (key: string, range?: ByteRange) =>
        collectBytes(store.read(ref(key), range === undefined ? {} : { range }));
      expect(text(await read('a', { start: 10, end: 12 }))).toBe('');
      expect(text(await read('a', { start: 99, end: 100 }))).toBe('');
      expect(text(await read('empty'))).toBe('');
      expect(text(await read('empty', { start: 0, end: 8 }))).toBe('');
    });

    it('reads on while whoever reads is slow, or stops early', async () => {
      await store.write(ref('a'), streamOf('x'.repeat(1 << 20), 'y'.repeat(1 << 20)));
      for await (const chunk of store.read(ref('a'))) {
        expect(chunk[0]).toBe('x'.charCodeAt(0));
        break;
      }
      expect(await collectBytes(store.read(ref('a')))).toHaveLength(2 << 20);
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
      async function* body(): AsyncIterable<Uint8Array> {
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
        async function* body(): AsyncIterable<Uint8Array> {
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
}
