import { createHash } from 'node:crypto';
import type { CampaignRecord, RunRecord, TuneRecord } from '@parquetry/bench/record';
import { answerTitle } from './answer.ts';
import { barsOf } from './bars.ts';
import { campaignTitle } from './campaign.ts';
import type { EngineColours } from './charts/size-charts.ts';
import { claimsTitle } from './claims/claims-answer.ts';
import { type Contest, contestsOf, enginesOf, headlineOf } from './contests.ts';
import { embedJson } from './embed-json.ts';
import { gateTitle } from './gate/gate-answer.ts';
import { historyTitle } from './gate/history-answer.ts';
import { type Html, html, nothing, trusted } from './html.ts';
import { buildPageAssets, type PageAssets } from './page-assets.ts';
import { answerSection } from './sections/answer-section.ts';
import { barsSection } from './sections/bars-section.ts';
import { campaignAnswer } from './sections/campaign-answer.ts';
import { campaignLimits, campaignSection } from './sections/campaign-section.ts';
import { claimsAnswerSection } from './sections/claims/claims-answer-section.ts';
import { claimsSections } from './sections/claims/claims-sections.ts';
import { resourcesSection, stagesSection, startupSection } from './sections/detail-sections.ts';
import { environmentSection } from './sections/environment-section.ts';
import { gatePage, historyPage } from './sections/gate/gate-page.ts';
import { limitsSection } from './sections/limits-section.ts';
import { masthead } from './sections/masthead.ts';
import { repeatSection } from './sections/repeat-section.ts';
import { resultsSection } from './sections/results-section.ts';
import { samplesSection } from './sections/samples-section.ts';
import { trafficSection, withTraffic } from './sections/traffic-section.ts';
import { tuneAnswerSection } from './sections/tune/tune-answer-section.ts';
import { tuneSections } from './sections/tune/tune-sections.ts';
import { tuneTitle } from './tune/tune-answer.ts';

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing may load or run but the page's own script and styles, known by their hashes. */
function contentSecurityPolicy({ script, styles }: PageAssets): string {
  return [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(styles)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Those of the benchmark first, so that an engine has one colour on the whole page; the first is that of a reference. */
function coloursOf(record: RunRecord, { plan }: TuneRecord): EngineColours {
  const engines = enginesOf(record);
  const all = [...new Set([...(engines.length === 0 ? [''] : engines), ...plan.engines])];
  return (engine) => (engine === null ? 1 : all.indexOf(engine));
}

const ofTune = (record: RunRecord, tune: TuneRecord, isFirst: boolean): Html =>
  html`${tuneAnswerSection(record, tune, coloursOf(record, tune), isFirst)}
${tuneSections(tune).map(({ section }) => section)}`;

function ofContests(record: RunRecord, contests: readonly Contest[]): Html {
  const engines = enginesOf(record);
  const { claims, tune } = record;
  const answer =
    claims === undefined
      ? answerSection(record, contests, engines)
      : html`${claimsAnswerSection(record, claims)}${claimsSections(record, claims)}`;
  return html`${answer}
${barsSection(contests)}
${resultsSection(contests)}
${stagesSection(contests)}
${resourcesSection(record, contests, engines)}
${startupSection(contests, engines)}
${trafficSection(claims === undefined ? record.fits : [], contests, engines)}
${samplesSection(contests, engines)}
${tune === undefined ? nothing : ofTune(record, tune, false)}
${repeatSection(record, contests)}
${limitsSection(record, contests)}`;
}

const ofCampaign = (
  record: RunRecord,
  campaign: CampaignRecord,
): Html => html`${campaignAnswer(record, campaign)}
${campaignSection(campaign)}
${repeatSection(record, [])}
${campaignLimits(record)}`;

const ofTuneAlone = (record: RunRecord, tune: TuneRecord): Html => html`${ofTune(record, tune, true)}
${repeatSection(record, [])}
${limitsSection(record, [])}`;

/** Whatever a record is about comes first; a tune beside a benchmark comes after its results. */
function sectionsOf(record: RunRecord, contests: readonly Contest[]): Html {
  const { campaign, tune, gate, history } = record;
  if (gate !== undefined) return gatePage(record, gate);
  if (history !== undefined) return historyPage(record, history);
  if (campaign !== undefined) return ofCampaign(record, campaign);
  return tune !== undefined && record.scenarios.length === 0
    ? ofTuneAlone(record, tune)
    : ofContests(record, contests);
}

function body(record: RunRecord): Html {
  const contests = contestsOf(record);
  return html`${masthead(record, {
    hasBars: contests.some((contest) => barsOf(contest).length > 0),
    hasTraffic: withTraffic(contests).length > 0,
  })}
<main>
<noscript><p class="wrap">The charts need JavaScript; every figure stands in the tables.</p></noscript>
${sectionsOf(record, contests)}
${environmentSection(record)}
</main>
<footer class="wrap"><p>Written by Parquetry ${record.harness} from record <code>${record.id}</code>. kB, MB and GB are powers of 1000.</p></footer>`;
}

function titleOf(record: RunRecord): string {
  if (record.gate !== undefined) return gateTitle(record.gate);
  if (record.history !== undefined) return historyTitle(record.history);
  if (record.campaign !== undefined) return campaignTitle(record.campaign);
  if (record.claims !== undefined) return claimsTitle(record.claims);
  if (record.tune !== undefined && record.scenarios.length === 0) return tuneTitle(record.tune);
  const headline = headlineOf(contestsOf(record));
  return headline === undefined ? 'empty record' : answerTitle(headline);
}

/**
 * One self-contained HTML page for a record: no network, no outside script, style or font. Throws if the record measures a
 * scenario that it does not describe.
 */
export async function renderReport(record: RunRecord): Promise<string> {
  const assets = await buildPageAssets();
  const title = titleOf(record);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(assets)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – Parquetry</title>
<style>${trusted(assets.styles)}</style>
</head>
<body>
${body(record)}
<script type="application/json" id="run-record">${trusted(embedJson(record))}</script>
<script>${trusted(assets.script)}</script>
</body>
</html>
`.toString();
}
