import { collectBytes, type ObjectRef, type ObjectStore, StoreError } from '@parquetry/core';
import type { RunJob } from '../../../src/jobs/job.ts';
import { jobResult } from './jobs.ts';

export const sourceRef = (key: string): ObjectRef => ({ bucket: 's3://source', key });
export const outputRef = (key: string): ObjectRef => ({ bucket: 's3://target', key });

export const textOf = async (store: ObjectStore, ref: ObjectRef): Promise<string | undefined> =>
  (await store.stat(ref)) && Buffer.from(await collectBytes(store.read(ref))).toString();

export const writeText = (store: ObjectStore, ref: ObjectRef, text: string) =>
  store.write(
    ref,
    (async function* () {
      yield Buffer.from(text);
    })(),
  );

/** The smallest conversion: reads the version that the job names, or the current one, and writes it in capitals. */
export const textConverter =
  (store: ObjectStore): RunJob =>
  async ({ source: { ref, etag: named } }) => {
    const etag = named ?? (await store.stat(ref))?.etag;
    if (etag === undefined) throw new StoreError('not-found', ref, 'gone');
    const content = await collectBytes(store.read(ref, { ifMatch: etag }));
    await writeText(store, outputRef(ref.key), Buffer.from(content).toString().toUpperCase());
    return jobResult(etag);
  };
