import { memoryStore } from '@parquetry/core';
import { type EngineName, engineNames, loadEngine } from '../../src/index.ts';
import type { Suite } from './suites.ts';
import type { Contestant, SuiteCase, Verdict } from './third-party-case.ts';

/** What came of one suite in one engine, or in core's own reader. */
export interface SuiteRun {
  readonly suite: string;
  readonly by: string;
  readonly verdicts: readonly (Verdict & { readonly id: string })[];
}

/** Stands where no engine is asked. */
export const CORE = 'core';

const LIMITS = { memoryBytes: 2 ** 30, threads: 2 };

async function judgeAll<Of>(cases: readonly SuiteCase<Of>[], of: Of): Promise<SuiteRun['verdicts']> {
  const verdicts: (Verdict & { id: string })[] = [];
  for (const one of cases) verdicts.push({ id: one.id, ...(await one.judge(of)) });
  return verdicts;
}

/** Who carries out a suite's cases. */
export const contestantsOf = (suite: Suite): readonly (EngineName | typeof CORE)[] => [
  ...(suite.coreCases ? ([CORE] as const) : []),
  ...(suite.engineCases ? engineNames : []),
];

/** Runs a suite's cases in one engine, or those that are about core alone. */
export async function runSuite(suite: Suite, by: EngineName | typeof CORE): Promise<SuiteRun> {
  if (by === CORE) {
    return { suite: suite.name, by, verdicts: await judgeAll((await suite.coreCases?.()) ?? [], undefined) };
  }
  const cases = (await suite.engineCases?.()) ?? [];
  const engine = await loadEngine(by);
  const store = memoryStore();
  await using session = await engine.open(store, LIMITS);
  const contestant: Contestant = { engine, session, store };
  return { suite: suite.name, by, verdicts: await judgeAll(cases, contestant) };
}
