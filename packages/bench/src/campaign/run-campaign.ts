import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartLocalAws } from '../places/bench-stack.ts';
import type { CampaignProgress } from './campaign-progress.ts';
import type { CampaignRecord } from './campaign-record.ts';
import { chanceOf } from './chance.ts';
import type { BrokenVariant } from './deliveries/broken-variants.ts';
import { planKills } from './kills/plan-kills.ts';
import { countsOf } from './sources/plan-sources.ts';
import { carryOutTrial, PROFILE, type TrialEnd, type TrialMeans } from './trial.ts';

export interface CampaignRequest extends Pick<TrialMeans, 'rate' | 'seed' | 'engine' | 'limits' | 'module'> {
  readonly files: number;
  /** At each step. */
  readonly kills: number;
  /** Absent: the delivery as it is, and a small broken one beside it. */
  readonly variant?: BrokenVariant | undefined;
  /** What is written in it is deleted in the end. */
  readonly scratchDirectory: string;
}

export interface CampaignDependencies {
  readonly startLocalAws: StartLocalAws;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: CampaignProgress) => void;
}

type Sight = NonNullable<CampaignRecord['sight']>;

/** A small delivery that is broken on purpose, before the eyes of the same judge. */
async function carryOutSight(means: TrialMeans): Promise<Sight> {
  means.onProgress({ step: 'sight' });
  const variant = 'manifest-first';
  const { judgement, kills } = await carryOutTrial(
    { ...means, onProgress() {} },
    {
      bucket: 'sight',
      counts: { files: 30, large: 0, bad: 0 },
      plan: () => [{ step: 'after GET', count: 1 }],
      variant,
    },
  );
  const { offered, lost } = judgement;
  return { variant, offered, lost: lost.count, kills: kills.reduce((sum, { killed }) => sum + killed, 0) };
}

type Told = Pick<
  CampaignRecord,
  | 'sources'
  | 'judgement'
  | 'kills'
  | 'deliveredAtFirst'
  | 'runs'
  | 'faults'
  | 'requestsSent'
  | 'requestsServed'
  | 'uploads'
  | 'redrive'
>;

function tell({ deliveries, served, sources, ...end }: TrialEnd): Told {
  const { runs, faults } = deliveries;
  return {
    sources,
    judgement: end.judgement,
    kills: [...end.kills],
    // A delivery that is broken may think that it has done more than is there.
    deliveredAtFirst: Math.min(end.deliveredAtFirst, end.judgement.delivered) / (sources.files - sources.bad),
    runs: [...runs],
    faults: { ...faults },
    requestsSent: runs.reduce((sum, { requests }) => sum + requests, 0),
    requestsServed: { ...served.requests },
    uploads: { ...served.uploads },
    redrive: end.redrive,
  };
}

async function carryOut(means: TrialMeans, request: CampaignRequest): Promise<CampaignRecord> {
  const { files, kills, variant } = request;
  const { engine, limits, rate, seed } = means;
  const startedAt = performance.now();
  const trial = await carryOutTrial(means, {
    bucket: 'campaign',
    counts: countsOf(files),
    plan: (left) => planKills(kills, left, chanceOf(seed, 'kills')),
    variant,
  });
  const sight = variant === undefined ? await carryOutSight(means) : null;
  return {
    engine,
    threads: limits.threads,
    profile: PROFILE,
    rate,
    variant: variant ?? null,
    ...tell(trial),
    sight,
    elapsedMs: performance.now() - startedAt,
  };
}

/**
 * Delivers thousands of objects through faults and kills, and judges from outside what is there in the end.
 *
 * @throws the signal's reason when aborted, once all processes are gone; Error when a delivery fails again and again.
 */
export async function runCampaign(
  request: CampaignRequest,
  { startLocalAws, signal, onProgress = () => {} }: CampaignDependencies,
): Promise<CampaignRecord> {
  const scratch = await mkdtemp(join(request.scratchDirectory, 'parquetry-faults-'));
  try {
    await using aws = await startLocalAws();
    return await carryOut({ ...request, aws, scratch, signal, onProgress }, request);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
