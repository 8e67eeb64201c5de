import type { GateRecord } from '@parquetry/bench/record';
import { type Html, html } from '../../html.ts';
import { setPercent } from '../../text/changes.ts';

type Tree = GateRecord['base'];

const treeFacts = (title: string, { commit, dirty, lockfileSha256 }: Tree): [string, string][] => [
  [`${title}, commit`, `${commit ?? 'none'}${dirty ? ', with changes that are not committed' : ''}`],
  [`${title}, lockfile SHA-256`, lockfileSha256 ?? 'none'],
];

const UNDECIDED: Readonly<Record<GateRecord['plan']['inconclusive'], (most: string) => string>> = {
  'by-interval': (most) => `a warning where the interval ends below +${most}, else a failure`,
  pass: () => 'a warning, whatever the interval (asked for)',
  fail: () => 'a failure, whatever the interval (asked for)',
};

function factsOf({ base, head, plan, harnessSha256, fingerprint }: GateRecord): [string, string][] {
  const spent = plan.spent.map((share) => share.toFixed(3));
  return [
    ...treeFacts('Base', base),
    ...treeFacts('Head', head),
    ['Harness SHA-256, for both', harnessSha256],
    ['Looked at after pairs', plan.looks.join(', ')],
    ['Share of the level spent', spent.join(', ')],
    ['False alarms, each benchmark', `at most ${setPercent(plan.alarmLevel)}`],
    ['False alarms, all together', `at most ${setPercent(plan.familyLevel)} (Holm)`],
    ['Inconclusive', UNDECIDED[plan.inconclusive](setPercent(plan.maxUndecided))],
    ['Time', `at most ${plan.maxMinutes}\u00a0min`],
    ['Seed of the order', String(plan.seed)],
    ...Object.entries(fingerprint).map(([name, value]): [string, string] => [`Fingerprint, ${name}`, value]),
  ];
}

/** How it was decided, and what was the same for every process: fixed before the run. */
export function gateBasisSection(gate: GateRecord): Html {
  const facts = factsOf(gate).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
  return html`<section class="wrap" id="gate-basis"><h2>How it was decided</h2>
<p class="lead">Fixed before the run. A pair is one fresh process of each build, in an order drawn by the seed; what differs between processes beyond the builds themselves ends the run.</p>
<div class="card"><dl class="facts columns">${facts}</dl></div></section>`;
}
