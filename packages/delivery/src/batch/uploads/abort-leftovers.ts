import { displayRef, type ObjectRef, type OpenUpload, type UploadAborter } from '@parquetry/core';
import type { Job } from '../../jobs/job.ts';
import { outputRefs } from '../../jobs/name-outputs.ts';
import type { Place, Recipe } from '../../jobs/recipe.ts';
import { type Patience, tryAgain } from '../try-again.ts';
import type { ReadableJournal } from './upload-journal.ts';

export interface LeftoverReport {
  readonly aborted: number;
  /** What could not be aborted, or not be read, and why. */
  readonly problems: readonly string[];
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function abortOne(
  { ref, uploadId }: OpenUpload,
  abort: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    await abort();
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return `upload ${uploadId} of ${displayRef(ref)} could not be aborted: ${reasonOf(error)}`;
  }
}

/**
 * Aborts what another process has begun to upload and neither completed nor aborted, as its journal tells; one that ended
 * meanwhile is no problem. Not while that process still runs: its uploads would fail.
 */
export async function abortLeftovers(
  journal: ReadableJournal,
  aborter: UploadAborter,
  { signal, ...patience }: Patience & { readonly signal?: AbortSignal },
): Promise<LeftoverReport> {
  const problems: string[] = [];
  let aborted = 0;
  const entries = await tryAgain(() => Array.fromAsync(journal.uploads(signal)), patience, signal);
  for (const entry of entries) {
    if (entry.status === 'unreadable') {
      problems.push(`${entry.name} tells of no upload: ${entry.because}; delete it`);
      continue;
    }
    const { upload } = entry;
    const abort = async () => {
      await tryAgain(() => aborter.abortUpload(upload, signal), patience, signal);
      await tryAgain(() => journal.closed(upload), patience, signal);
    };
    const problem = await abortOne(upload, abort, signal);
    if (problem === undefined) aborted += 1;
    else problems.push(problem);
  }
  return { aborted, problems };
}

/** A store that can tell of open uploads, whoever began them. */
export interface UploadLister extends UploadAborter {
  listUploads(bucket: string, prefix: string, signal?: AbortSignal): AsyncIterable<OpenUpload>;
}

export interface SweepOptions extends Patience {
  /** Below it, uploads are looked for. */
  readonly to: Place;
  readonly recipe: Recipe;
  /** Only uploads of their outputs are aborted. */
  readonly jobs: AsyncIterable<Job>;
  readonly signal?: AbortSignal;
}

/**
 * Aborts open uploads of the outputs of jobs, those too that no journal knows of: of a process that was killed between
 * beginning an upload and noting it down. Uploads of other keys are somebody else's.
 */
export async function sweepUploads(
  lister: UploadLister,
  { jobs, recipe, signal, to, ...patience }: SweepOptions,
): Promise<LeftoverReport> {
  const open = new Map<string, OpenUpload[]>();
  const list = () => Array.fromAsync(lister.listUploads(to.bucket, to.prefix, signal));
  for (const upload of await tryAgain(list, patience, signal)) {
    const name = displayRef(upload.ref);
    open.set(name, [...(open.get(name) ?? []), upload]);
  }
  const problems: string[] = [];
  let aborted = 0;
  if (open.size === 0) return { aborted, problems };
  for await (const { source } of jobs) {
    const { outputs, rejects } = outputRefs(recipe, source.ref);
    const refs: readonly ObjectRef[] = rejects ? [...outputs, rejects] : outputs;
    for (const upload of refs.flatMap((ref) => open.get(displayRef(ref)) ?? [])) {
      const abort = () => tryAgain(() => lister.abortUpload(upload, signal), patience, signal);
      const problem = await abortOne(upload, abort, signal);
      if (problem === undefined) aborted += 1;
      else problems.push(problem);
    }
  }
  return { aborted, problems };
}
