/** Rows that are set aside: counted, written beside the outputs while reading goes on, visible only with them. */
import {
  type BodyStream,
  ContradictionError,
  type ConversionPlan,
  type ConversionResult,
  collectBytes,
  type EngineSession,
  memoryStore,
  type ObjectRef,
  type ObjectStore,
} from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wasmArrow } from '../../src/wasm-arrow/wasm-arrow-engine.ts';
import { carryOut, namesIn, OUTPUTS, planCsv, planText } from '../support/convert-csv.ts';
import { storeWithFullDisk } from '../support/troubled-stores.ts';

const LIMITS = { memoryBytes: 1 << 23, threads: 1 };
const declared = { n: 'int64', s: 'string' } as const;

async function over<T>(store: ObjectStore, work: (session: EngineSession) => Promise<T>): Promise<T> {
  await using session = await wasmArrow.open(store, LIMITS);
  return work(session);
}

const errorOf = (conversion: Promise<unknown>) =>
  conversion.then(
    () => 'the conversion succeeded',
    (error: unknown) => error,
  );

/** A source of records that repeat without end in memory. */
const storeOfRepeats = (inner: ObjectStore, line: string, times: number): ObjectStore => ({
  ...inner,
  async *read(_ref, options) {
    const lines = Buffer.from(line.repeat(1000));
    yield Buffer.from('n,s\n');
    for (let written = 0; written < times; written += 1000) {
      options?.signal?.throwIfAborted();
      yield lines;
    }
  },
});

/** A plan for a source that is larger than its first lines. */
async function planOf(store: ObjectStore, line: string): Promise<ConversionPlan> {
  return planCsv(store, { csv: `n,s\n${line}`, delimiter: ',', declared, onBadRow: 'reject' });
}

describe('rows set aside', () => {
  it('add up with those written, and are told one by one', async () => {
    const row = fc.oneof(
      { weight: 4, arbitrary: fc.nat(999).map((n) => `${n},a`) },
      fc.constantFrom('x,a', '1', '1,2,3', '-0,a', '1,"a"b'),
    );
    const property = fc.asyncProperty(fc.array(row, { maxLength: 120 }), async (rows) => {
      const store = memoryStore();
      const csv = `n,s\n${rows.map((text) => `${text}\n`).join('')}`;
      const plan = await planCsv(store, { csv, delimiter: ',', declared, onBadRow: 'reject' });
      const converted = await over(store, (session) => carryOut(session, store, plan));
      if (converted.status === 'unsupported') throw new Error(converted.because);
      const good = rows.filter((text) => /^\d+,a$/.test(text)).length;
      const rejected = rows.length - good;
      expect(converted.result.rows).toEqual({ read: rows.length, written: good, rejected, padded: 0 });
      expect(converted.rejects.map(({ row: number }) => number)).toEqual(
        rows.flatMap((text, index) => (/^\d+,a$/.test(text) ? [] : [index + 1])),
      );
      for (const { raw, row: number, byteOffset } of converted.rejects) {
        expect(raw).toBe(rows[number - 1]);
        expect(csv.slice(byteOffset, byteOffset + raw!.length)).toBe(raw);
      }
      expect(converted.result.rejects === undefined).toBe(rejected === 0);
      expect((await namesIn(store, OUTPUTS)).length).toBe(rejected === 0 ? 2 : 3);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('are counted with those that were filled up', async () => {
    const store = memoryStore();
    const plan = await planCsv(store, {
      csv: 'n,s\n1\n2,b\n3,c,\n4,d,e\nx\n',
      delimiter: ',',
      declared,
      onBadRow: 'pad',
    });
    const converted = await over(store, (session) => carryOut(session, store, plan));
    expect(converted).toMatchObject({ result: { rows: { read: 5, written: 3, rejected: 2 } } });
  });

  it('are counted and nowhere kept where no place is planned', async () => {
    const store = memoryStore();
    const { rejects: _, ...plan } = await planOf(store, 'x,1\n2,b\n');
    const converted = await over(store, (session) => carryOut(session, store, plan));
    expect(converted).toMatchObject({ result: { rows: { read: 2, written: 1, rejected: 1 } } });
    expect((await namesIn(store, OUTPUTS)).length).toBe(2);
  });

  it('with the columns of a batch take nothing of their neighbours along', async () => {
    const store = memoryStore();
    const lines = Array.from(
      { length: 5000 },
      (_, row) => `${row % 97 === 0 ? 'x' : row},${row % 3 ? `s${row}` : ''}`,
    );
    const plan = await planCsv(store, {
      csv: `n,s\n${lines.join('\n')}\n`,
      declared,
      onBadRow: 'reject',
      parquet: null,
    });
    const converted = await over(store, (session) => carryOut(session, store, plan));
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const good = lines.filter((line) => !line.startsWith('x'));
    const clean = await planCsv(store, { csv: `n,s\n${good.join('\n')}\n`, declared, parquet: null });
    const expected = await over(store, (session) => carryOut(session, store, clean));
    expect(converted.avro).toEqual(expected.status === 'converted' && expected.avro);
  });
});

describe('reading waits for the writer of rows set aside', () => {
  it.each([
    ['a cell that does not fit', `x,${'y'.repeat(400)}\n`],
    ['the wrong width', `1,2,${'y'.repeat(400)}\n`],
  ])('when every row has %s', async (_what, line) => {
    const inner = memoryStore();
    const plan = await planOf(inner, line);
    const total = 200_000;
    let produced = 0;
    let consumed = 0;
    let mostAhead = 0;
    const store: ObjectStore = {
      ...storeOfRepeats(inner, line, total),
      async write(ref, body, signal) {
        if (ref.key !== plan.rejects?.key) return inner.write(ref, body, signal);
        let bytes = 0;
        for await (const chunk of body) {
          bytes += chunk.length;
          consumed += chunk.length;
          // A slow place: many turns of the event loop for each chunk.
          for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
        }
        return { ref, bytes, etag: 'slow' };
      },
    };
    const watched: ObjectStore = {
      ...store,
      async *read(ref, options) {
        for await (const chunk of store.read(ref, options)) {
          produced += chunk.length;
          mostAhead = Math.max(mostAhead, produced - consumed);
          yield chunk;
        }
      },
    };
    const conversion = await over(watched, (session) => session.convert(plan));
    const { rows } = (conversion as { result: ConversionResult }).result;
    expect(rows).toEqual({ read: total, written: 0, rejected: total, padded: 0 });
    expect(produced).toBeGreaterThan(80e6);
    expect(mostAhead).toBeLessThan(16e6);
  });
});

describe('neither outputs nor rejects are visible', () => {
  const csv = `n,s\n${'1,a\nx,b\n'.repeat(30_000)}`;
  const plan = (store: ObjectStore, options: object = {}) =>
    planCsv(store, { csv, declared, onBadRow: 'reject', ...options });

  it.each([
    ['rows', { rows: 29_999 }],
    ['a fraction', { fraction: 0.49 }],
  ])('when more rows are bad than %s allow', async (_what, allowance) => {
    const store = memoryStore();
    const planned = await plan(store, { allowance });
    const error = await over(store, (session) => errorOf(session.convert(planned)));
    expect(error).toMatchObject({ name: 'BadInputError', message: expect.stringContaining('are allowed') });
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
  });

  it('when as many as allowed are bad, all are', async () => {
    const store = memoryStore();
    const planned = await plan(store, { allowance: { fraction: 0.5 } });
    await over(store, (session) => session.convert(planned));
    expect((await namesIn(store, OUTPUTS)).length).toBe(3);
  });

  it.each([
    ['.rejects.ndjson', 'at the first bytes'],
    ['.rejects.ndjson', 'at the last byte'],
    ['.parquet', 'at the first bytes'],
    ['.avro', 'at the last byte'],
  ] as const)('when the disk is full for %s %s', async (extension, when) => {
    const inner = memoryStore();
    const planned = await plan(inner);
    const store = storeWithFullDisk(inner, (ref) => ref.key.endsWith(extension), when);
    const error = await over(store, (session) => errorOf(session.convert(planned)));
    expect(error).toMatchObject({ name: 'StoreError', code: 'no-space' });
    expect(await namesIn(inner, OUTPUTS)).toEqual([]);
  });

  it('when the first bad row is to end the conversion', async () => {
    const store = memoryStore();
    const planned = await planCsv(store, { csv, declared });
    const error = await over(store, (session) => errorOf(session.convert(planned)));
    expect(error).toMatchObject({ name: 'BadInputError', badRow: { row: 2, byteOffset: 8, column: 'n' } });
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
  });

  it('when a cell contradicts a guess, however many rows were set aside before', async () => {
    const store = memoryStore();
    const planned = await planCsv(store, { csv: 'n,s\n1,true\n2,false\n', onBadRow: 'reject' });
    const bad = 'n,s\n1,true\n2\n3,TRUE\n4,x\n';
    const changed = await planText(store, bad, { kind: 'csv' });
    const contradicted = { ...planned, source: { ...changed.source, format: planned.source.format } };
    const error = await over(store, (session) => errorOf(session.convert(contradicted)));
    expect(error).toBeInstanceOf(ContradictionError);
    expect(error).toMatchObject({ row: 3, column: 's' });
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
  });

  it.each([
    ['all rows are bad', 'x,1\n'],
    ['all rows have the wrong width', '1\n'],
    ['all rows are good', '1,a\n'],
  ])('when it is stopped on the way while %s', async (_what, line) => {
    const inner = memoryStore();
    const planned = await planOf(inner, line);
    const stop = new AbortController();
    const stopped = new Error('stopped');
    const source = storeOfRepeats(inner, line, Number.POSITIVE_INFINITY);
    const never = async (_ref: ObjectRef, body: BodyStream, signal?: AbortSignal): Promise<never> => {
      const first = await body[Symbol.asyncIterator]().next();
      expect(first.done).toBe(false);
      setTimeout(() => stop.abort(stopped), 5);
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      throw stopped;
    };
    const store: ObjectStore = {
      ...source,
      write: (ref, body, signal) =>
        ref.key === planned.rejects?.key || line === '1,a\n'
          ? never(ref, body, signal)
          : inner.write(ref, body, signal),
    };
    expect(await over(store, (session) => errorOf(session.convert(planned, stop.signal)))).toBe(stopped);
    expect(await namesIn(inner, OUTPUTS)).toEqual([]);
  });

  it('when it is stopped before anything is written', async () => {
    const inner = memoryStore();
    const planned = await planOf(inner, '1,a\n');
    const stop = new AbortController();
    const stopped = new Error('stopped');
    const store: ObjectStore = {
      ...storeOfRepeats(inner, '1,a\n', Number.POSITIVE_INFINITY),
      async stat(ref) {
        if (ref.key === planned.rejects?.key) stop.abort(stopped);
        return inner.stat(ref);
      },
      async write(ref, body, signal) {
        signal?.throwIfAborted();
        return inner.write(ref, body, signal);
      },
    };
    expect(await over(store, (session) => errorOf(session.convert(planned, stop.signal)))).toBe(stopped);
    expect(await namesIn(inner, OUTPUTS)).toEqual([]);
  });
});

describe('what a file of rejects holds', () => {
  it('is nothing of a row where that is forbidden', async () => {
    const store = memoryStore();
    const plan = await planCsv(store, {
      csv: 'n,s\nsecret,1\n2,b\n',
      declared,
      onBadRow: 'reject',
      isRedacted: true,
    });
    await over(store, (session) => session.convert(plan));
    const text = Buffer.from(await collectBytes(store.read(plan.rejects!))).toString();
    expect(text).not.toContain('secret');
    expect(JSON.parse(text)).toMatchObject({ row: 1, byteOffset: 4, column: 'n', rawBytes: 8 });
  });
});
