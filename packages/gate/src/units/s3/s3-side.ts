import { join } from 'node:path';
import type { PipelineTurnsRequest } from '@parquetry/bench/pipeline';
import {
  choiceFor,
  environmentFor,
  pipelineContender,
  pipelineRecipe,
  trafficCounts,
  type VerifyOutputs,
  verifyCell,
} from '@parquetry/bench/s3-runs';
import { type Counts, type OpenTurnTaker, openTurnTaker } from '@parquetry/bench/turns';
import type { Side } from '../../unit/gate-unit.ts';
import { notMeasured } from '../scenario/not-measured.ts';
import { agreeOnTraffic } from './agree-on-traffic.ts';
import { retriesIn } from './require-same-counts.ts';
import type { S3Ground } from './s3-ground.ts';
import { CONTENDER, type S3Load, settingsOf } from './s3-small-files.ts';

/** In the directory of an engine's bundle, the module whose pipeline takes turns. */
const TURNS_CHILD_FILE = 'pipeline-turn-child.js';

const COUNTED_PASSES = 2;

export interface S3SideOptions {
  readonly side: Side;
  readonly ground: S3Ground;
  /** As `buildBenchBundle` makes it of the side's tree. */
  readonly bundleDirectory: string;
  readonly seed: number;
  readonly load: S3Load;
  /** Of one process. */
  readonly timeoutMs: number;
  readonly verify: VerifyOutputs;
}

/** The build of one side, and its way to the objects that both convert. */
export class S3Side {
  readonly #options: S3SideOptions;

  constructor(options: S3SideOptions) {
    this.#options = options;
  }

  /**
   * Converts every object once and compares every cell of what was written with its source.
   *
   * @returns what nobody but the project itself could judge, in words.
   * @throws GateFailure
   */
  async checkOutputs(signal?: AbortSignal): Promise<string[]> {
    const { side, ground, bundleDirectory, seed, load, timeoutMs, verify } = this.#options;
    const { aws, sources, places, scenario, scratch } = ground;
    const contender = pipelineContender(side, {
      engine: CONTENDER,
      settings: settingsOf(load),
      aws,
      sources,
      place: places[side],
      profile: 'none',
      seed,
      limits: scenario.limits,
      bundleDirectory,
      stagingDirectory: join(scratch, 'staging'),
      timeoutMs,
    });
    const found = await verifyCell(contender, scenario, verify, signal);
    if (!('status' in found)) return found.notVerified === undefined ? [] : [found.notVerified];
    throw notMeasured(`${scenario.name} on ${side}`, found);
  }

  /**
   * Counts some passes of one process, by what it says and by what the server saw; anew where requests were retried, which
   * is mostly chance.
   *
   * @throws GateFailure where they do not agree; TurnFailure where the process does not come through.
   */
  async count(signal?: AbortSignal): Promise<Counts> {
    const { side, ground } = this.#options;
    try {
      const first = await this.#countPasses(signal);
      const { counters, seen } = retriesIn(first.counters) > 0 ? await this.#countPasses(signal) : first;
      agreeOnTraffic(`${ground.scenario.name} on ${side}`, counters, seen);
      return counters;
    } finally {
      await this.clear();
    }
  }

  /** A fresh process, warm, that is ready for its turns. */
  async openTaker(signal?: AbortSignal): Promise<OpenTurnTaker> {
    const { ground, bundleDirectory, timeoutMs } = this.#options;
    const child = join(bundleDirectory, CONTENDER, TURNS_CHILD_FILE);
    const environment = environmentFor(ground.aws);
    return openTurnTaker(child, await this.#request(), { timeoutMs, environment, ...(signal && { signal }) });
  }

  /** Removes what turns have left. */
  async clear(): Promise<void> {
    const { side, ground } = this.#options;
    await ground.places[side].clear(side);
  }

  async #countPasses(signal?: AbortSignal) {
    const { ground, load } = this.#options;
    const { aws } = ground;
    await using taker = await this.openTaker(signal);
    const seen: Counts[] = [];
    for (let pass = 0; pass < COUNTED_PASSES; pass += 1) {
      await aws.resetCounters();
      await taker.turn();
      seen.push(trafficCounts(await aws.counters(), settingsOf(load)));
    }
    const { counters } = await taker.end();
    return { counters, seen };
  }

  async #request(): Promise<PipelineTurnsRequest> {
    const { side, ground, load } = this.#options;
    const { scenario, sources, places } = ground;
    const { whole } = scenario.workloads;
    const plans = places[side].plansFor(whole, choiceFor({}, scenario), side);
    return {
      engine: CONTENDER,
      limits: scenario.limits,
      settings: settingsOf(load),
      recipe: await pipelineRecipe(sources, plans),
      files: plans.length,
      warmupFiles: load.warmupFiles,
    };
  }
}
