import type { Job, JobOutcome } from '../jobs/job.ts';
import type { DeliveryEvent } from '../observe/delivery-event.ts';
import type { PipelineUsage } from '../pipeline/pipeline.ts';

/** To a lane. Every `id` is answered once. */
export type ToLane =
  | { readonly kind: 'settle'; readonly id: number; readonly job: Job }
  /** The job of that id is not wanted any more; it is still answered. */
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'usage'; readonly id: number }
  | { readonly kind: 'close' };

/** From a lane; `ready` or `broken` comes first. */
export type FromLane =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: unknown }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: JobOutcome }
  | { readonly kind: 'aborted'; readonly id: number }
  | { readonly kind: 'usage'; readonly id: number; readonly usage: PipelineUsage }
  | { readonly kind: 'event'; readonly event: DeliveryEvent };
