import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { logRatios } from '../command/log-ratios.ts';
import { type CommandUsage, measureCommand } from '../command/measure-command.ts';
import type { CommandOptions } from '../command/run-on-side.ts';
import { timingShell } from '../command/timing-shell.ts';
import { printedResult } from '../samples/printed-result.ts';
import type { Batch } from '../tinybench/bench-messages.ts';
import { namesAtBase } from '../tinybench/names-at-base.ts';
import { planBatches, type TaskPlan } from '../tinybench/plan-batches.ts';
import type { VitestBenchmark } from './collect-benchmarks.ts';
import type { VitestAnswer, VitestHow, VitestRequest } from './vitest-messages.ts';

const PROCESS = fileURLToPath(new URL('./vitest-process.ts', import.meta.url));
const TIMEOUT_MS = 10 * 60_000;

interface Run {
  readonly side: Side;
  /** Whose text of the file is run there. */
  readonly text: Side;
  readonly how: VitestHow;
}

interface Ran {
  readonly usage: CommandUsage;
  readonly version: string;
  readonly benchmarks: ReadonlyMap<string, VitestBenchmark>;
}

function asResult({ usage, benchmarks }: Ran, name: string): SideResult {
  const { medianMs, batches } = benchmarks.get(name)!;
  const printed = printedResult(usage, medianMs);
  if (batches.length === 0) return printed;
  const middle = (of: (batch: Batch) => number) => median(batches.map(of));
  return {
    ...printed,
    cpuMs: middle(({ cpuMs }) => cpuMs),
    wallMs: middle(({ wallMs }) => wallMs),
    turns: batches.map(({ cpuMs, wallMs }) => ({ cpuMs, wallMs })),
  };
}

/** The benchmarks of a file of `vitest bench`, run with each side's own vitest and head's file. */
export class VitestFileUnit implements GateUnit {
  readonly kind = 'vitest';
  readonly name: string;
  readonly about: string;
  readonly #trees: BuiltTrees;
  readonly #options: CommandOptions;
  readonly #verified = new Map<Side, Ran>();

  constructor(file: string, trees: BuiltTrees, options: CommandOptions = {}) {
    this.name = file;
    this.about = `the benchmarks of ${file} as vitest runs them, and in batches after that`;
    this.#trees = trees;
    this.#options = options;
  }

  async verify(side: Side, signal?: AbortSignal): Promise<Verified> {
    if (side === 'base' && !existsSync(join(this.#trees.base.directory, this.name))) {
      const warning = `${this.name} is new at head, so it is measured once it is merged`;
      return { benchmarks: [], counters: new Map(), warnings: [warning] };
    }
    const names = side === 'base' ? await this.#namesAtBase(signal) : await this.#look(side, signal);
    const benchmarks = names.map((name) => this.#nameOf(name));
    return { benchmarks, counters: new Map(), warnings: this.#warnings() };
  }

  async pair(first: Side, signal?: AbortSignal): Promise<UnitPair[]> {
    const plans = this.#plans();
    const one = await this.#measure(first, plans, signal);
    const other = await this.#measure(otherSide(first), plans, signal);
    const [base, head] = first === 'base' ? [one, other] : [other, one];
    this.#requireSame(base, head);
    return [...base.benchmarks.keys()].map((name) => {
      const results = { base: asResult(base, name), head: asResult(head, name) };
      const metrics =
        plans.get(name)?.metric === 'cpu' ? (['cpu', 'wall'] as const) : (['reported'] as const);
      const ratios = logRatios(results.base, results.head, metrics);
      return { benchmark: this.#nameOf(name), ...results, logRatios: ratios };
    });
  }

  /** Of the benchmarks that could be run in batches on both sides. */
  #plans(): ReadonlyMap<string, TaskPlan> {
    const sides = [...this.#verified.values()];
    const names = new Set(sides.flatMap(({ benchmarks }) => [...benchmarks.keys()]));
    const planned = [...names].flatMap((name): [string, TaskPlan][] => {
      const looks = sides.map(({ benchmarks }) => benchmarks.get(name)?.batches[0]);
      const seen = looks.filter((look) => look !== undefined);
      return seen.length === looks.length ? [[name, planBatches(seen)]] : [];
    });
    return new Map(planned);
  }

  #requireSame(base: Ran, head: Ran): void {
    const odd = [...base.benchmarks.keys(), ...head.benchmarks.keys()].filter(
      (name) => !base.benchmarks.has(name) || !head.benchmarks.has(name),
    );
    if (odd.length === 0) return;
    throw new GateFailure(
      'missing-benchmark',
      `${odd.map((name) => this.#nameOf(name)).join(', ')}: on one side only; define the same benchmarks whatever the code is`,
    );
  }

  #warnings(): string[] {
    const [base, head] = [this.#verified.get('base')?.version, this.#verified.get('head')?.version];
    if (base === undefined || head === undefined || base === head) return [];
    return [
      `vitest is ${base} at base and ${head} at head: what it adds by itself is part of the difference`,
    ];
  }

  #measure(side: Side, plans: ReadonlyMap<string, TaskPlan>, signal: AbortSignal | undefined): Promise<Ran> {
    return this.#run(
      { side, text: 'head', how: { kind: 'measure', plans: Object.fromEntries(plans) } },
      signal,
    );
  }

  async #look(side: Side, signal: AbortSignal | undefined): Promise<readonly string[]> {
    const ran = await this.#measure(side, new Map(), signal);
    this.#verified.set(side, ran);
    return [...ran.benchmarks.keys()];
  }

  #namesAtBase(signal: AbortSignal | undefined): Promise<readonly string[]> {
    return namesAtBase(this.name, this.#trees, {
      ofHead: () => this.#look('base', signal),
      ofBase: async () => {
        const ran = await this.#run({ side: 'base', text: 'base', how: { kind: 'list' } }, signal);
        return [...ran.benchmarks.keys()];
      },
    });
  }

  async #run({ side, text, how }: Run, signal: AbortSignal | undefined): Promise<Ran> {
    const { shell = timingShell(), timeoutMs = TIMEOUT_MS } = this.#options;
    const { directory } = this.#trees[side];
    const request: VitestRequest = {
      tree: directory,
      file: join(directory, this.name),
      textFile: join(this.#trees[text].directory, this.name),
      how,
    };
    const argv = [process.execPath, PROCESS, JSON.stringify(request)];
    const usage = await measureCommand({ shell, argv, directory, runs: 1, timeoutMs, signal });
    if (usage.status === 'failed') {
      throw new GateFailure('benchmark-failed', `${this.name} on ${side}: ${usage.error}`);
    }
    // Written by this project's own process, last.
    const answer: VitestAnswer = JSON.parse(usage.stdout.trimEnd().split('\n').at(-1) ?? '');
    const benchmarks = new Map(answer.benchmarks.map((benchmark) => [benchmark.name, benchmark]));
    return { usage, version: answer.version, benchmarks };
  }

  #nameOf(benchmark: string): string {
    return `${this.name} > ${benchmark}`;
  }
}
