import { recipeFingerprint } from '../dead-letters/recipe-fingerprint.ts';
import type { Job } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { BatchRequest } from './batch-request.ts';
import { listSources } from './list-sources.ts';
import type { ReopenedEntry } from './manifest/entry.ts';
import type { OutputIndex } from './manifest/output-index.ts';
import { planBatch, seeLeftOut, vanishedSources } from './plan-batch.ts';
import type { Offer } from './run-batch.ts';
import type { Tally } from './tally.ts';
import { tryAgain } from './try-again.ts';

const OBJECTS_PER_NEWS = 1000;

export interface BatchOffers {
  /** What the manifest knows; used up. */
  readonly index: OutputIndex;
  readonly tally: Tally;
  readonly reopen: (entries: readonly ReopenedEntry[]) => Promise<void>;
  readonly observe?: Observe;
}

async function* listJobs(request: BatchRequest, { index, observe, tally }: BatchOffers): AsyncGenerator<Job> {
  const { clock, filter, random, recipe, signal, store } = request;
  const tellListed = (isAll: boolean) => observe?.({ kind: 'listed', ...tally.offered, isAll });
  const jobs = listSources(store, recipe.from, filter, {
    clock,
    random,
    ...(signal && { signal }),
    onLeftOut: ({ ref }, reason) => {
      tally.leaveOut(reason);
      seeLeftOut({ recipe, index }, ref);
    },
  });
  for await (const job of jobs) {
    tally.offer(job.source.bytes ?? 0);
    if (tally.offered.objects % OBJECTS_PER_NEWS === 0) tellListed(false);
    yield job;
  }
  tellListed(true);
}

/** What a batch consists of, as it is listed; once all is, the tally has the sources that are gone. */
export async function* batchOffers(request: BatchRequest, offers: BatchOffers): AsyncGenerator<Offer> {
  const { clock, recipe, resume, signal, store } = request;
  const { index, observe, reopen, tally } = offers;
  yield* planBatch(listJobs(request, offers), {
    recipe,
    fingerprint: recipeFingerprint(recipe),
    index,
    resume,
    now: () => clock.now(),
    reopen,
    exists: async (ref) => (await tryAgain(() => store.stat(ref, signal), request, signal)) !== undefined,
    observe: (event) => {
      if (event.kind === 'source-changed') tally.change();
      observe?.(event);
    },
  });
  for (const source of vanishedSources({ recipe, index })) tally.vanish(source);
}
