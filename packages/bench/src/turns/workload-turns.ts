import { setTimeout as wait } from 'node:timers/promises';
import {
  type ConversionPlan,
  type ConversionResult,
  type Engine,
  type EngineLimits,
  type EngineSession,
  type ObjectStore,
  UnsupportedError,
} from '@parquetry/core';
import { convertWorkload, deleteOutputs, labelled } from '../sampling/convert-workload.ts';
import { outputBytesOf } from '../sampling/output-bytes.ts';
import { sum } from '../statistics/sum.ts';
import { settle } from './settle.ts';
import type { Counts, TurnTaker } from './turn-taker.ts';
import { watchWasmMemory } from './watch-wasm-memory.ts';

/** Plain data, so that it reaches a process. */
export interface WorkloadTurnsRequest {
  readonly engine: string;
  readonly limits: EngineLimits;
  /** All of them are converted in each turn. */
  readonly plans: readonly ConversionPlan[];
  readonly warmupPasses: number;
  /** Memory of WebAssembly is counted: in a process whose own memory is not measured. */
  readonly countsWasmMemory?: boolean;
}

export interface WorkloadTools {
  readonly loadEngine: (name: string) => Promise<Engine>;
  readonly store: ObjectStore;
}

const MOST_SETTLING_MS = 200;

const settling = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  wait: (ms: number) => wait(ms),
};

function requireSupport(engine: Engine, { plans, limits }: WorkloadTurnsRequest): void {
  for (const plan of plans) {
    const support = engine.supports(plan, limits);
    if (!support.supported) throw new UnsupportedError(support.because);
  }
}

function rowCounts(results: readonly ConversionResult[]): Counts {
  const rows = (key: 'read' | 'written' | 'rejected') => sum(results.map((result) => result.rows[key]));
  return { 'rows read': rows('read'), 'rows written': rows('written'), 'rows rejected': rows('rejected') };
}

interface Opened {
  readonly session: EngineSession;
  readonly plans: readonly ConversionPlan[];
}

/** An engine that takes turns: each of them converts the whole workload. */
export class WorkloadTurns implements TurnTaker<WorkloadTurnsRequest> {
  readonly #tools: WorkloadTools;
  #opened: Opened | undefined;
  #rows: Counts = {};
  #wasmPages: (() => number) | undefined;

  constructor(tools: WorkloadTools) {
    this.#tools = tools;
  }

  async open(request: WorkloadTurnsRequest): Promise<void> {
    const { plans, limits, warmupPasses, countsWasmMemory = false } = request;
    if (countsWasmMemory) this.#wasmPages = watchWasmMemory();
    const engine = await this.#tools.loadEngine(request.engine);
    requireSupport(engine, request);
    this.#opened = { session: await engine.open(this.#tools.store, limits), plans };
    for (let pass = 0; pass < warmupPasses; pass += 1) {
      await this.turn('warm-up');
      await this.clear('warm-up');
    }
    if (warmupPasses > 0) await settle(settling, MOST_SETTLING_MS);
  }

  async turn(label: string) {
    const { session, plans } = this.#open();
    const results = await convertWorkload(
      session,
      plans.map((plan) => labelled(plan, label)),
    );
    this.#rows = rowCounts(results);
    return { outputBytes: outputBytesOf(results) };
  }

  async clear(label: string): Promise<void> {
    const { plans } = this.#open();
    await deleteOutputs(
      this.#tools.store,
      plans.map((plan) => labelled(plan, label)),
    );
  }

  async end(): Promise<Counts> {
    const wasmPages = this.#wasmPages?.();
    await this.#open().session[Symbol.asyncDispose]();
    return { ...this.#rows, ...(wasmPages !== undefined && { 'wasm memory pages': wasmPages }) };
  }

  #open(): Opened {
    if (this.#opened === undefined) throw new Error('an engine was to take a turn before it was opened');
    return this.#opened;
  }
}
