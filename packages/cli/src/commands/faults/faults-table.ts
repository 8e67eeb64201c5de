import {
  availabilitySeen,
  type CampaignRecord,
  claimE10,
  type E10Finding,
  FAULTLESS,
  type RunRecord,
} from '@parquetry/bench';
import { formatCount, formatDuration, formatTable, plural } from '../../terminal/format.ts';

const percent = (share: number) => `${Number((share * 100).toPrecision(4))} %`;

const MEANING = {
  lost: 'neither an output nor a dead letter, or rows missing',
  doubled: 'rows, objects or a dead letter too many',
  wrong: 'another value than the source has',
  stray: 'below the outputs, and none',
  leaked: 'multipart uploads: Create − Complete − Abort at the server',
  changed: 'sources that are not what they were',
} as const satisfies Record<(typeof FAULTLESS)[number], string>;

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

const listed = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${formatCount(count)}`)
    .join(', ');

function fateRows({ judgement, sources }: CampaignRecord): string[][] {
  const { offered, delivered, deadLettered, rows, verifiedBy } = judgement;
  const { large, bad } = sources;
  const readers = Object.entries(verifiedBy).map(([format, reader]) => `${format} by ${reader}`);
  const compared =
    readers.length === 0 ? '' : `${plural(rows, 'row')} compared with the sources: ${readers.join(', ')}`;
  return [
    ['offered', formatCount(offered), `${large} of them large, ${bad} bad on purpose`],
    ['delivered', formatCount(delivered), compared],
    ...(deadLettered.length === 0 ? [['dead-lettered', '0', '']] : []),
    ...deadLettered.map(({ kind, code, letters, first }) => [
      'dead-lettered',
      formatCount(letters),
      `${kind} (${code}): ${first}`,
    ]),
    ...FAULTLESS.map((name) => [name, formatCount(judgement[name].count), MEANING[name]]),
  ];
}

function killText({ kills }: CampaignRecord): string {
  return kills
    .map(({ step, killed, wanted }) => `${step} ${killed === wanted ? killed : `${killed} of ${wanted}`}`)
    .join(', ');
}

function wayRows(campaign: CampaignRecord): string[][] {
  const { runs, kills, faults, requestsSent, redrive, uploads } = campaign;
  const total = (of: (run: CampaignRecord['runs'][number]) => number) =>
    runs.reduce((all, run) => all + of(run), 0);
  const deliveries = runs.filter(({ work }) => work === 'deliver').length;
  const { created, completed, aborted } = uploads;
  return [
    ['kills', formatCount(kills.reduce((all, { killed }) => all + killed, 0)), killText(campaign)],
    [
      'resumes',
      formatCount(deliveries - 1),
      `${formatCount(total(({ again }) => again))} sources converted once more, to the same keys`,
    ],
    ['requests', formatCount(requestsSent), `${percent(availabilitySeen(campaign))} of them without a fault`],
    ['faults', formatCount(sum(faults)), listed(faults)],
    [
      'retried',
      formatCount(total(({ jobsRetried }) => jobsRetried)),
      'attempts of jobs, beside retried requests',
    ],
    ['uploads', formatCount(created), `${completed} completed, ${aborted} aborted`],
    [
      'redriven',
      formatCount(redrive.drained),
      `of ${plural(redrive.letters, 'dead letter')}${redrive.drained > 0 ? `, in ${formatDuration(redrive.elapsedMs)}` : ''}; ${redrive.left} stay, with their reason`,
    ],
  ];
}

function foundText({ found, unit }: E10Finding): string {
  if (unit === 'percent') return percent(found);
  return found === 0 ? 'none' : formatDuration(found);
}

function claimTable(campaign: CampaignRecord): string {
  const rows = claimE10(campaign).map((one) => [
    one.holds ? 'holds' : 'fails',
    one.claimed,
    foundText(one),
    one.what,
  ]);
  return formatTable([['E10', 'claimed', 'found', 'what was measured'], ...rows]);
}

function sightText({ sight, variant, judgement }: CampaignRecord): string {
  if (sight === null) {
    const sees = judgement.lost.count > 0 ? 'yes' : 'no';
    return `the check sees loss: ${sees} (this delivery was broken on purpose: ${variant})`;
  }
  const { lost, offered, variant: broken } = sight;
  return `the check sees loss: ${lost > 0 ? 'yes' : 'no'} (of a delivery broken on purpose, ${broken}, ${lost} of ${offered} objects)`;
}

function findings({ judgement }: CampaignRecord): string[] {
  return FAULTLESS.flatMap((name) => judgement[name].first.map((text) => `${name}: ${text}`));
}

/** What became of a campaign, as text. */
export function faultsTable({ place }: RunRecord, campaign: CampaignRecord): string {
  const { rate, faults, elapsedMs, profile, engine } = campaign;
  const kinds = Object.keys(faults).length;
  const found = findings(campaign);
  return [
    `${plural(campaign.sources.files, 'object')}, ${kinds} kinds of faults at ${percent(rate)} each, network ${profile}, ` +
      `engine ${engine}, ${formatDuration(elapsedMs)} (${place}):`,
    formatTable(fateRows(campaign), new Set([1])),
    '',
    formatTable(wayRows(campaign), new Set([1])),
    '',
    claimTable(campaign),
    '',
    ...(found.length > 0 ? [...found, ''] : []),
    sightText(campaign),
  ].join('\n');
}
