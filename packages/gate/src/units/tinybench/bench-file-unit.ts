import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '@parquetry/bench/statistics';
import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import {
  type GateUnit,
  otherSide,
  type Side,
  type SideResult,
  type UnitPair,
  type Verified,
} from '../../unit/gate-unit.ts';
import { hostFingerprint } from '../command/host-fingerprint.ts';
import { logRatios } from '../command/log-ratios.ts';
import { type BenchFileOptions, BenchFileProcess } from './bench-file-process.ts';
import type { Batch } from './bench-messages.ts';
import { measureInTurns, turnRatios } from './measure-in-turns.ts';
import { namesAtBase } from './names-at-base.ts';
import { planBatches, type TaskPlan } from './plan-batches.ts';

type Opened = Awaited<ReturnType<BenchFileProcess['open']>>;
type Ended = Awaited<ReturnType<BenchFileProcess['end']>>;

function asResult(batches: readonly Batch[], { beforeCpuMs }: Opened, ended: Ended): SideResult {
  const middle = (of: (batch: Batch) => number) => median(batches.map(of));
  const reported = middle(({ medianMs }) => medianMs);
  return {
    cpuMs: middle(({ cpuMs }) => cpuMs),
    wallMs: middle(({ wallMs }) => wallMs),
    reported: reported > 0 ? reported : null,
    peakRssBytes: ended.peakRssBytes,
    beforeCpuMs,
    turns: batches.map(({ cpuMs, wallMs }) => ({ cpuMs, wallMs })),
    counters: {},
    fingerprint: hostFingerprint(),
  };
}

/** The tasks of a tinybench file: two processes, one of each side, take turns with batches of each. */
export class BenchFileUnit implements GateUnit {
  readonly kind = 'tinybench';
  readonly name: string;
  readonly about: string;
  readonly #trees: BuiltTrees;
  readonly #options: BenchFileOptions;
  /** First looks at each task, by side. */
  readonly #looks = new Map<string, Map<Side, Batch>>();

  constructor(file: string, trees: BuiltTrees, options: BenchFileOptions = {}) {
    this.name = file;
    this.about = `the tasks of ${file} in batches, in turns with the other side`;
    this.#trees = trees;
    this.#options = options;
  }

  async verify(side: Side, signal?: AbortSignal): Promise<Verified> {
    try {
      const tasks = side === 'base' ? await this.#tasksAtBase(signal) : await this.#look(side, signal);
      return { benchmarks: tasks.map((task) => this.#nameOf(task)), counters: new Map(), warnings: [] };
    } catch (error) {
      if (!(error instanceof GateFailure) || side === 'head' || this.#isAtBase()) throw error;
      const warning = `${this.name} is new at head and cannot run on base, so it is measured once it is merged: ${error.message}`;
      return { benchmarks: [], counters: new Map(), warnings: [warning] };
    }
  }

  async pair(first: Side, signal?: AbortSignal): Promise<UnitPair[]> {
    const second = otherSide(first);
    await using one = this.#process(first, signal);
    const oneOpened = await one.open();
    await using other = this.#process(second, signal);
    const otherOpened = await other.open();
    const sides = first === 'base' ? { base: one, head: other } : { base: other, head: one };
    const opened =
      first === 'base' ? { base: oneOpened, head: otherOpened } : { base: otherOpened, head: oneOpened };

    const tasks = this.#sameTasks(opened);
    const measured = [];
    for (const task of tasks) {
      const plan = this.#planOf(task);
      measured.push({ task, plan, turns: await measureInTurns(task, plan, sides, first) });
    }
    const ended = { base: await sides.base.end(), head: await sides.head.end() };
    return measured.map(({ task, plan, turns }) => {
      const base = asResult(turns.base, opened.base, ended.base);
      const head = asResult(turns.head, opened.head, ended.head);
      // The peak of a process that holds several tasks is nobody's.
      const rss = tasks.length === 1 ? logRatios(base, head, ['rss']) : {};
      const ratios = { ...turnRatios(turns, plan.metric), ...rss };
      this.#requireFinite(task, ratios);
      return { benchmark: this.#nameOf(task), base, head, logRatios: ratios };
    });
  }

  #process(side: Side, signal: AbortSignal | undefined, text: Side = 'head'): BenchFileProcess {
    return new BenchFileProcess({
      file: this.name,
      trees: this.#trees,
      side,
      text,
      signal,
      ...this.#options,
    });
  }

  #tasksAtBase(signal: AbortSignal | undefined): Promise<readonly string[]> {
    return namesAtBase(this.name, this.#trees, {
      ofHead: () => this.#look('base', signal),
      ofBase: async () => {
        await using running = this.#process('base', signal, 'base');
        return (await running.open()).tasks;
      },
    });
  }

  async #look(side: Side, signal: AbortSignal | undefined): Promise<readonly string[]> {
    await using running = this.#process(side, signal);
    const { tasks } = await running.open();
    for (const task of tasks) {
      const looks = this.#looks.get(task) ?? new Map<Side, Batch>();
      this.#looks.set(task, looks.set(side, await running.probe(task)));
    }
    return tasks;
  }

  #planOf(task: string): TaskPlan {
    const looks = [...(this.#looks.get(task)?.values() ?? [])];
    if (looks.length > 0) return planBatches(looks);
    throw new GateFailure(
      'missing-benchmark',
      `${this.#nameOf(task)} was not there when both sides were tried: add the same tasks every time`,
    );
  }

  #sameTasks({ base, head }: Readonly<Record<Side, Opened>>): readonly string[] {
    const odd = [...base.tasks, ...head.tasks].filter(
      (task) => !base.tasks.includes(task) || !head.tasks.includes(task),
    );
    if (odd.length === 0) return base.tasks;
    throw new GateFailure(
      'missing-benchmark',
      `${odd.map((task) => this.#nameOf(task)).join(', ')}: on one side only; add the same tasks whatever the code is`,
    );
  }

  #requireFinite(task: string, ratios: UnitPair['logRatios']): void {
    if (Object.values(ratios).every(Number.isFinite)) return;
    throw new GateFailure(
      'benchmark-failed',
      `${this.#nameOf(task)} takes less time than the clock can tell: do more in one iteration`,
    );
  }

  #nameOf(task: string): string {
    return `${this.name} > ${task}`;
  }

  #isAtBase(): boolean {
    return existsSync(join(this.#trees.base.directory, this.name));
  }
}
