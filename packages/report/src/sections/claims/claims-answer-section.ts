import type { ClaimsRecord, JudgedClaim, JudgedLadder, RunRecord } from '@parquetry/bench/record';
import { ladderChart } from '../../charts/ladder-chart.ts';
import {
  baselineWords,
  CLAIM_NAMES,
  decisive,
  networkWords,
  TONE_MARKS,
  toneOf,
  verdictWords,
} from '../../claims/claim-names.ts';
import { claimsAnswer } from '../../claims/claims-answer.ts';
import { type Html, html, nothing } from '../../html.ts';
import { counted, format } from '../../text/quantities.ts';
import { cautions, placeBadge } from '../answer-section.ts';
import { barTable } from '../chart-table.ts';
import { figure } from '../figure.ts';
import { marked } from '../marked.ts';

function chip(claim: JudgedClaim): Html {
  const { id } = claim;
  const finding = decisive(claim);
  const tone = toneOf(finding);
  return html`<li><a href="#${id}"><b>${id}</b> ${CLAIM_NAMES[id]}</a>
<span class="verdict claim-${tone}"><span aria-hidden="true">${TONE_MARKS[tone]}</span> ${verdictWords(finding)}</span></li>`;
}

function eyebrow({ inputs, document, rounds }: ClaimsRecord): Html {
  const size = `${counted(inputs.taken, 'file')}, ${format('bytes', inputs.takenBytes)}`;
  return html`<p class="eyebrow"><b>${document}</b> ${size}: ${inputs.description}; ${counted(rounds, 'round')}</p>`;
}

function evidence(ladder: JudgedLadder, claims: ClaimsRecord): Html {
  const chart = ladderChart(ladder);
  return html`<div class="evidence">${figure({
    id: 'ladder-0',
    title: `The ladder, ${networkWords(ladder.profile)}`,
    caption: `Longer is faster; bars are medians, whiskers their intervals, against ${baselineWords(claims)}. The shaded range is what the report claims for all measures together. Below it, better engines in the same pipeline: no verdict rests on them.`,
    chart,
    table: barTable('Times as fast', chart),
  })}</div>`;
}

/** The first screen: what came of the claims, each with its verdict, and the ladder on the report’s own network. */
export function claimsAnswerSection(record: RunRecord, claims: ClaimsRecord): Html {
  const [ladder] = claims.ladders;
  const badge = html`<p class="badges"><span class="badge"><span class="unseen">Where measured: </span>${placeBadge(record)}</span>${cautions(record)}</p>`;
  return html`<section class="answer wrap" id="answer" tabindex="-1">
<div class="statement">${badge}${eyebrow(claims)}<h1>${marked(claimsAnswer(claims))}</h1>
<ul class="claims" aria-label="Verdicts">${claims.claims.map(chip)}</ul></div>
${ladder === undefined ? nothing : evidence(ladder, claims)}
</section>`;
}
