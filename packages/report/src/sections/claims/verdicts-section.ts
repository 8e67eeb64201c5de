import type { ClaimsRecord, Finding, JudgedClaim, RunRecord } from '@parquetry/bench/record';
import { CLAIM_NAMES, TONE_MARKS, toneOf, verdictWords } from '../../claims/claim-names.ts';
import { type Html, html, nothing } from '../../html.ts';
import { coveragePercent, hasInterval } from '../../text/estimates.ts';
import { format, formatRange } from '../../text/quantities.ts';
import { scrollingTable } from '../chart-table.ts';

const COLUMNS = 6;

function foundCell({ found, quantity }: Finding): Html {
  if (found === null) return html`<td class="soft">–</td>`;
  const { median, low, high, confidence } = found;
  const isExact = confidence === 1;
  const range =
    hasInterval(found) && !isExact
      ? html`<small>${formatRange(quantity, median, low, high)}</small>`
      : nothing;
  return html`<td><b>${format(quantity, median)}</b>${range}</td>`;
}

function samplesText({ found }: Finding): string {
  if (found === null) return '–';
  return found.confidence === 1 ? 'counted' : `${found.samples} (${coveragePercent(found.confidence)} %)`;
}

function findingRow(finding: Finding): Html {
  const tone = toneOf(finding);
  return html`<tr><th scope="row" class="finding">${finding.what}<small>${finding.where}</small></th><td>${finding.claimed}</td>${foundCell(finding)}<td>${samplesText(finding)}</td>
<td><span class="verdict claim-${tone}"><span aria-hidden="true">${TONE_MARKS[tone]}</span> ${verdictWords(finding)}</span></td><td class="reason">${finding.because}</td></tr>`;
}

function claimRows({ id, claim, measuredAs, findings }: JudgedClaim): Html[] {
  const heading = html`<tr class="group" id="${id}"><th colspan="${COLUMNS}" scope="colgroup">${id} ${CLAIM_NAMES[id]}<small>${claim}. Measured as: ${measuredAs}.</small></th></tr>`;
  return [heading, ...findings.map(findingRow)];
}

/** Every claim with all its findings: the first decides. */
export function verdictsSection({ place }: RunRecord, { claims }: ClaimsRecord): Html {
  const head = html`<tr><th scope="col">What was measured</th><th scope="col">Claimed</th><th scope="col">Found</th><th scope="col">Samples (coverage)</th><th scope="col">Verdict</th><th scope="col">Because</th></tr>`;
  return html`<section class="wrap" id="claims"><h2>Claims and verdicts</h2>
<p class="lead">Everything was measured at this place: ${place}. A claim is reproduced where the whole interval of what was found is as good as claimed, exceeded where all of it is better, and not reproduced where it is worse; an interval that reaches from the claimed range to worse leaves it not reproduced, unsettled. The first figure of each claim gives its verdict; the others show what it depends on.</p>
<div class="card">${scrollingTable('Claims and verdicts', head, claims.flatMap(claimRows))}</div></section>`;
}
