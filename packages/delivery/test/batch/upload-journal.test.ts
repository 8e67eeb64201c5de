import { type ObjectStore, type OpenUpload, StoreError } from '@parquetry/core';
import { describe, expect, test } from 'vitest';
import { abortLeftovers, sweepUploads, uploadJournal } from '../../src/index.ts';
import { virtualClock } from '../resilience/support/virtual-clock.ts';
import { contentStore } from './support/content-store.ts';
import { batchOf } from './support/delivering.ts';
import { jobOf, listOf } from './support/jobs.ts';
import { output, recipeOf, source } from './support/recipes.ts';

const to = { bucket: 's3://lake', prefix: 'out/' };
const BELOW = 'out/_parquetry/uploads/';
const upload = (name: string, uploadId = `id of ${name}`): OpenUpload => ({ ref: output(name), uploadId });
const patience = () => ({ clock: virtualClock(), random: () => 0 });

/** Aborts in memory; the ids in `failing` cannot be aborted. */
function aborter(failing: Readonly<Record<string, Error>> = {}, open: readonly OpenUpload[] = []) {
  const aborted: string[] = [];
  return {
    aborted,
    async abortUpload({ uploadId }: OpenUpload) {
      const error = failing[uploadId];
      if (error) throw error;
      aborted.push(uploadId);
    },
    async *listUploads(bucket: string, prefix: string) {
      yield* open.filter(({ ref }) => ref.bucket === bucket && ref.key.startsWith(prefix));
    },
  };
}

describe('the journal of uploads', () => {
  test('has an object for each open upload, and none once it has ended', async () => {
    const store = contentStore();
    const journal = uploadJournal(() => store, to);
    await journal.opened(upload('a'));
    await journal.opened(upload('a', 'another'));
    const notes = await store.all('s3://lake', BELOW);
    expect(Object.keys(notes)).toEqual([
      expect.stringMatching(/\/[0-9a-f]{32}\.json$/),
      expect.stringMatching(/\/[0-9a-f]{32}\.json$/),
    ]);
    expect(
      Object.values(notes)
        .map((text) => JSON.parse(text).uploadId)
        .toSorted(),
    ).toEqual(['another', 'id of a']);
    await journal.closed(upload('a'));
    await journal.closed(upload('a', 'another'));
    expect(await store.all('s3://lake')).toEqual({});
  });

  test('is read by another process', async () => {
    const store = contentStore();
    await uploadJournal(() => store, to).opened(upload('a'));
    const found = await Array.fromAsync(uploadJournal(() => store, to).uploads());
    expect(found).toEqual([{ status: 'open', upload: upload('a') }]);
  });

  test('is empty where there is no directory yet', async () => {
    const { fileStore } = await import('@parquetry/core');
    const journal = uploadJournal(() => fileStore(), { bucket: '/nowhere/at/all', prefix: '' });
    expect(await Array.fromAsync(journal.uploads())).toEqual([]);
  });

  test('passes over what is closed while it is read, and over nothing else', async () => {
    const store = contentStore();
    await uploadJournal(() => store, to).opened(upload('a'));
    const failing = (code: 'not-found' | 'denied'): ObjectStore => ({
      ...store,
      read(ref) {
        throw new StoreError(code, ref, code);
      },
    });
    expect(await Array.fromAsync(uploadJournal(() => failing('not-found'), to).uploads())).toEqual([]);
    const denied = uploadJournal(() => failing('denied'), to);
    await expect(Array.fromAsync(denied.uploads())).rejects.toThrow('denied');
  });
});

describe('uploads that were left over', () => {
  test('are aborted, and again to no harm', async () => {
    const store = contentStore();
    const journal = uploadJournal(() => store, to);
    for (const name of ['a', 'b']) await journal.opened(upload(name));
    const server = aborter();
    expect(await abortLeftovers(journal, server, patience())).toEqual({ aborted: 2, problems: [] });
    expect(server.aborted.toSorted()).toEqual(['id of a', 'id of b']);
    expect(await store.all('s3://lake')).toEqual({});
    expect(await abortLeftovers(journal, server, patience())).toEqual({ aborted: 0, problems: [] });
  });

  test('that cannot be aborted stay in the journal, are told of, and do not stop the others', async () => {
    const store = contentStore();
    const journal = uploadJournal(() => store, to);
    for (const name of ['a', 'b', 'c']) await journal.opened(upload(name));
    const server = aborter({ 'id of b': new StoreError('denied', output('b'), 'access denied') });
    expect(await abortLeftovers(journal, server, patience())).toEqual({
      aborted: 2,
      problems: ['upload id of b of s3://lake/out/b could not be aborted: access denied'],
    });
    expect(await Array.fromAsync(journal.uploads())).toEqual([{ status: 'open', upload: upload('b') }]);
  });

  test('are looked for again where the store does not answer at first', async () => {
    const store = contentStore();
    const journal = uploadJournal(() => store, to);
    for (const name of ['a', 'b']) await journal.opened(upload(name));
    let failures = 3;
    const unreliable = {
      ...journal,
      async *uploads() {
        yield* journal.uploads();
        failures -= 1;
        if (failures >= 0) throw new StoreError('unavailable', output('a'), 'the connection broke');
      },
    };
    const server = aborter();
    const { clock, random } = patience();
    const report = await clock.drive(abortLeftovers(unreliable, server, { clock, random }));
    expect(report).toEqual({ aborted: 2, problems: [] });
    expect(server.aborted).toHaveLength(2);
  });

  test('whose note cannot be read are named', async () => {
    const store = contentStore();
    await store.put({ bucket: 's3://lake', key: `${BELOW}odd.json` }, '{"parquetry":"upload"}');
    await store.put({ bucket: 's3://lake', key: `${BELOW}torn.json` }, '{');
    const { aborted, problems } = await abortLeftovers(
      uploadJournal(() => store, to),
      aborter(),
      patience(),
    );
    expect(aborted).toBe(0);
    expect(problems).toEqual([
      expect.stringMatching(
        /^s3:\/\/lake\/out\/_parquetry\/uploads\/odd\.json tells of no upload: .*version/s,
      ),
      expect.stringMatching(/^s3:\/\/lake\/out\/_parquetry\/uploads\/torn\.json tells of no upload: /),
    ]);
  });

  test('are left when it is aborted itself', async () => {
    const store = contentStore();
    const journal = uploadJournal(() => store, to);
    await journal.opened(upload('a'));
    const abort = new AbortController();
    const server = {
      async abortUpload() {
        abort.abort(new Error('stopped by the test'));
        throw new Error('broken off');
      },
    };
    const aborting = abortLeftovers(journal, server, { ...patience(), signal: abort.signal });
    await expect(aborting).rejects.toThrow('stopped by the test');
    expect(await Array.fromAsync(journal.uploads())).toHaveLength(1);
  });

  test('are aborted when a batch resumes, and not when it begins anew', async () => {
    const store = contentStore();
    await store.put(source('a.csv'), 'one');
    const journal = uploadJournal(() => store, to);
    await journal.opened(upload('a.parquet'));
    await store.put({ bucket: 's3://lake', key: `${BELOW}torn.json` }, '{');
    const server = aborter();
    const uploads = { journal, aborter: server };
    const anew = batchOf({ store, uploads, resume: false }).batch;
    await Array.fromAsync(anew);
    expect(server.aborted).toEqual([]);
    const { batch } = batchOf({ store, uploads });
    await Array.fromAsync(batch);
    expect(server.aborted).toEqual(['id of a.parquet']);
    expect(batch.summary()).toMatchObject({
      uploadsAborted: 1,
      warnings: [expect.stringContaining('torn.json tells of no upload')],
    });
  });
});

describe('sweeping open uploads', () => {
  const recipe = recipeOf({ rejects: { bucket: 's3://lake', prefix: 'out/odd/' } });
  const options = () => ({ to, recipe, jobs: listOf([jobOf('a.csv'), jobOf('b.csv')]), ...patience() });

  test("aborts those of the outputs and rejected rows of jobs, and nobody else's", async () => {
    const open = ['a.parquet', 'odd/b.rejects.ndjson', 'c.parquet', 'a.avro'].map((name) => upload(name));
    const server = aborter({}, [...open, upload('a.parquet', 'second')]);
    expect(await sweepUploads(server, options())).toEqual({ aborted: 3, problems: [] });
    expect(server.aborted).toEqual(['id of a.parquet', 'second', 'id of odd/b.rejects.ndjson']);
  });

  test('tells of those that cannot be aborted', async () => {
    const denied = new StoreError('denied', output('a.parquet'), 'access denied');
    const server = aborter({ 'id of a.parquet': denied }, [upload('a.parquet'), upload('b.parquet')]);
    expect(await sweepUploads(server, options())).toEqual({
      aborted: 1,
      problems: ['upload id of a.parquet of s3://lake/out/a.parquet could not be aborted: access denied'],
    });
  });

  test('lists them again where the store breaks off', async () => {
    const open = [upload('a.parquet'), upload('b.parquet')];
    const server = aborter({}, open);
    let failures = 3;
    const listUploads = async function* () {
      yield open[0]!;
      failures -= 1;
      if (failures >= 0) throw new StoreError('unavailable', output('a'), 'the connection broke');
      yield open[1]!;
    };
    const { clock, ...rest } = options();
    const report = await clock.drive(sweepUploads({ ...server, listUploads }, { clock, ...rest }));
    expect(report).toEqual({ aborted: 2, problems: [] });
    expect(server.aborted).toEqual(['id of a.parquet', 'id of b.parquet']);
  });

  test('lists no jobs where no upload is open', async () => {
    const jobs = (async function* () {
      yield await Promise.reject(new Error('listed in vain'));
    })();
    expect(await sweepUploads(aborter(), { ...options(), jobs })).toEqual({ aborted: 0, problems: [] });
  });
});
