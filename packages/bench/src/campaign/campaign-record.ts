/** What a record says of a fault campaign; counts of the pipeline's own account are named as such. */
import { z } from 'zod';
import { brokenVariants } from './deliveries/broken-variants.ts';
import { judgement } from './judge/judgement.ts';
import { killSteps } from './kills/kill-steps.ts';

const count = z.number().int().nonnegative();
const step = z.enum(killSteps);
const variant = z.enum(brokenVariants);

/** One process, as its black box tells. */
const deliveryRun = z.strictObject({
  work: z.enum(['deliver', 'redrive']),
  end: z.enum(['killed', 'ended', 'failed']),
  /** Of one that was killed. */
  step: step.nullable(),
  /** Of one that failed. */
  error: z.string().nullable(),
  /** Sources that were converted for the first time. */
  converted: count,
  /** Sources that an earlier process had converted, before it could say so. */
  again: count,
  failed: count,
  jobsRetried: count,
  requests: count,
  faults: count,
  elapsedMs: z.number(),
});
export type DeliveryRun = z.infer<typeof deliveryRun>;

export const campaignRecord = z.strictObject({
  engine: z.string(),
  threads: count,
  /** Of the network. */
  profile: z.string(),
  /** Of each kind of fault, 0 … 1. */
  rate: z.number(),
  /** Null: the delivery as it is. */
  variant: variant.nullable(),
  sources: z.strictObject({ files: count, large: count, bad: count, rows: count, bytes: count }),
  judgement,
  /** Of sources that something can be made of, the share that was delivered before dead letters were redriven, as the pipeline tells. */
  deliveredAtFirst: z.number(),
  /** A kill counts where the process said the step, was ended by SIGKILL, and the server has seen what led to the step. */
  kills: z.array(z.strictObject({ step, wanted: count, killed: count })),
  /** In their order. */
  runs: z.array(deliveryRun),
  /** By name; of one that struck each time it did. */
  faults: z.record(z.string(), count),
  /** Sent by the pipeline, retries included. */
  requestsSent: count,
  /** By operation, as the server counts them: those that a fault kept from it are missing. */
  requestsServed: z.record(z.string(), count),
  uploads: z.strictObject({ created: count, completed: count, aborted: count }),
  redrive: z.strictObject({ letters: count, drained: count, left: count, elapsedMs: z.number() }),
  /** A delivery that is broken on purpose, by the same judge; null where the campaign itself was of one. */
  sight: z.strictObject({ variant, offered: count, kills: count, lost: count }).nullable(),
  elapsedMs: z.number(),
});
export type CampaignRecord = z.infer<typeof campaignRecord>;
