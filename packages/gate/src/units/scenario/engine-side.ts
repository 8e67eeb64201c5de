import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PreparedScenario } from '@parquetry/bench';
import {
  choiceFor,
  engineContender,
  filePlace,
  type VerifiedCell,
  type VerifyOutputs,
  verifyCell,
} from '@parquetry/bench/file-runs';
import { type OpenTurnTaker, openTurnTaker, type WorkloadTurnsRequest } from '@parquetry/bench/turns';
import type { Counters, Side } from '../../unit/gate-unit.ts';
import { bundleBytes } from './bundle-bytes.ts';
import { countParquet } from './count-parquet.ts';
import type { GateScenario } from './gate-scenario.ts';
import { notMeasured } from './not-measured.ts';
import { exact, rowCounters, upper } from './row-counters.ts';

/** In the directory of an engine's bundle, the module whose engine takes turns. */
const TURN_CHILD_FILE = 'turn-child.js';

export interface EngineSideOptions {
  readonly side: Side;
  readonly scenario: GateScenario;
  readonly prepared: PreparedScenario;
  /** As `buildBenchBundle` makes it of the side's tree. */
  readonly bundleDirectory: string;
  /** Of this unit; each side has a directory in it, whose names are of one length. */
  readonly scratch: string;
  /** Of one answer of a process. */
  readonly timeoutMs: number;
  readonly verify: VerifyOutputs;
}

export type OutputBytes = VerifiedCell['outputBytes'];

/** What was found of a side whose outputs were right. */
export interface CheckedSide {
  readonly outputBytes: OutputBytes;
  readonly counters: Counters;
  /** What nobody but the project itself could judge, in words. */
  readonly warnings: readonly string[];
}

/** The build of one side, with the files that it converts. */
export class EngineSide {
  readonly #options: EngineSideOptions;

  constructor(options: EngineSideOptions) {
    this.#options = options;
  }

  get #where(): string {
    return `${this.#options.scenario.name} on ${this.#options.side}`;
  }

  get #directory(): string {
    return join(this.#options.scratch, this.#options.side);
  }

  get #engineDirectory(): string {
    return join(this.#options.bundleDirectory, this.#options.scenario.engine);
  }

  /**
   * Converts every file once, compares every cell of what was written with its source, and counts.
   *
   * @throws GateFailure
   */
  async check(signal?: AbortSignal): Promise<CheckedSide> {
    let [rowGroups, dataPages] = [0, 0];
    const cell = await this.#verify(async (request) => {
      const ruling = await this.#options.verify(request);
      if (ruling.status === 'wrong-output') return ruling;
      for (const { format, ref } of request.plan.outputs) {
        if (format !== 'parquet') continue;
        const layout = await countParquet(ref);
        rowGroups += layout.rowGroups;
        dataPages += layout.dataPages;
      }
      return ruling;
    }, signal);
    const sizes = Object.entries(cell.outputBytes).map(([format, bytes]) => [
      `${format} bytes`,
      upper(bytes),
    ]);
    return {
      outputBytes: cell.outputBytes,
      counters: {
        'row groups': exact(rowGroups),
        'data pages': exact(dataPages),
        ...Object.fromEntries(sizes),
        'bundle KiB': upper(Math.ceil((await bundleBytes(this.#engineDirectory)) / 1024)),
      },
      warnings: cell.notVerified === undefined ? [] : [cell.notVerified],
    };
  }

  /** One pass of a process that is not measured: what it wrote, and what it counted. */
  async count(signal?: AbortSignal): Promise<{ outputBytes: OutputBytes; counters: Counters }> {
    // What threads take is in their own memory, which is not seen.
    const countsWasmMemory = this.#options.scenario.threads === 1;
    await using taker = await this.#open({ warmupPasses: 0, countsWasmMemory }, signal);
    const { outputBytes } = await taker.turn();
    const { counters } = await taker.end();
    return { outputBytes, counters: rowCounters(counters) };
  }

  /** A fresh process, warm, that is ready for its turns. */
  openTaker(signal?: AbortSignal): Promise<OpenTurnTaker> {
    return this.#open({ warmupPasses: this.#options.scenario.warmupPasses }, signal);
  }

  /** Removes what a process that did not come through may have left. */
  async clear(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #verify(verify: VerifyOutputs, signal: AbortSignal | undefined): Promise<VerifiedCell> {
    const { scenario, prepared, bundleDirectory, timeoutMs } = this.#options;
    const contender = engineContender(scenario.engine, {
      bundleDirectory,
      place: filePlace(this.#directory),
      limits: prepared.limits,
      typing: 'given',
      timeoutMs,
    });
    const found = await verifyCell(contender, prepared, verify, signal);
    if (!('status' in found)) return found;
    throw notMeasured(this.#where, found);
  }

  #open(
    how: Pick<WorkloadTurnsRequest, 'warmupPasses' | 'countsWasmMemory'>,
    signal: AbortSignal | undefined,
  ): Promise<OpenTurnTaker> {
    const { scenario, prepared, timeoutMs } = this.#options;
    const plans = filePlace(this.#directory).plansFor(
      prepared.workloads.whole,
      choiceFor({}, prepared),
      'turns',
    );
    const request: WorkloadTurnsRequest = {
      engine: scenario.engine,
      limits: prepared.limits,
      plans,
      ...how,
    };
    const child = join(this.#engineDirectory, TURN_CHILD_FILE);
    return openTurnTaker(child, request, { timeoutMs, ...(signal && { signal }) });
  }
}
