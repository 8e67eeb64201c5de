import { fileURLToPath } from 'node:url';
import { describeEnvironment, placeOf } from '../environment/describe-environment.ts';
import { lambdaPrice } from '../figures/lambda-prices.ts';
import { RECORD_VERSION, type RunRecord } from '../record/run-record.ts';
import type { CampaignRecord } from './campaign-record.ts';
import { type CampaignDependencies, type CampaignRequest, runCampaign } from './run-campaign.ts';

export interface RecordedCampaignRequest extends CampaignRequest {
  /** A command line that makes the same campaign. */
  readonly command: string;
  /** Version of Parquetry. */
  readonly harness: string;
  /** Holds the lockfile; a git checkout or not. */
  readonly projectDirectory: string;
}

/** What runs is the source itself: no bundle is built of it. */
const deliverySources = () => fileURLToPath(new URL('.', import.meta.resolve('@parquetry/delivery')));

function noticed({ kills, runs }: CampaignRecord): string[] {
  const short = kills
    .filter(({ killed, wanted }) => killed < wanted)
    .map(({ step, killed, wanted }) => `killed ${step} ${killed} times instead of ${wanted}: work ran out`);
  const failed = runs
    .filter(({ end }) => end === 'failed')
    .map(({ error }) => `a process failed by itself and was started again: ${error}`);
  return [...short, ...failed];
}

/** Runs a campaign, and tells of it as a record does of measurements. @throws as {@link runCampaign}. */
export async function recordCampaign(
  request: RecordedCampaignRequest,
  dependencies: CampaignDependencies,
): Promise<RunRecord> {
  const { command, harness, projectDirectory, seed } = request;
  const createdAt = new Date().toISOString();
  const environment = await describeEnvironment(deliverySources(), projectDirectory);
  const campaign = await runCampaign(request, dependencies);
  return {
    recordVersion: RECORD_VERSION,
    id: crypto.randomUUID().slice(0, 8),
    createdAt,
    finishedAt: new Date().toISOString(),
    harness,
    command,
    place: placeOf(environment),
    seed,
    environment,
    price: lambdaPrice(process.arch),
    scenarios: [],
    measurements: [],
    fits: [],
    campaign,
    warnings: noticed(campaign),
  };
}
