import { join } from 'node:path';
import type { EngineLimits } from '@parquetry/core';
import { pipelineSettings } from '@parquetry/delivery';
import type { LocalAws, ServerCounters } from '@parquetry/local-aws';
import { environmentFor } from '../places/bench-stack.ts';
import { askCampaignClerk } from './ask-campaign-clerk.ts';
import type { CampaignProgress } from './campaign-progress.ts';
import type { CampaignRecord } from './campaign-record.ts';
import { type BroughtToEnd, bringToEnd } from './deliveries/bring-to-end.ts';
import type { BrokenVariant } from './deliveries/broken-variants.ts';
import { Deliveries } from './deliveries/deliveries.ts';
import type { DeliveryOrder } from './deliveries/delivery-order.ts';
import { faultMix } from './fault-mix.ts';
import type { Judgement } from './judge/judgement.ts';
import { carryOutKills, type KillCount } from './kills/carry-out-kills.ts';
import type { KillOrder } from './kills/kill-steps.ts';
import type { WorkLeft } from './kills/plan-kills.ts';
import { type Lake, lakeIn, recipeOf } from './sources/lake.ts';
import { planSources, type SourceCounts, type SourceKind } from './sources/plan-sources.ts';

/** What all trials of a campaign have in common. */
export interface TrialMeans {
  readonly aws: LocalAws;
  readonly seed: number;
  readonly engine: string;
  readonly limits: EngineLimits;
  /** Of each kind of fault, 0 … 1. */
  readonly rate: number;
  /** Of the process that delivers: calls `serveRequest` with a {@link DeliveryOrder}. */
  readonly module: string;
  /** For what processes write down of themselves. */
  readonly scratch: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: CampaignProgress) => void;
}

/** A delivery that is seen through: sources, kills, the rest, dead letters, and the judgement. */
export interface Trial {
  readonly bucket: string;
  readonly counts: SourceCounts;
  readonly plan: (left: () => WorkLeft) => Iterable<KillOrder>;
  readonly variant: BrokenVariant | undefined;
}

export interface TrialEnd extends BroughtToEnd {
  readonly deliveries: Deliveries;
  readonly judgement: Judgement;
  readonly kills: readonly KillCount[];
  readonly served: ServerCounters;
  readonly sources: CampaignRecord['sources'];
}

const MIB = 1 << 20;
export const PROFILE = 'same-region';
const RUN_TIMEOUT_MS = 60 * 60_000;

/** Smaller than the defaults, so that more often something is under way when a process is killed. */
const SETTINGS = {
  s3: { partBytes: 5 * MIB },
  /** So that not all small sources have come to their end while a large one is under way. */
  filesInFlight: 6,
  /** Of the large sources, which have 12 to 14.5 MB, half are held and half are streamed. */
  wholeObjectBytes: 12.5 * MIB,
  /** Half of the default, so that there are dead letters that another try can drain. */
  jobAttempts: 2,
};
const FLUSH = { jobs: 25, ms: 1_000 };

function orderOf({ engine, limits, rate, seed, scratch }: TrialMeans, lake: Lake, { variant }: Trial) {
  const order: Omit<DeliveryOrder, 'work' | 'kill'> = {
    engine,
    recipe: recipeOf(lake),
    settings: pipelineSettings.parse({ ...SETTINGS, threads: limits.threads }),
    limits,
    flush: FLUSH,
    network: { profile: PROFILE, faults: faultMix(rate), seed },
    variant,
    boxPath: join(scratch, 'black-box.ndjson'),
  };
  return order;
}

/** Most of what short processes do is to compile what they all have in common. */
const environmentOf = ({ aws, scratch }: TrialMeans): NodeJS.ProcessEnv => ({
  ...environmentFor(aws),
  NODE_COMPILE_CACHE: join(scratch, 'compiled'),
});

/** Sources that no process has converted yet. */
function workLeft(counts: SourceCounts, seed: number, deliveries: Deliveries): () => WorkLeft {
  const planned = planSources(counts, seed);
  const leftOf = (of: SourceKind) =>
    planned.filter(({ key, kind }) => kind === of && !deliveries.isDelivered(key)).length;
  return () => ({ small: leftOf('small'), large: leftOf('large') });
}

/** @throws the signal's reason when aborted, once all processes are gone; Error when a delivery fails again and again. */
export async function carryOutTrial(means: TrialMeans, trial: Trial): Promise<TrialEnd> {
  const { aws, module, onProgress, seed, signal } = means;
  const { bucket, counts, plan } = trial;
  const { files } = counts;
  const environment = environmentOf(means);
  await aws.createBucket(bucket);
  const lake = lakeIn(`s3://${bucket}`);
  onProgress({ step: 'put', files });
  const { sources, rows } = await askCampaignClerk<'put'>(
    environment,
    { do: 'put', lake, counts, seed },
    signal,
  );
  await aws.resetCounters();
  const deliveries = new Deliveries({
    module,
    environment,
    timeoutMs: RUN_TIMEOUT_MS,
    signal,
    order: orderOf(means, lake, trial),
    onNews: (delivered, work, kill) => onProgress({ step: work, kill, delivered, files }),
  });
  const onKilled = () => onProgress({ step: 'killed' });
  const kills = await carryOutKills({ deliveries, aws, onKilled }, plan(workLeft(counts, seed, deliveries)));
  const ended = await bringToEnd(deliveries);
  const served = await aws.counters();
  onProgress({ step: 'judge', files });
  const { judgement } = await askCampaignClerk<'judge'>(
    environment,
    { do: 'judge', lake, sources, writers: ended.writers, uploads: served.uploads },
    signal,
  );
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
  return { ...ended, deliveries, judgement, kills, served, sources: { ...counts, rows, bytes } };
}
