import type { FuzzCase } from '../cases/fuzz-case.ts';
import { type CaseOutcome, convertCase } from '../conversion/convert-case.ts';
import type { Lab } from '../conversion/lab.ts';
import { outcomeOf } from '../conversion/outcome.ts';
import { planCase, storeInputs } from '../conversion/plan-case.ts';
import { accountFinding } from './account.ts';
import { disagreement } from './agree.ts';
import { readingFinding } from './check-reading.ts';
import { exactly, type Finding, show } from './finding.ts';

/** Planned once more from whole chunks and every row: what is found must fit what the engine answered. */
async function replanFinding(
  lab: Lab,
  fuzzCase: FuzzCase,
  outcome: CaseOutcome,
): Promise<Finding | undefined> {
  lab.store.chopBy(undefined);
  try {
    const { plannings } = await planCase(lab.store, fuzzCase, 'every-row');
    const [planning] = plannings;
    if (planning?.status !== 'planned' || plannings.length > 1) return undefined;
    const [bytes] = fuzzCase.files;
    return await readingFinding({
      store: lab.store,
      fuzzCase,
      bytes: bytes!,
      plan: planning.plan,
      outcome: outcome.files[0]!,
    });
  } catch (error) {
    const refused = outcomeOf(error);
    if (refused.status === 'crashed') return { check: 'crash', details: refused.error };
    if (exactly(outcome.files[0]) === exactly(refused)) return undefined;
    return { check: 'chunking', details: `${show(outcome.files[0])} in chunks, ${show(refused)} in one` };
  }
}

/** The same case where the kernel's buffers end everywhere. */
async function answerUnderPressure(
  lab: Lab,
  fuzzCase: FuzzCase,
): Promise<Finding | { readonly label: string; readonly outcome: CaseOutcome }> {
  const { chopSeed } = fuzzCase.options;
  const label = 'simd under pressure';
  const { session, damage } = await lab.pressure(chopSeed);
  lab.store.chopBy(chopSeed + lab.engines.length);
  const outcome = await convertCase(lab.store, session, fuzzCase);
  const details = damage();
  if (details !== undefined) return { check: 'memory written over', details: `${label}: ${details}` };
  return accountFinding(label, outcome) ?? { label, outcome };
}

/** Converts a case with every engine and looks for what must not be: the first thing found. */
export async function checkCase(lab: Lab, fuzzCase: FuzzCase): Promise<Finding | undefined> {
  await storeInputs(lab.store, fuzzCase);
  const { chopSeed, limits } = fuzzCase.options;
  const answers: (readonly [string, CaseOutcome])[] = [];
  for (const [index, engine] of lab.engines.entries()) {
    const session = await lab.session(engine, limits);
    lab.store.chopBy(chopSeed + index);
    const outcome = await convertCase(lab.store, session, fuzzCase);
    const found = accountFinding(engine, outcome);
    if (found) return found;
    answers.push([engine, outcome]);
  }
  if (lab.engines.includes('simd')) {
    const answer = await answerUnderPressure(lab, fuzzCase);
    if ('check' in answer) return answer;
    answers.push([answer.label, answer.outcome]);
  }
  const answered = answers.filter(([, { files }]) => files.every(({ status }) => status !== 'unsupported'));
  const [first = answers[0]!, ...others] = answered;
  for (const other of others) {
    const found = disagreement(first, other);
    if (found) return found;
  }
  return replanFinding(lab, fuzzCase, first[1]);
}
