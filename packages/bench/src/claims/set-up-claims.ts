import type { EngineLimits } from '@parquetry/core';
import { type NetworkProfileName, networkProfiles } from '@parquetry/local-aws/network';
import type { Contestant } from '../contestants/contestant.ts';
import type { OutputChoice, PlannedInput, PreparedScenario } from '../scenarios/scenario.ts';
import { sum } from '../statistics/sum.ts';
import type { InputSampling } from './claims-record.ts';
import type { ClaimsRun } from './claims-run.ts';
import { expectedMs } from './expected-time.ts';
import { commandLadder, ladder } from './ladder.ts';
import { planPoints, type Scope } from './plan-points.ts';
import { type ClaimsConditions, codecsScenario, ladderScenario } from './prepare-claims.ts';

/** The user's own converter as the original. */
export interface CommandBaseline {
  readonly contestant: Contestant;
  /** As it was typed. */
  readonly text: string;
}

export interface ClaimsSetUp {
  readonly files: readonly PlannedInput[];
  readonly dataset: ClaimsConditions['dataset'];
  readonly inputs: Omit<InputSampling, 'copies'>;
  readonly scope: Scope;
  readonly rounds: number;
  /** The document's own network first. */
  readonly profiles: readonly NetworkProfileName[];
  readonly plan: OutputChoice;
  readonly limits: EngineLimits;
  readonly baseline?: CommandBaseline | undefined;
  readonly filesPerMonth: number | null;
  readonly repeat: string;
}

export interface PreparedClaims {
  readonly scenarios: readonly PreparedScenario[];
  readonly run: ClaimsRun;
  /** A guess. */
  readonly expectedMs: number;
}

/** Files that differ in size by no more than this are of one size. */
const SAME_SIZE = 1.1;
const CODECS = ['sequential', 'wasm-arrow', 'simd', 'duckdb'];

function isOfOneSize(files: readonly PlannedInput[]): boolean {
  const sizes = files.map(({ textBytes }) => textBytes);
  return Math.max(...sizes) <= Math.min(...sizes) * SAME_SIZE;
}

/** Networks between here and S3 that a run can be put behind. */
export const networkNames = Object.keys(networkProfiles) as readonly NetworkProfileName[];

const waitsOf = (profile: NetworkProfileName) => {
  const { latency } = networkProfiles[profile];
  return { getMs: latency?.get.medianMs ?? 0, putMs: latency?.put.medianMs ?? 0 };
};

/** Everything that is going to be measured, fixed before anything is. */
export function setUpClaims(setUp: ClaimsSetUp): PreparedClaims {
  const { files, dataset, scope, rounds, profiles, plan, limits, baseline, filesPerMonth, repeat } = setUp;
  const waits = Object.fromEntries(profiles.map((profile) => [profile, waitsOf(profile)]));
  const command = baseline?.contestant.name;
  const rungs = command === undefined ? ladder : commandLadder(command);
  const bytesPerFile = sum(files.map(({ textBytes }) => textBytes)) / files.length;
  const isCommand = command !== undefined;
  const mix = isOfOneSize(files) ? 1 : files.length;
  const experiments = planPoints({ rungs, profiles, scope, bytesPerFile, mix, isCommand });
  const conditions: ClaimsConditions = { rungs, rounds, plan, limits, dataset, repeat };
  const largest = Math.max(...experiments.flatMap(({ points }) => points.map((point) => point.files)));
  const run: ClaimsRun = {
    scope,
    rounds,
    rungs,
    experiments,
    codecs: [...(isCommand ? [command] : []), ...CODECS],
    baseline: isCommand ? { kind: 'command', command: baseline!.text } : { kind: 'original' },
    inputs: { ...setUp.inputs, copies: Math.max(0, largest - files.length) },
    filesPerMonth,
  };
  const formats = plan.formats.length;
  return {
    scenarios: [
      ...experiments.map((experiment) => ladderScenario(experiment, files, conditions)),
      codecsScenario(CODECS, files, conditions),
    ],
    run,
    expectedMs: expectedMs({
      experiments,
      rungs,
      rounds,
      bytesPerFile,
      formats,
      isCommand,
      waits,
      cores: limits.threads,
    }),
  };
}
