import { type CampaignRecord, claimE10, type E10Finding, FAULTLESS } from '@parquetry/bench/record';
import { endText } from '../charts/campaign-charts.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { format } from '../text/quantities.ts';
import { formatName } from '../text/words.ts';
import { scrollingTable } from './chart-table.ts';

const count = (value: number) => format('count', value);

const verdict = (isGood: boolean, good: string, bad: string) =>
  html`<span class="verdict ${isGood ? 'bar-holds' : 'bar-fails'}"><span aria-hidden="true">${isGood ? '✓' : '✗'}</span> ${isGood ? good : bad}</span>`;

const MEANING: Readonly<Record<(typeof FAULTLESS)[number], string>> = {
  lost: 'An output, or a row of it, that is nowhere, without a dead letter',
  doubled: 'Rows or objects that are there once more, or delivered and a dead letter as well',
  wrong: 'Another value than the source has',
  stray: 'Below the outputs, and neither an output nor the pipeline’s own',
  leaked: 'Uploads at the server: Create − Complete − Abort',
  changed: 'Sources that are not what they were (ETag)',
};

/** What was looked for in the store, and how often it was found. */
export function findingsTable({ judgement }: CampaignRecord): Html {
  const head = html`<tr><th scope="col">Finding</th><th scope="col">Count</th><th scope="col"></th><th scope="col">What it is</th></tr>`;
  const rows = FAULTLESS.map((name) => {
    const { count: times, first } = judgement[name];
    const named = first.map((text) => html`<small>${text}</small>`);
    return html`<tr><th scope="row">${name}</th><td>${count(times)}</td><td>${verdict(times === 0, 'none', 'found')}</td><td class="reason">${MEANING[name]}${named}</td></tr>`;
  });
  return scrollingTable('Findings', head, rows);
}

export function letterTable({ judgement }: CampaignRecord): Html {
  if (judgement.deadLettered.length === 0) return nothing;
  const head = html`<tr><th scope="col">Reason</th><th scope="col">Dead letters</th><th scope="col">The first of them</th></tr>`;
  const rows = judgement.deadLettered.map(
    ({ kind, code, letters, first }) =>
      html`<tr><th scope="row">${kind} (${code})</th><td>${count(letters)}</td><td class="reason">${nameOf(first)}</td></tr>`,
  );
  return scrollingTable('Dead letters by reason', head, rows);
}

export function killTable({ kills }: CampaignRecord): Html {
  const head = html`<tr><th scope="col">Killed</th><th scope="col">Times</th><th scope="col">Asked for</th></tr>`;
  const rows = kills.map(
    ({ step, killed, wanted }) =>
      html`<tr><th scope="row">${step}</th><td>${count(killed)}</td><td>${count(wanted)}</td></tr>`,
  );
  return scrollingTable('Kills by step', head, rows);
}

const found = ({ found: value, unit }: E10Finding) =>
  unit === 'duration' && value === 0 ? 'none to drain' : format(unit, value);

export function claimTable(campaign: CampaignRecord): Html {
  const head = html`<tr><th scope="col">E10</th><th scope="col">Claimed</th><th scope="col">Found</th><th scope="col">Verdict</th></tr>`;
  const rows = claimE10(campaign).map(
    (one) =>
      html`<tr><th scope="row">${one.what}</th><td>${one.claimed}</td><td><b>${found(one)}</b></td><td>${verdict(one.holds, 'holds', 'fails')}</td></tr>`,
  );
  return scrollingTable('The claim E10', head, rows);
}

/** How the judge looked: by which libraries, and whether it sees what it looks for. */
export function judgeText({ judgement, sight, variant }: CampaignRecord): string {
  const readers = Object.entries(judgement.verifiedBy).map(
    ([format, reader]) => `${formatName(format)} by ${reader}`,
  );
  const compared =
    readers.length === 0
      ? 'No output was equal to its source.'
      : `${count(judgement.rows)} rows were compared with those of the sources, ${readers.join(' and ')}.`;
  if (sight === null) return `${compared} The delivery itself was broken on purpose (${variant}).`;
  const eyes =
    sight.lost > 0
      ? `The check sees loss: of a delivery that was broken on purpose (${sight.variant}) it found ${count(sight.lost)} of ${count(sight.offered)} objects lost.`
      : `The check sees no loss even where a delivery is broken on purpose (${sight.variant}): its zeros mean nothing.`;
  return `${compared} ${eyes}`;
}

/** Every process of a campaign. */
export function campaignRuns({ runs }: CampaignRecord): Html {
  const head = html`<tr><th scope="col">Process</th><th scope="col">Converted</th><th scope="col">Once more</th><th scope="col">Failed</th><th scope="col">Tried again</th><th scope="col">Requests</th><th scope="col">Faults</th><th scope="col">Time</th></tr>`;
  const rows = runs.map((run, index) => {
    const why = run.error === null ? nothing : html`<small>${run.error}</small>`;
    return html`<tr><th scope="row">${index + 1}: ${endText(run)}${why}</th><td>${count(run.converted)}</td><td>${count(run.again)}</td><td>${count(run.failed)}</td><td>${count(run.jobsRetried)}</td><td>${count(run.requests)}</td><td>${count(run.faults)}</td><td>${format('duration', run.elapsedMs)}</td></tr>`;
  });
  return scrollingTable('Processes', head, rows);
}
