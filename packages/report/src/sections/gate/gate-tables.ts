import type { GateCounter, GateMetric, GateRecord } from '@parquetry/bench/record';
import {
  benchmarksByNeed,
  type ChangeState,
  countText,
  METRIC_WORDS,
  STATE_SIGNS,
  STATE_WORDS,
  stateOf,
  VERDICT_SIGNS,
  VERDICT_WORDS,
} from '../../gate/gate-words.ts';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { changeText, excludedBound, setPercent } from '../../text/changes.ts';
import { scrollingTable } from '../chart-table.ts';

const headOf = (titles: readonly string[]): Html =>
  html`<tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;

/** A sign, words, and a colour that says no more than they do. */
const signed = (kind: string, sign: string, words: string): Html =>
  html`<span class="verdict gate-${kind}"><span aria-hidden="true">${sign}</span> ${words}</span>`;

const stateMark = (state: ChangeState): Html => signed(state, STATE_SIGNS[state], STATE_WORDS[state]);

/** Probabilities are read by their size, not by their digits. */
const probability = (p: number): string => (p < 0.0001 ? '< 0.0001' : p.toPrecision(2));

/** The figures of a chart of changes. */
export function changeTable(gate: GateRecord, metric: GateMetric): Html {
  const rows = benchmarksByNeed(gate).flatMap(({ name, comparisons }) =>
    comparisons
      .filter((one) => one.metric === metric)
      .map(
        (one) =>
          html`<tr><th scope="row">${nameOf(name)}</th><td>${changeText(one.ratio)}</td><td>${excludedBound(one.ratio)}</td><td>${one.ratio.pairs}</td><td>${probability(one.pValue)}</td><td>${probability(one.adjustedP)}</td><td>${stateMark(stateOf(one))}${one.watch ? html`<small>on the watch list</small>` : nothing}</td></tr>`,
      ),
  );
  const head = headOf([
    METRIC_WORDS[metric],
    'Change',
    'Excluded slowdown',
    'Pairs',
    'p over all looks',
    'p by Holm',
    'Verdict',
  ]);
  return scrollingTable(`Changes of ${METRIC_WORDS[metric]}`, head, rows);
}

/** Every benchmark of the run with its verdict and why. */
export function verdictsTable(gate: GateRecord): Html {
  const rows = benchmarksByNeed(gate).map(({ name, about, verdict, because, pairs, looks, warnings }) => {
    const noticed = warnings.map((warning) => html`<small>${warning}</small>`);
    return html`<tr><th scope="row">${nameOf(name)}</th><td>${signed(verdict, VERDICT_SIGNS[verdict], VERDICT_WORDS[verdict])}</td><td class="reason">${because}${noticed}</td><td>${pairs.length}</td><td>${looks.join(', ')}</td><td class="reason">${about}</td></tr>`;
  });
  return scrollingTable(
    'Benchmarks',
    headOf(['Benchmark', 'Verdict', 'Why', 'Pairs', 'Looked at after', 'What one process does']),
    rows,
  );
}

const COUNTER_SIGNS: Readonly<Record<GateCounter['verdict'], string>> = {
  same: '✓',
  better: '✓',
  declared: '≈',
  regression: '✗',
};

const RULES: Readonly<Record<GateCounter['rule'], string>> = {
  exact: 'may not move',
  upper: 'may not grow',
};

/** All counters, those that speak against a pass first; nothing where there are none. */
export function countersTable(gate: GateRecord): Html {
  const all = benchmarksByNeed(gate).flatMap(({ name, counters }) => counters.map((one) => ({ name, one })));
  if (all.length === 0) return nothing;
  const weight = ({ one }: (typeof all)[number]) =>
    ['regression', 'declared', 'better', 'same'].indexOf(one.verdict);
  const rows = all
    .toSorted((a, b) => weight(a) - weight(b))
    .map(
      ({ name, one }) =>
        html`<tr><th scope="row">${nameOf(name)}</th><td>${nameOf(one.name)}</td><td>${countText(one.base)}</td><td>${countText(one.head)}</td><td>${countText(one.declared)}</td><td>${RULES[one.rule]}</td><td>${signed(one.verdict, COUNTER_SIGNS[one.verdict], one.verdict)}</td></tr>`,
    );
  return scrollingTable(
    'Counters',
    headOf(['Benchmark', 'Counter', 'Base', 'Head', 'Declared', 'Rule', 'Verdict']),
    rows,
  );
}

const SEEN = { quiet: 'quiet', alarm: 'an alarm' } as const;

export function canariesTable({ canaries }: GateRecord): Html {
  if (canaries.length === 0) return html`<p class="soft">This run had no canaries.</p>`;
  const rows = canaries.map(({ name, expected, found, ratio, pValue, misbehaved }) => {
    const mark = misbehaved ? signed('regression', '✗', 'misbehaved') : signed('pass', '✓', 'as expected');
    return html`<tr><th scope="row">${nameOf(name)}</th><td>${SEEN[expected]}</td><td>${SEEN[found]}</td><td>${changeText(ratio)}</td><td>${probability(pValue)}</td><td>${mark}</td></tr>`;
  });
  return scrollingTable('Canaries', headOf(['Canary', 'Expected', 'Found', 'Change', 'p', '']), rows);
}

/** What reviewers have agreed to; nothing where there is none. */
export function acceptancesTable({ acceptances }: GateRecord): Html {
  if (acceptances.length === 0) return nothing;
  const rows = acceptances.map(({ benchmark, metric, upTo, because, base, void: void_ }) => {
    const mark =
      void_ === undefined
        ? signed('accepted', '≈', 'counts')
        : html`${signed('regression', '✗', 'void')}<small>${void_}</small>`;
    return html`<tr><th scope="row">${nameOf(benchmark)}</th><td>${METRIC_WORDS[metric]}</td><td>${setPercent(upTo)}</td><td class="reason">${because}</td><td>${nameOf(base)}</td><td class="reason">${mark}</td></tr>`;
  });
  return scrollingTable(
    'Accepted slowdowns',
    headOf(['Benchmark', 'Metric', 'Up to', 'Because', 'For base', '']),
    rows,
  );
}
