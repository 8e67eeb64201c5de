import type { DeliveryAnswer } from './deliveries/delivery-order.ts';
import type { LakeJudging } from './judge/judge-lake.ts';
import type { Judgement } from './judge/judgement.ts';
import type { Lake, StoredSource } from './sources/lake.ts';
import type { SourceCounts } from './sources/plan-sources.ts';

/** What a campaign itself does with objects: no faults, nothing in between, and nothing of the pipeline. */
export type CampaignClerkRequest =
  | { readonly do: 'put'; readonly lake: Lake; readonly counts: SourceCounts; readonly seed: number }
  | {
      readonly do: 'judge';
      readonly lake: Lake;
      readonly sources: readonly StoredSource[];
      readonly writers: DeliveryAnswer['writers'];
      readonly uploads: LakeJudging['uploads'];
    };

export type CampaignClerkAnswer =
  | { readonly did: 'put'; readonly sources: readonly StoredSource[]; readonly rows: number }
  | { readonly did: 'judge'; readonly judgement: Judgement };
