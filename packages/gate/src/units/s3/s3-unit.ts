import { type VerifyOutputs, verifyOutputs } from '@parquetry/bench/s3-runs';
import { type Counts, type LockstepResult, lockstep, TurnFailure } from '@parquetry/bench/turns';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { Counters, GateUnit, Side, SideResult, Verified } from '../../unit/gate-unit.ts';
import { openS3Ground } from './s3-ground.ts';
import { S3Side } from './s3-side.ts';
import { s3SmallFiles } from './s3-small-files.ts';

export interface S3UnitOptions {
  /** By side, as `buildBenchBundle` makes it of that tree, with pipelines of the engine. */
  readonly bundleDirectories: Readonly<Record<Side, string>>;
  /** Generated objects are kept here. */
  readonly dataDirectory: string;
  /** Outputs that are checked go to a directory of their own in here, which is deleted in the end. */
  readonly scratchDirectory: string;
  readonly seed: number;
  /** Of one answer of a process; two minutes when absent. */
  readonly timeoutMs?: number;
  readonly verify?: VerifyOutputs;
  readonly startLocalAws?: () => Promise<LocalAws>;
}

/** Of each side in a pair. */
const TURNS = 6;
const TIMEOUT_MS = 120_000;

/** Fewer of them are as wrong as more; of everything else less is better. */
const EXACT: ReadonlySet<string> = new Set(['rows per pass']);

const countersOf = (counts: Counts): Counters =>
  Object.fromEntries(
    Object.entries(counts).map(([name, value]) => [
      name,
      { value, rule: EXACT.has(name) ? 'exact' : 'upper' },
    ]),
  );

const sideResult = (result: LockstepResult): SideResult => ({
  cpuMs: result.cpuMs,
  wallMs: result.wallMs,
  reported: null,
  peakRssBytes: result.peakRssBytes,
  beforeCpuMs: result.beforeCpuMs,
  turns: result.turns.map(({ cpuMs, wallMs }) => ({ cpuMs, wallMs })),
  counters: countersOf(result.counters),
  fingerprint: result.fingerprint,
});

/** What a process did not come through with says nothing about the change. */
async function orGateFailure<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TurnFailure)) throw error;
    throw new GateFailure('benchmark-failed', `${name}: ${error.message}`, { cause: error });
  }
}

/**
 * The pipelines of two builds on small objects of one embedded S3, which runs in a process of its own: nothing of its time
 * is measured. Disposing of the unit ends the server.
 */
export async function openS3Unit(
  options: S3UnitOptions,
  signal?: AbortSignal,
): Promise<GateUnit & AsyncDisposable> {
  const { bundleDirectories, timeoutMs = TIMEOUT_MS, verify = verifyOutputs, ...rest } = options;
  const ground = await openS3Ground({ startLocalAws, ...rest }, signal);
  const sideOf = (side: Side) =>
    new S3Side({
      side,
      ground,
      bundleDirectory: bundleDirectories[side],
      seed: rest.seed,
      timeoutMs,
      verify,
    });
  const sides = { base: sideOf('base'), head: sideOf('head') };
  const { name, title } = s3SmallFiles;

  return {
    name,
    kind: 'scenario',
    about: `lists, reads, converts and writes ${title}`,

    async verify(side, signal): Promise<Verified> {
      const warnings = await sides[side].checkOutputs(signal);
      const counts = await orGateFailure(`${name} on ${side}`, () => sides[side].count(signal));
      return { benchmarks: [name], counters: new Map([[name, countersOf(counts)]]), warnings };
    },

    async pair(first, signal) {
      const pair = await orGateFailure(name, () =>
        lockstep({
          base: () => sides.base.openTaker(signal),
          head: () => sides.head.openTaker(signal),
          turns: TURNS,
          first,
        }),
      );
      await sides.base.clear();
      await sides.head.clear();
      const [base, head] = [sideResult(pair.base), sideResult(pair.head)];
      return [{ benchmark: name, base, head, logRatios: pair.logRatios }];
    },

    [Symbol.asyncDispose]: () => ground[Symbol.asyncDispose](),
  };
}
