import type { CampaignRecord } from './campaign-record.ts';

const MOST_DRAIN_MS = 5 * 60_000;

/** A part of the claim E10 (flight-data ETL, 2025), held against a campaign. */
export interface E10Finding {
  readonly what: string;
  readonly claimed: string;
  readonly holds: boolean;
  /** Share or ms. */
  readonly found: number;
  readonly unit: 'percent' | 'duration';
}

const convertible = ({ sources: { files, bad } }: CampaignRecord) => files - bad;

/** Requests that nothing stood in the way of, as a share of all. */
export function availabilitySeen({ requestsSent, runs }: CampaignRecord): number {
  const struck = runs.reduce((sum, { faults }) => sum + faults, 0);
  return requestsSent === 0 ? 1 : 1 - struck / requestsSent;
}

/** Of the objects that something can be made of, the share that was delivered in the end. */
export const deliveredShare = (record: CampaignRecord): number =>
  convertible(record) === 0 ? 1 : record.judgement.delivered / convertible(record);

/** > 99 % success with retry, dead letters cleared in < 5 min, availability > 99.9 % with the breaker. */
export function claimE10(record: CampaignRecord): readonly E10Finding[] {
  const { deliveredAtFirst, redrive, sources } = record;
  const delivered = deliveredShare(record);
  return [
    {
      what: 'objects delivered with retries alone, of those that can be converted',
      claimed: '> 99 %',
      holds: deliveredAtFirst > 0.99,
      found: deliveredAtFirst,
      unit: 'percent',
    },
    {
      what: 'time until the last dead letter was drained that could be',
      claimed: '< 5 min',
      holds: redrive.elapsedMs < MOST_DRAIN_MS && redrive.left <= sources.bad,
      found: redrive.elapsedMs,
      unit: 'duration',
    },
    {
      what: 'objects delivered in the end, of those that can be converted',
      claimed: '> 99.9 %',
      holds: delivered > 0.999,
      found: delivered,
      unit: 'percent',
    },
  ];
}
