/** `docs/conformance.md`: how many cases of each suite pass, and why others do not. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SuiteRun } from './run-suite.ts';
import { suites } from './suites.ts';
import type { Verdict } from './third-party-case.ts';

export const TABLE_PATH: string = resolve(import.meta.dirname, '../../../../docs/conformance.md');

const HEAD = `# Other people's cases

Written by \`npm run conformance\`; not edited by hand. \`npm test\` fails when fewer cases pass than this table says, when a
case fails, or when a difference has no reason.

A case **passes** when every engine's Parquet and Avro files, read by a library that did not write them, hold the suite's
records cell by cell, or when the text is refused where the suite refuses it too. Null and the empty string are one here:
no suite tells them apart. Records of different lengths are compared under \`--on-bad-row pad\`, since a table has
one width. A case **deviates** when the result differs for a reason that is listed below and is told to the user
(as an error, as a rejected row, or as a rule of the format). It is **unsupported** when there is no option that asks for
what it does. Anything else has **failed**.
`;

type Outcome = Verdict['verdict'];

const count = ({ verdicts }: SuiteRun, outcome: Outcome) =>
  verdicts.filter(({ verdict }) => verdict === outcome).length;

function tableRow(run: SuiteRun): string {
  const counts = (['passed', 'deviates', 'failed', 'unsupported'] as const).map((outcome) =>
    count(run, outcome),
  );
  return `| ${[run.suite, run.by, ...counts, run.verdicts.length].join(' | ')} |`;
}

/** Reasons of one kind in one suite, each with the ids it stands for and who says so. */
function reasonLines(runs: readonly SuiteRun[], outcome: Outcome): string[] {
  const reasons = new Map<string, { ids: Set<string>; by: Set<string> }>();
  for (const { by, verdicts } of runs) {
    for (const one of verdicts) {
      if (one.verdict === 'passed' || one.verdict !== outcome) continue;
      const known = reasons.get(one.because) ?? { ids: new Set(), by: new Set() };
      reasons.set(one.because, { ids: known.ids.add(one.id), by: known.by.add(by) });
    }
  }
  return [...reasons]
    .toSorted(([, a], [, b]) => b.ids.size - a.ids.size)
    .map(([because, { ids, by }]) => {
      const who = by.size < runs.length ? ` (${[...by].join(', ')})` : '';
      return `- ${ids.size} × ${because}${who}`;
    });
}

function reasonsSection(title: string, runs: readonly SuiteRun[], outcome: Outcome): string {
  const parts = suites.flatMap(({ name }) => {
    const lines = reasonLines(
      runs.filter((run) => run.suite === name),
      outcome,
    );
    return lines.length > 0 ? [`### ${name}\n\n${lines.join('\n')}\n`] : [];
  });
  return `## ${title}\n\n${parts.length > 0 ? parts.join('\n') : 'None.\n'}`;
}

/** The whole page. */
export function conformanceTable(runs: readonly SuiteRun[]): string {
  const rows = runs.map(tableRow);
  return [
    HEAD,
    [
      '| suite | by | passed | deviating | failed | unsupported | of |',
      '|---|---|--:|--:|--:|--:|--:|',
      ...rows,
      '',
    ].join('\n'),
    `${suites.map(({ name, about }) => `- ${name}: ${about}`).join('\n')}\n`,
    reasonsSection('Deviations', runs, 'deviates'),
    reasonsSection('Unsupported', runs, 'unsupported'),
  ].join('\n');
}

/** How many cases of a suite passed when the page was written; 0 where it has no such row. */
export function committedPasses(suite: string, by: string): number {
  const page = existsSync(TABLE_PATH) ? readFileSync(TABLE_PATH, 'utf8') : '';
  const cells = page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .find((row) => row[1] === suite && row[2] === by);
  return Number(cells?.[3] ?? 0);
}
