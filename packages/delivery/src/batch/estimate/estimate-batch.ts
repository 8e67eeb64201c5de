import { isS3Bucket } from '@parquetry/s3';
import type { Job } from '../../jobs/job.ts';
import type { Recipe } from '../../jobs/recipe.ts';
import type { PipelineSettings } from '../../pipeline/pipeline-settings.ts';
import type { Offer } from '../run-batch.ts';
import {
  priceRequests,
  type RequestCounts,
  type RequestPrices,
  type S3Operation,
  s3Operations,
} from './s3-prices.ts';

/** What has been measured of converting, so that its time can be priced. */
export interface ComputePrice {
  /** Of a million bytes of sources as stored. */
  readonly cpuSecondsPerMb: number;
  readonly dollarsPerCpuSecond: number;
}

export interface EstimateOptions {
  readonly prices: RequestPrices;
  readonly compute?: ComputePrice;
  /** Bytes of each output for a byte of its source. */
  readonly outputBytesPerByte: number;
  /** Entries of the manifest in one segment. */
  readonly flushJobs: number;
  /** Requests of the batch as a whole, asked for when all offers have been taken. */
  readonly besides?: () => Partial<RequestCounts>;
}

/** Plain data. Retries, and objects that turn out to need a second pass, come on top. */
export interface BatchEstimate {
  /** Jobs to carry out. */
  readonly objects: number;
  readonly bytes: number;
  /** Finished before. */
  readonly skipped: number;
  /** Jobs that fail before anything is read: two sources of one output, names that no file can have. */
  readonly refused: readonly string[];
  readonly requests: RequestCounts;
  readonly dollars: {
    readonly byRequest: Readonly<Record<S3Operation, number>>;
    readonly requests: number;
    /** Absent where nothing was measured. */
    readonly compute?: number;
    readonly total: number;
  };
  readonly prices: RequestPrices;
  readonly outputBytesPerByte: number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const MB = 1e6;

/**
 * GETs of one source. What is held is read once. What is streamed is looked at first, its first line where there is a
 * model to compare it with, else its beginning; then it is typed where that is asked for; then it is converted.
 */
function getsOf(bytes: number, { typing }: Recipe, { s3, wholeObjectBytes }: PipelineSettings): number {
  const ranges = (length: number) => Math.max(1, Math.ceil(Math.min(length, bytes) / s3.rangeBytes));
  const whole = ranges(bytes);
  if (bytes <= wholeObjectBytes) return whole;
  switch (typing.kind) {
    case 'shared':
      return 1 + whole;
    case 'per-object':
      return 1 + ranges(typing.sampleBytes ?? bytes) + whole;
    default:
      return typing satisfies never;
  }
}

class Estimate {
  readonly #recipe: Recipe;
  readonly #settings: PipelineSettings;
  readonly #options: EstimateOptions;
  readonly #requests = Object.fromEntries(s3Operations.map((it) => [it, 0])) as Record<S3Operation, number>;
  readonly #refused: string[] = [];
  #objects = 0;
  #bytes = 0;
  #skipped = 0;

  constructor(recipe: Recipe, settings: PipelineSettings, options: EstimateOptions) {
    this.#recipe = recipe;
    this.#settings = settings;
    this.#options = options;
  }

  take(offer: Offer): void {
    if (!('status' in offer)) this.#add(offer);
    else if (offer.status === 'failed') this.#refused.push(offer.failure.message);
    else this.#skipped += 1;
  }

  result(): BatchEstimate {
    const { besides, compute, flushJobs, outputBytesPerByte, prices } = this.#options;
    const requests = { ...this.#requests };
    for (const [operation, count] of Object.entries(besides?.() ?? {}))
      requests[operation as S3Operation] += count;
    if (isS3Bucket(this.#recipe.to.bucket)) requests.PutObject += Math.ceil(this.#objects / flushJobs);
    const byRequest = priceRequests(requests, prices);
    const requestDollars = sum(Object.values(byRequest));
    const computeDollars =
      compute && (this.#bytes / MB) * compute.cpuSecondsPerMb * compute.dollarsPerCpuSecond;
    return {
      objects: this.#objects,
      bytes: this.#bytes,
      skipped: this.#skipped,
      refused: this.#refused,
      requests,
      dollars: {
        byRequest,
        requests: requestDollars,
        ...(computeDollars !== undefined && { compute: computeDollars }),
        total: requestDollars + (computeDollars ?? 0),
      },
      prices,
      outputBytesPerByte,
    };
  }

  #add({ source }: Job): void {
    const { from, outputs, to } = this.#recipe;
    const { bytes = 0 } = source;
    this.#objects += 1;
    this.#bytes += bytes;
    if (isS3Bucket(from.bucket)) this.#requests.GetObject += getsOf(bytes, this.#recipe, this.#settings);
    if (isS3Bucket(to.bucket)) for (const _ of outputs) this.#addOutput(bytes);
  }

  /** One request up to the size of a part; otherwise several, the upload noted down in the journal before. */
  #addOutput(sourceBytes: number): void {
    const { partBytes } = this.#settings.s3;
    const bytes = sourceBytes * this.#options.outputBytesPerByte;
    this.#requests.PutObject += 1;
    if (bytes <= partBytes) return;
    this.#requests.CreateMultipartUpload += 1;
    this.#requests.UploadPart += Math.ceil(bytes / partBytes);
    this.#requests.CompleteMultipartUpload += 1;
    this.#requests.DeleteObject += 1;
  }
}

/** What a batch would ask of S3 and what that costs: counted as the pipeline makes requests, not measured. */
export async function estimateBatch(
  offers: AsyncIterable<Offer>,
  recipe: Recipe,
  settings: PipelineSettings,
  options: EstimateOptions,
): Promise<BatchEstimate> {
  const estimate = new Estimate(recipe, settings, options);
  for await (const offer of offers) estimate.take(offer);
  return estimate.result();
}
