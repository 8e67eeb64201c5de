import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import { type GateUnit, otherSide, type Side, type UnitPair, type Verified } from '../../unit/gate-unit.ts';
import { logRatios } from '../command/log-ratios.ts';
import { type CommandUsage, measureCommand } from '../command/measure-command.ts';
import type { CommandOptions } from '../command/run-on-side.ts';
import { timingShell } from '../command/timing-shell.ts';
import { printedResult } from '../samples/printed-result.ts';
import type { VitestAnswer, VitestRequest } from './vitest-messages.ts';

const PROCESS = fileURLToPath(new URL('./vitest-process.ts', import.meta.url));
const TIMEOUT_MS = 10 * 60_000;

interface Ran {
  readonly usage: CommandUsage;
  readonly version: string;
  readonly medians: ReadonlyMap<string, number>;
}

/** The benchmarks of a file of `vitest bench`, run with each side's own vitest and head's file. */
export class VitestFileUnit implements GateUnit {
  readonly kind = 'vitest';
  readonly name: string;
  readonly about: string;
  readonly #trees: BuiltTrees;
  readonly #options: CommandOptions;
  readonly #versions = new Map<Side, string>();

  constructor(file: string, trees: BuiltTrees, options: CommandOptions = {}) {
    this.name = file;
    this.about = `the medians that vitest bench measures in ${file}`;
    this.#trees = trees;
    this.#options = options;
  }

  async verify(side: Side, signal?: AbortSignal): Promise<Verified> {
    if (side === 'base' && !existsSync(join(this.#trees.base.directory, this.name))) {
      const warning = `${this.name} is new at head, so it is measured once it is merged`;
      return { benchmarks: [], counters: new Map(), warnings: [warning] };
    }
    const { medians, version } = await this.#run(side, signal);
    this.#versions.set(side, version);
    return { benchmarks: [...medians.keys()], counters: new Map(), warnings: this.#warnings() };
  }

  async pair(first: Side, signal?: AbortSignal): Promise<UnitPair[]> {
    const one = await this.#run(first, signal);
    const other = await this.#run(otherSide(first), signal);
    const [base, head] = first === 'base' ? [one, other] : [other, one];
    const names = [...base.medians.keys()];
    const odd = [...names, ...head.medians.keys()].filter(
      (name) => !base.medians.has(name) || !head.medians.has(name),
    );
    if (odd.length > 0) {
      throw new GateFailure(
        'missing-benchmark',
        `${odd.join(', ')}: on one side only; define the same benchmarks whatever the code is`,
      );
    }
    return names.map((benchmark) => {
      const results = {
        base: printedResult(base.usage, base.medians.get(benchmark)!),
        head: printedResult(head.usage, head.medians.get(benchmark)!),
      };
      return { benchmark, ...results, logRatios: logRatios(results.base, results.head, ['reported']) };
    });
  }

  #warnings(): string[] {
    const [one, other] = [...this.#versions.values()];
    if (one === undefined || other === undefined || one === other) return [];
    const { base, head } = Object.fromEntries(this.#versions);
    return [
      `vitest is ${base} at base and ${head} at head: what it adds by itself is part of the difference`,
    ];
  }

  async #run(side: Side, signal: AbortSignal | undefined): Promise<Ran> {
    const { shell = timingShell(), timeoutMs = TIMEOUT_MS } = this.#options;
    const { directory } = this.#trees[side];
    const request: VitestRequest = {
      tree: directory,
      file: join(directory, this.name),
      fileOfHead: join(this.#trees.head.directory, this.name),
    };
    const argv = [process.execPath, PROCESS, JSON.stringify(request)];
    const usage = await measureCommand({ shell, argv, directory, runs: 1, timeoutMs, signal });
    if (usage.status === 'failed') {
      throw new GateFailure('benchmark-failed', `${this.name} on ${side}: ${usage.error}`);
    }
    // Written by this project's own process, last.
    const answer: VitestAnswer = JSON.parse(usage.stdout.trimEnd().split('\n').at(-1) ?? '');
    const medians = answer.benchmarks.map(
      ({ name, medianMs }) => [`${this.name} > ${name}`, medianMs] as const,
    );
    return { usage, version: answer.version, medians: new Map(medians) };
  }
}
