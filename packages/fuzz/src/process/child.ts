/** Goes through cases until something is found or the parent has had enough; a hang of it is noticed by the parent. */
import { caseText, type FuzzCase, parseCase } from '../cases/fuzz-case.ts';
import { makeCase } from '../cases/make-case.ts';
import { checkCase } from '../checks/check-case.ts';
import type { Finding } from '../checks/finding.ts';
import { Lab } from '../conversion/lab.ts';
import { shrinkCase } from '../shrink-case.ts';
import type { Assignment, Report } from './messages.ts';

const tell = (report: Report) =>
  new Promise<void>((resolve) => {
    process.send?.(report, () => resolve());
  });

const strays: unknown[] = [];
// What nobody waits for goes wrong behind a conversion that may even succeed.
process.on('unhandledRejection', (reason) => strays.push(reason));
process.on('uncaughtException', (error) => strays.push(error));
// An interrupt is the parent's to answer; it then disconnects.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

async function checked(lab: Lab, fuzzCase: FuzzCase): Promise<Finding | undefined> {
  strays.length = 0;
  const found = await checkCase(lab, fuzzCase);
  if (found || strays.length === 0) return found;
  const [stray] = strays;
  return {
    check: 'crash',
    details: `nobody waited for: ${stray instanceof Error ? stray.stack : String(stray)}`,
  };
}

async function report(
  lab: Lab,
  number: number,
  original: FuzzCase,
  finding: Finding,
  shrinkMs: number,
): Promise<void> {
  await tell({ kind: 'found', number, finding, caseText: caseText(original) });
  const deadline = performance.now() + shrinkMs;
  let last = finding;
  const smallest = await shrinkCase(
    original,
    async (candidate) => {
      await tell({ kind: 'begin', number });
      const found = await checked(lab, candidate);
      if (found?.check !== finding.check) return false;
      last = found;
      return true;
    },
    () => performance.now() < deadline,
  );
  await tell({ kind: 'finding', number, finding: last, caseText: caseText(smallest) });
}

async function work({
  engines,
  seed,
  firstCase,
  kind,
  caseText: given,
  shrinkMs,
}: Assignment): Promise<void> {
  await using lab = new Lab(engines);
  for (let number = firstCase; ; number += 1) {
    await tell({ kind: 'begin', number });
    const fuzzCase = given === undefined ? makeCase(seed, number, kind) : parseCase(given);
    const finding = await checked(lab, fuzzCase);
    if (finding) return report(lab, number, fuzzCase, finding, shrinkMs);
    await tell({ kind: 'end', number });
    if (given !== undefined) return;
  }
}

process.once('message', (assignment: Assignment) => {
  work(assignment).then(
    () => process.disconnect?.(),
    async (error: unknown) => {
      const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
      await tell({
        kind: 'finding',
        number: -1,
        finding: { check: 'the fuzzer itself broke', details },
        caseText: '',
      });
      process.disconnect?.();
    },
  );
});
