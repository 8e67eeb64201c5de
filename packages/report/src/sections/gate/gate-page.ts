import type { GateHistory, GateRecord, RunRecord } from '@parquetry/bench/record';
import { historySentence } from '../../gate/history-answer.ts';
import { type Html, html, nothing } from '../../html.ts';
import { marked } from '../marked.ts';
import { repeatSection } from '../repeat-section.ts';
import { gateAnswerSection } from './gate-answer-section.ts';
import { gateBasisSection } from './gate-basis-section.ts';
import { gateLimits, historyLimits } from './gate-limits.ts';
import { gateSections } from './gate-sections.ts';
import { historySection } from './history-section.ts';

/** All sections of a record of a gate, its history after it where the record has one. */
export const gatePage = (record: RunRecord, gate: GateRecord): Html => html`${gateAnswerSection(record, gate)}
${gateSections(gate).map(({ section }) => section)}
${record.history === undefined ? nothing : historySection(record.history)}
${gateBasisSection(gate)}
${repeatSection(record, [])}
${gateLimits(record)}`;

/** All sections of a record that holds a history alone. */
export const historyPage = (record: RunRecord, history: GateHistory): Html =>
  html`<section class="answer wrap" id="answer" tabindex="-1"><div class="statement"><p class="badges"><span class="badge"><span class="unseen">Where written: </span>${record.place}</span></p>
<h1>${marked(historySentence(history))}</h1></div></section>
${historySection(history)}
${repeatSection(record, [])}
${historyLimits(record)}`;

/** What leads to the sections of a gate and of a history. */
export function gateLinks({ gate, history }: RunRecord): (readonly [id: string, title: string])[] {
  return [
    ...(gate === undefined ? [] : gateSections(gate).map(({ id, title }) => [id, title] as const)),
    ...(history === undefined ? [] : [['history', 'History'] as const]),
    ...(gate === undefined ? [] : [['gate-basis', 'How it was decided'] as const]),
  ];
}
