import { gunzipSync, gzipSync } from 'node:zlib';
import { collectBytes, memoryStore, type ObjectStore } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutRecords } from '../../src/scenarios/cut-records.ts';
import { planInputs } from '../../src/scenarios/plan-inputs.ts';
import { sliceWorkload } from '../../src/scenarios/slice-workload.ts';

const target = { bucket: 'slices', key: 'slice.csv' };
const BECAUSE = 'it is slow';

async function storeWith(...contents: (string | Buffer)[]): Promise<ObjectStore> {
  const store = memoryStore();
  for (const [index, content] of contents.entries()) {
    await store.write(
      { bucket: 'in', key: `${index}.csv` },
      (async function* () {
        yield Buffer.from(content);
      })(),
    );
  }
  return store;
}

async function plannedInputs(store: ObjectStore) {
  const stats = await Array.fromAsync(store.list('in', ''));
  return planInputs(
    store,
    stats.map(({ ref }) => ref),
  );
}

async function cutText(csv: string, maxBytes: number) {
  const store = await storeWith(csv);
  const [input] = await plannedInputs(store);
  const cut = await cutRecords(store, input!, maxBytes, target);
  const text = cut && Buffer.from(await collectBytes(store.read(target))).toString();
  return { cut, text };
}

describe('cutRecords', () => {
  const csv = 'n,s\n1,one\n2,"two, ""2""\n"\n3,three\n';

  it('keeps the header and the whole records that fit', async () => {
    const { cut, text } = await cutText(csv, 12);
    expect(text).toBe('n,s\n1,one\n');
    expect(cut).toMatchObject({ rows: 1, textBytes: 10, source: { ref: target, bytes: 10 } });
  });

  it('cuts after a line break that stands inside quotes, not in it', async () => {
    expect((await cutText(csv, 25)).text).toBe('n,s\n1,one\n');
    expect((await cutText(csv, 26)).text).toBe('n,s\n1,one\n2,"two, ""2""\n"\n');
  });

  it('cuts before a record that starts with a quote', async () => {
    expect((await cutText('a,b\n"x",1\n"y",2\n', 11)).text).toBe('a,b\n"x",1\n');
  });

  it('cuts nothing when not even the first record fits', async () => {
    const { cut, text } = await cutText(csv, 5);
    expect(cut).toBeUndefined();
    expect(text).toBeUndefined();
  });

  it('compresses the slice of a compressed file', async () => {
    const store = await storeWith(gzipSync(csv));
    const [input] = await plannedInputs(store);
    const cut = await cutRecords(store, input!, 12, target);
    expect(cut).toMatchObject({ rows: 1, textBytes: 10, source: { compression: 'gzip' } });
    expect(gunzipSync(await collectBytes(store.read(target))).toString()).toBe('n,s\n1,one\n');
  });

  it('leaves a slice that is right already untouched, and replaces another', async () => {
    const store = await storeWith(csv);
    const [input] = await plannedInputs(store);
    const first = await cutRecords(store, input!, 12, target);
    const again = await cutRecords(store, input!, 12, target);
    expect(again?.source.etag).toBe(first?.source.etag);
    const longer = await cutRecords(store, input!, 26, target);
    expect(longer?.source.etag).not.toBe(first?.source.etag);
  });

  it('whatever the text: the slice is the longest run of whole records within the limit', async () => {
    const cell = fc.constantFrom('', '1', 'abc', '"q"', '"a,b"', '"a\nb"', '"a""b"', '"\r\n"');
    const record = fc.tuple(cell, cell).map((cells) => `${cells.join(',')}\n`);
    const table = fc.array(record, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, fc.nat(80), async (records, maxBytes) => {
        const header = 'a,b\n';
        fc.pre((header + records.join('')).length > maxBytes);
        let rows = 0;
        while ((header + records.slice(0, rows + 1).join('')).length <= maxBytes) rows += 1;
        const { cut, text } = await cutText(header + records.join(''), maxBytes);
        expect(cut?.rows ?? 0).toBe(rows);
        if (rows > 0) expect(text).toBe(header + records.slice(0, rows).join(''));
      }),
      { numRuns: 100 },
    );
  });
});

describe('sliceWorkload', () => {
  const csv = (rows: number) => `n\n${'1234567\n'.repeat(rows)}`;
  const rule = (maxFiles: number, maxBytes: number) => ({ maxFiles, maxBytes, because: BECAUSE });

  async function sliced(maxFiles: number, maxBytes: number) {
    const store = await storeWith(csv(10), csv(10), csv(10));
    return sliceWorkload(store, await plannedInputs(store), rule(maxFiles, maxBytes), target);
  }

  it('takes the first files', async () => {
    const { inputs, slice } = await sliced(2, 1000);
    expect(inputs.map(({ source }) => source.ref.key)).toEqual(['0.csv', '1.csv']);
    expect(slice).toEqual({ ofBytes: 246, ofFiles: 3, because: BECAUSE });
  });

  it('cuts the file that crosses the limit', async () => {
    const { inputs } = await sliced(3, 110);
    expect(inputs.map(({ rows }) => rows)).toEqual([10, 3]);
  });

  it('is no slice when everything fits', async () => {
    expect((await sliced(3, 246)).slice).toBeNull();
  });

  it('takes a whole first file rather than nothing', async () => {
    const { inputs, slice } = await sliced(3, 4);
    expect(inputs.map(({ rows }) => rows)).toEqual([10]);
    expect(slice).not.toBeNull();
  });
});
