import { type CampaignRecord, FAULTLESS } from '@parquetry/bench/record';
import { counted, format } from './text/quantities.ts';
import { figure, type Sentence, sentence } from './text/sentence.ts';
import { listed } from './text/words.ts';

type Fault = (typeof FAULTLESS)[number];

const WORDS: Readonly<Record<Fault, (count: number) => string>> = {
  lost: (count) => `${counted(count, 'object')} lost`,
  doubled: (count) => `${counted(count, 'object')} there twice`,
  wrong: (count) => `${counted(count, 'object')} not equal to the source`,
  stray: (count) => `${counted(count, 'object')} that nobody should have written`,
  leaked: (count) => `${counted(count, 'upload')} left open`,
  changed: (count) => `${counted(count, 'source')} changed`,
};

const count = (value: number) => format('count', value);

export const killsOf = ({ kills }: CampaignRecord): number =>
  kills.reduce((sum, { killed }) => sum + killed, 0);

const lettersOf = ({ judgement }: CampaignRecord): number =>
  judgement.deadLettered.reduce((sum, { letters }) => sum + letters, 0);

function found({ judgement }: CampaignRecord): string[] {
  return FAULTLESS.filter((name) => judgement[name].count > 0).map((name) =>
    WORDS[name](judgement[name].count),
  );
}

const broken = ({ variant }: CampaignRecord): string =>
  variant === null ? '' : `A delivery that is broken on purpose (${variant}): `;

/** What a campaign shows, in one sentence. */
export function campaignSentence(campaign: CampaignRecord): Sentence {
  const { judgement, faults } = campaign;
  const struck = Object.values(faults).reduce((sum, one) => sum + one, 0);
  const through = sentence`${broken(campaign)}of ${counted(judgement.offered, 'object')} that were delivered through ${counted(struck, 'fault')} and ${counted(killsOf(campaign), 'kill')}`;
  const troubles = found(campaign);
  const ends = sentence`${count(judgement.delivered)} are there, equal to their sources row by row, and ${count(lettersOf(campaign))} are dead letters with their reason`;
  const all =
    troubles.length === 0
      ? sentence`${through}, ${figure('none was lost')} and ${figure('none is there twice')}: ${ends}.`
      : sentence`${through}, with ${figure(listed(troubles))}: ${ends}.`;
  const [first, ...rest] = all;
  if (first === undefined) return all;
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest];
}

/** For a window's title. */
export function campaignTitle(campaign: CampaignRecord): string {
  const troubles = found(campaign);
  const what = troubles.length === 0 ? 'nothing lost, nothing twice' : listed(troubles);
  return `${what}: ${counted(campaign.judgement.offered, 'object')} through faults and kills`;
}
