import { judgeRun, type RunVerdict } from '../../../src/judge/judge-run.ts';
import { sequentialPlan } from '../../../src/plan/sequential-plan.ts';
import type { GateProgress } from '../../../src/run/gate-progress.ts';
import { type GateRun, type GateRunRequest, runGate } from '../../../src/run/run-gate.ts';
import type { FailureKind } from '../../../src/unit/gate-failure.ts';
import { canaries, PairClock, type Script, scriptedUnit } from './scripted-unit.ts';

export interface ScriptedRun {
  readonly run: GateRun;
  readonly verdict: RunVerdict;
  readonly progress: readonly GateProgress[];
  /** Of the failures, in order. */
  readonly kinds: readonly FailureKind[];
}

/** A whole gate over scripted units, with canaries that behave unless others are given. */
export async function runScripted(
  scripts: readonly Script[],
  request: Partial<GateRunRequest> = {},
  clock = new PairClock(),
): Promise<ScriptedRun> {
  const progress: GateProgress[] = [];
  const run = await runGate({
    units: scripts.map((script) => scriptedUnit(clock, script)),
    canaries: canaries(clock),
    plan: sequentialPlan(),
    seed: 5,
    maxMs: 3_600_000,
    now: clock.now,
    onProgress: (event) => progress.push(event),
    ...request,
  });
  const verdict = judgeRun(run, { inconclusive: 'by-interval', maxUndecided: 0.1 });
  return { run, verdict, progress, kinds: run.failures.map(({ kind }) => kind) };
}
