import type { RunRecord } from '@parquetry/bench/record';
import type { Contest } from '../contests.ts';
import { type Html, html, nothing } from '../html.ts';
import { type Limit, notShown } from '../not-shown.ts';
import { tuneLimits } from '../tune/tune-limits.ts';

export function warningsCard({ warnings }: RunRecord): Html {
  if (warnings.length === 0) return nothing;
  return html`<div class="card warnings" id="warnings"><h3>What the harness noticed</h3>
<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>`;
}

function limitsOf(record: RunRecord, contests: readonly Contest[]): Limit[] {
  const ofTune = record.tune === undefined ? [] : tuneLimits(record.tune);
  const ofScenarios =
    record.scenarios.length === 0 && record.tune !== undefined ? [] : notShown(record, contests);
  return [...ofScenarios, ...ofTune];
}

/** The harness's warnings, and what must not be read out of the figures. */
export function limitsSection(record: RunRecord, contests: readonly Contest[]): Html {
  const items = limitsOf(record, contests).map(
    ({ title, text }) => html`<div><dt>${title}</dt><dd>${text}</dd></div>`,
  );
  return html`<section class="wrap" id="limits"><h2>What this does not show</h2>
${warningsCard(record)}<dl class="limits">${items}</dl></section>`;
}
