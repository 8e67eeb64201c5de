import { type VerifyOutputs, verifyOutputs } from '@parquetry/bench/s3-runs';
import { type Counts, type LockstepPair, type LockstepResult, lockstep } from '@parquetry/bench/turns';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import type { GateUnit, Side, SideResult, UnitPair, Verified } from '../../unit/gate-unit.ts';
import { orGateFailure, sideResult } from '../scenario/lockstep-result.ts';
import { rowCounters } from '../scenario/row-counters.ts';
import { isRetried, requireSameCounts } from './require-same-counts.ts';
import { openS3Ground, type S3Ground } from './s3-ground.ts';
import { S3Side } from './s3-side.ts';
import { S3_LOAD, type S3Load } from './s3-small-files.ts';

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
  readonly load?: S3Load;
  readonly startLocalAws?: () => Promise<LocalAws>;
}

const TIMEOUT_MS = 120_000;

interface S3UnitParts {
  readonly ground: S3Ground;
  readonly sides: Readonly<Record<Side, S3Side>>;
  readonly turns: number;
}

class S3Unit implements GateUnit, AsyncDisposable {
  readonly name: string;
  readonly kind = 'scenario';
  readonly about: string;
  readonly #parts: S3UnitParts;
  readonly #verified = new Map<Side, Counts>();

  constructor(parts: S3UnitParts) {
    const { name, title } = parts.ground.scenario;
    this.#parts = parts;
    this.name = name;
    this.about = `lists, reads, converts and writes ${title}`;
  }

  async verify(side: Side, signal?: AbortSignal): Promise<Verified> {
    const { sides } = this.#parts;
    const warnings = await sides[side].checkOutputs(signal);
    const counts = await orGateFailure(`${this.name} on ${side}`, () => sides[side].count(signal));
    this.#verified.set(side, counts);
    const counters = new Map([[this.name, rowCounters(counts)]]);
    return { benchmarks: [this.name], counters, warnings };
  }

  async pair(first: Side, signal?: AbortSignal): Promise<readonly UnitPair[]> {
    const taken = await this.#takeTurns(first, signal);
    // Once: what is retried again is no chance.
    const pair = this.#isRetried(taken) ? await this.#takeTurns(first, signal) : taken;
    const [base, head] = [this.#result('base', pair.base), this.#result('head', pair.head)];
    return [{ benchmark: this.name, base, head, logRatios: { ...pair.logRatios } }];
  }

  #isRetried(pair: LockstepPair): boolean {
    return (['base', 'head'] as const).some((side) =>
      isRetried(this.#verified.get(side), pair[side].counters),
    );
  }

  async #takeTurns(first: Side, signal?: AbortSignal): Promise<LockstepPair> {
    const { turns, sides } = this.#parts;
    const base = () => sides.base.openTaker(signal);
    const head = () => sides.head.openTaker(signal);
    try {
      return await orGateFailure(this.name, () => lockstep({ base, head, turns, first }));
    } finally {
      await sides.base.clear();
      await sides.head.clear();
    }
  }

  #result(side: Side, result: LockstepResult): SideResult {
    requireSameCounts(`${this.name} on ${side}`, this.#verified.get(side), result.counters);
    return sideResult(result, rowCounters(result.counters));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.ground[Symbol.asyncDispose]();
  }
}

/**
 * The pipelines of two builds on small objects of one embedded S3, which runs in a process of its own: nothing of its time
 * is measured. Disposing of the unit ends the server.
 */
export async function openS3Unit(
  {
    bundleDirectories,
    timeoutMs = TIMEOUT_MS,
    verify = verifyOutputs,
    load = S3_LOAD,
    ...rest
  }: S3UnitOptions,
  signal?: AbortSignal,
): Promise<GateUnit & AsyncDisposable> {
  const ground = await openS3Ground({ startLocalAws, load, ...rest }, signal);
  const { seed } = rest;
  const sideOf = (side: Side) =>
    new S3Side({
      side,
      ground,
      bundleDirectory: bundleDirectories[side],
      seed,
      load,
      timeoutMs,
      verify,
    });
  return new S3Unit({ ground, sides: { base: sideOf('base'), head: sideOf('head') }, turns: load.turns });
}
