import { fileStore, memoryStore, reopeningOf } from '@parquetry/core';
import { describe, expect, test } from 'vitest';
import { readOnlySources, requireSeparate } from '../../src/index.ts';
import { bodyOf, contentStore } from './support/content-store.ts';

const place = (text: string) => {
  const [bucket, prefix] = text.split('|');
  return { bucket: bucket!, prefix: prefix! };
};

describe('places', () => {
  test.each([
    ['s3://lake|in/', 's3://lake|out/'],
    ['s3://lake|in/', 's3://other|in/'],
    ['s3://lake|', 's3://lake2|'],
    ['s3://lake|in/', 's3://lake|in2/'],
    ['s3://lake|a/', 's3://lake|/a/'],
    ['/data|in/', '/data|out/'],
    ['/data/in|', '/data/in2|'],
    ['/data|', 's3://data|'],
  ])('%s and %s lie beside each other', (from, to) => {
    expect(() => requireSeparate({ from: place(from), to: place(to) })).not.toThrow();
    expect(() => requireSeparate({ from: place(to), to: place(from) })).not.toThrow();
  });

  test.each([
    ['s3://lake|in/', 's3://lake|in/'],
    ['s3://lake|in/', 's3://lake|in/out/'],
    ['s3://lake|', 's3://lake|out/'],
    ['/data|in/', '/data/in|out/'],
    ['/data|', '/data|../data/out/'],
    ['/|', '/data|'],
  ])('%s and %s lie within each other', (from, to) => {
    expect(() => requireSeparate({ from: place(from), to: place(to) })).toThrow('one lies within the other');
    expect(() => requireSeparate({ from: place(to), to: place(from) })).toThrow('one lies within the other');
  });

  test('the message says what lies where, and the way out', () => {
    expect(() => requireSeparate({ from: place('s3://lake|in/'), to: place('s3://lake|in/out/') })).toThrow(
      'outputs would go to s3://lake/in/out/, and sources are read from s3://lake/in/: one lies within the other, so that ' +
        'what is written would be found as a source, again and again; choose prefixes that lie beside each other',
    );
  });

  test('rejected rows must not lie among the sources either', () => {
    const [from, to] = [place('s3://lake|in/'), place('s3://lake|out/')];
    expect(() => requireSeparate({ from, to, rejects: place('s3://lake|in/odd/') })).toThrow(
      'rejected rows would go to s3://lake/in/odd/',
    );
    expect(() => requireSeparate({ from, to, rejects: place('s3://lake|out/odd/') })).not.toThrow();
  });
});

describe('sources that can only be read', () => {
  const source = { bucket: 's3://lake', key: 'in/a.csv' };
  const from = place('s3://lake|in/');

  test('are neither written nor deleted', async () => {
    const store = contentStore();
    await store.put(source, 'text');
    const guarded = readOnlySources(store, from);
    await expect(guarded.write(source, bodyOf('other'))).rejects.toThrow(
      's3://lake/in/a.csv is a source: it is never written; choose another place for outputs',
    );
    await expect(guarded.delete(source)).rejects.toThrow('it is never deleted');
    expect(await store.text(source)).toBe('text');
  });

  test('are read and listed, and everything else goes on as before', async () => {
    const guarded = readOnlySources(memoryStore(), from);
    const output = { bucket: 's3://lake', key: 'out/a' };
    const written = await guarded.write(output, bodyOf('text'));
    expect(await guarded.stat(output)).toEqual(written);
    expect(await Array.fromAsync(guarded.read(output))).toEqual([new Uint8Array(Buffer.from('text'))]);
    expect(await Array.fromAsync(guarded.list('s3://lake', 'out/'))).toEqual([written]);
    await guarded.delete(output);
    expect(await guarded.stat(output)).toBe(undefined);
  });

  test('of files can still be read by other threads', () => {
    expect(reopeningOf(readOnlySources(fileStore(), from))?.spec).toEqual({ kind: 'files' });
    expect(reopeningOf(readOnlySources(memoryStore(), from))).toBe(undefined);
  });
});
