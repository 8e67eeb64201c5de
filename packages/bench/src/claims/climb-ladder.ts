import type { JudgedLadder, JudgedRung } from './claims-record.ts';
import { baselineFor, type Evidence, measured, whyNot } from './evidence.ts';
import { BASELINE, type Rung } from './ladder.ts';
import { estimateRounds, fileMs, timesAsFast } from './measured-points.ts';
import type { Experiment } from './plan-points.ts';

function resultOf(evidence: Evidence, experiment: Experiment, { name }: Rung): JudgedRung['result'] {
  const point = measured(evidence, experiment, name);
  if (point === undefined) return { status: 'missing', because: whyNot(evidence, experiment, name) };
  const { files } = point.workload;
  const { traffic, cpuMsPerFile } = point.figures;
  return {
    status: 'measured',
    files,
    msPerFile: estimateRounds(fileMs(point)),
    cpuMsPerFile,
    timesAsFast:
      name === BASELINE ? null : (timesAsFast(point, baselineFor(evidence, experiment, point)) ?? null),
    requestsPerFile: traffic?.requestsPerFile.median ?? 0,
    connectionsPerFile: (traffic?.connectionsOpened.median ?? 0) / files,
  };
}

/** Every rung on every network, in the order of the ladder. */
export const climbLadder = (evidence: Evidence, rungs: readonly Rung[]): JudgedLadder[] =>
  evidence.experiments.map((experiment) => ({
    profile: experiment.profile,
    scenario: experiment.scenario,
    rungs: rungs.map(({ name, title, what, kind, engine, ...rung }) => ({
      name,
      title,
      what,
      kind,
      engine,
      result: resultOf(evidence, experiment, { name, title, what, kind, engine, ...rung }),
    })),
  }));
