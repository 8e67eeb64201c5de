import type { CampaignRecord, RunRecord } from '@parquetry/bench/record';
import { plausibleRecord } from './plausible-record.ts';

const none = { count: 0, first: [] };

const run = (values: Partial<CampaignRecord['runs'][number]>): CampaignRecord['runs'][number] => ({
  work: 'deliver',
  end: 'ended',
  step: null,
  error: null,
  converted: 0,
  again: 0,
  failed: 0,
  jobsRetried: 0,
  requests: 100,
  faults: 40,
  elapsedMs: 2_000,
  ...values,
});

export const plausibleCampaign = (): CampaignRecord => ({
  engine: 'simd',
  threads: 2,
  profile: 'same-region',
  rate: 0.05,
  variant: null,
  sources: { files: 100, large: 2, bad: 3, rows: 40_000, bytes: 30_000_000 },
  judgement: {
    offered: 100,
    delivered: 97,
    deadLettered: [{ kind: 'data-quality', code: 'BadInputError', letters: 3, first: 'in/7.csv row 2: bad' }],
    rows: 39_000,
    outputBytes: 55_000_000,
    verifiedBy: { parquet: 'hyparquet', avro: 'avsc' },
    lost: none,
    doubled: none,
    wrong: none,
    stray: none,
    leaked: none,
    changed: none,
  },
  deliveredAtFirst: 0.98,
  kills: [
    { step: 'after GET', wanted: 1, killed: 1 },
    { step: 'between parts', wanted: 1, killed: 1 },
  ],
  runs: [
    run({ end: 'killed', step: 'after GET', converted: 30 }),
    run({ end: 'failed', error: 'the connection <b>broke</b>' }),
    run({ end: 'killed', step: 'between parts', converted: 40, again: 5 }),
    run({ converted: 25, failed: 5 }),
    run({ work: 'redrive', converted: 2 }),
  ],
  faults: { 'slow-down': 90, 'reset-after': 60, 'cut-body-end': 50 },
  requestsSent: 500,
  requestsServed: { GetObject: 200, PutObject: 250 },
  uploads: { created: 9, completed: 4, aborted: 5 },
  redrive: { letters: 5, drained: 2, left: 3, elapsedMs: 1_500 },
  sight: { variant: 'manifest-first', offered: 30, kills: 1, lost: 25 },
  elapsedMs: 60_000,
});

export const recordOf = (campaign: CampaignRecord): RunRecord => ({
  ...plausibleRecord(),
  scenarios: [],
  measurements: [],
  fits: [],
  warnings: [],
  campaign,
});

/** A campaign that has found something. */
export const troubledCampaign = (): CampaignRecord => {
  const campaign = plausibleCampaign();
  const { judgement } = campaign;
  return {
    ...campaign,
    judgement: {
      ...judgement,
      delivered: 94,
      lost: { count: 2, first: ['in/1.csv: there is no out/1.avro', 'in/<2>.csv: there is no out/2.avro'] },
      doubled: { count: 1, first: ['out/3 copy.parquet holds rows of 3.csv once more'] },
    },
  };
};
