import type { RunRecord, TuneRecord } from '@parquetry/bench/record';
import { type EngineColours, sizeCostChart, sizeTimeChart } from '../../charts/size-charts.ts';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { listed } from '../../text/words.ts';
import { answerText, questionNoun, questionTitle, tuneSentence } from '../../tune/tune-answer.ts';
import {
  choiceName,
  hasChoice,
  megabytes,
  unreliableSizes,
  usualConcurrency,
  usualStart,
} from '../../tune/tune-sizes.ts';
import { figure } from '../figure.ts';
import { marked } from '../marked.ts';
import { dotsTable } from './dots-table.ts';
import { tuneBadges } from './tune-badges.ts';
import { tuneTiles } from './tune-tiles.ts';

function eyebrow({ function: of }: TuneRecord): Html {
  const snapshot = of.snapStart ? ', SnapStart' : '';
  const copy = of.isCopy ? '; tuned on a temporary copy' : '';
  return html`<p class="eyebrow"><b>${nameOf(of.name)}</b> ${nameOf(of.runtime ?? 'runtime not known')}, ${of.architecture}, now ${megabytes(of.memoryMb)}, time-out ${of.timeoutSeconds}\u00a0s${snapshot}${copy}</p>`;
}

function questions(tune: TuneRecord): Html {
  const items = (hasChoice(tune) ? tune.answers : []).map(
    (answer) =>
      html`<li><b title="${questionNoun(answer.question, tune)}">${questionTitle(answer.question)}</b> ${marked(answerText(tune, answer))}</li>`,
  );
  const unreliable = unreliableSizes(tune).map((size) => choiceName(size, tune));
  const left =
    unreliable.length === 0
      ? nothing
      : html`<li><b>Left out</b> Some events timed out or ran out of memory: ${listed([...new Set(unreliable)])}.</li>`;
  if (items.length === 0 && left === nothing) return nothing;
  return html`<ul class="also" aria-label="Every question">${items}${left}</ul>`;
}

const START_WORDS = { warm: 'Warm', restored: 'Restored', cold: 'Cold' } as const;

function loadWords(tune: TuneRecord): string {
  const { load } = tune.plan;
  if (load.kind === 'fixed-rate') return `${load.perSecond} sent in a second`;
  const concurrency = usualConcurrency(tune);
  return concurrency === 1 ? 'one event at a time' : `${concurrency} events at once`;
}

function evidence(tune: TuneRecord, colours: EngineColours): Html {
  const [cost, time] = [sizeCostChart(tune, colours), sizeTimeChart(tune, colours)];
  const how = `${START_WORDS[usualStart(tune)]}, ${loadWords(tune)}.`;
  return html`<div class="evidence pair">${figure({
    id: 'size-cost',
    title: 'Cost against memory',
    caption: `${how} Means with their intervals, over single events. Nothing is drawn between sizes: nothing was tried there.`,
    chart: cost,
    table: dotsTable('Cost against memory', cost),
  })}${figure({
    id: 'size-time',
    title: 'Time against memory',
    caption: `${how} Medians of the duration in REPORT. Shaded: chosen; dashed: now; ≈ several that cannot be told apart.`,
    chart: time,
    table: dotsTable('Time against memory', time),
  })}</div>`;
}

/** The first screen of a tune, or its own section where a benchmark comes first. */
export function tuneAnswerSection(
  record: RunRecord,
  tune: TuneRecord,
  colours: EngineColours,
  isFirst: boolean,
): Html {
  const answer = marked(tuneSentence(tune));
  const said = html`${tuneBadges(record, tune)}${eyebrow(tune)}`;
  const rest = html`${tuneTiles(tune)}${questions(tune)}`;
  if (isFirst)
    return html`<section class="answer wrap" id="answer" tabindex="-1">
<div class="statement">${said}<h1>${answer}</h1>${rest}</div>
${evidence(tune, colours)}</section>`;
  return html`<section class="wrap" id="tune"><h2>Which memory size ${nameOf(tune.function.name)} should have</h2>
<div class="answer"><div class="statement">${said}<p class="verdict-text">${answer}</p>${rest}</div>
${evidence(tune, colours)}</div></section>`;
}
