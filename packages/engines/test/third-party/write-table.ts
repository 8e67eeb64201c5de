/** Runs every suite in every engine and writes docs/conformance.md: `npm run conformance`. */
import { writeFileSync } from 'node:fs';
import { conformanceTable, TABLE_PATH } from './conformance-table.ts';
import { contestantsOf, runSuite, type SuiteRun } from './run-suite.ts';
import { suites } from './suites.ts';

const missing = suites.filter(({ isHere }) => !isHere).map(({ name }) => name);
if (missing.length > 0) {
  process.stderr.write(`The files of ${missing.join(', ')} are not here: the table would lose them.\n`);
  process.exit(1);
}

const runs: SuiteRun[] = [];
for (const suite of suites) {
  for (const by of contestantsOf(suite)) {
    const run = await runSuite(suite, by);
    runs.push(run);
    for (const one of run.verdicts) {
      if (one.verdict === 'failed') process.stderr.write(`${suite.name}, ${by}: ${one.id}: ${one.because}\n`);
    }
  }
}
writeFileSync(TABLE_PATH, conformanceTable(runs));
process.exitCode = runs.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict === 'failed')) ? 1 : 0;
