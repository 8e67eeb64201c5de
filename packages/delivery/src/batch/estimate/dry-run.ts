import { isS3Bucket } from '@parquetry/s3';
import type { PipelineSettings } from '../../pipeline/pipeline-settings.ts';
import { batchOffers } from '../batch-offers.ts';
import { type BatchRequest, FLUSH_JOBS } from '../batch-request.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { Segments } from '../manifest/segments.ts';
import { requireSeparate } from '../safety/require-separate.ts';
import { type BatchSummary, Tally } from '../tally.ts';
import { type BatchEstimate, type ComputePrice, estimateBatch } from './estimate-batch.ts';
import { type RequestPrices, type S3Operation, s3RequestPrices } from './s3-prices.ts';

export interface DryRunOptions extends BatchRequest {
  readonly settings: PipelineSettings;
  /** Of us-east-1 when absent. */
  readonly prices?: RequestPrices;
  readonly compute?: ComputePrice;
  /** Bytes of each output for a byte of its source; 1 when absent, which is more than columns of text usually take. */
  readonly outputBytesPerByte?: number;
}

export interface DryRun
  extends BatchEstimate,
    Pick<BatchSummary, 'changed' | 'leftOut' | 'vanished' | 'warnings'> {}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const OBJECTS_PER_PAGE = 1000;
const pagesOf = (objects: number) => Math.max(1, Math.ceil(objects / OBJECTS_PER_PAGE));

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/**
 * What a batch would do, and what that would cost; it lists and reads the manifest, and writes nothing.
 *
 * @throws RequestError and StoreError as the batch itself would.
 */
export async function dryRunBatch(options: DryRunOptions): Promise<DryRun> {
  const {
    clock,
    compute,
    outputBytesPerByte = 1,
    prices = s3RequestPrices,
    recipe,
    settings,
    signal,
    store,
  } = options;
  requireSeparate(recipe);
  const tally = new Tally(() => clock.now());
  const segments = new Segments(store, recipe.to, options);
  const { index, listed } = await readManifest(segments, (text) => tally.warn(text), signal);
  const besides = (): Partial<Record<S3Operation, number>> => {
    const pages = isS3Bucket(recipe.from.bucket)
      ? pagesOf(tally.offered.objects + total(tally.summary().leftOut))
      : 0;
    if (!isS3Bucket(recipe.to.bucket)) return { ListObjectsV2: pages };
    return { ListObjectsV2: pages + pagesOf(listed.length), GetObject: listed.length };
  };
  const offers = batchOffers(options, { index, tally, reopen: async () => {} });
  const estimate = await estimateBatch(offers, recipe, settings, {
    prices,
    outputBytesPerByte,
    flushJobs: FLUSH_JOBS,
    besides,
    ...(compute && { compute }),
  });
  const { changed, leftOut, vanished, warnings } = tally.summary();
  return { ...estimate, changed, leftOut, vanished, warnings };
}
