import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import { type GateUnit, otherSide, type Side, type UnitPair } from '../../unit/gate-unit.ts';
import { changedWords } from '../command/changed-words.ts';
import { type CommandLine, parseCommandLine } from '../command/command-line.ts';
import type { CommandUsage } from '../command/measure-command.ts';
import { type CommandOptions, runOnSide } from '../command/run-on-side.ts';
import { printedResult } from './printed-result.ts';
import { type PrintedSamples, readPrintedSamples } from './read-printed-samples.ts';

interface Process {
  readonly usage: CommandUsage;
  readonly benchmarks: ReadonlyMap<string, PrintedSamples>;
}

const SHAPE = '{ "benchmarks": { "name": { "samples": [1.5, 1.6], "unit": "ms" } } }';

/** Few samples leave their median to the chance of one process. */
const FEW_SAMPLES = 5;

/** A command that measures by itself and prints its samples. */
class SamplesUnit implements GateUnit {
  readonly kind = 'samples';
  readonly name: string;
  readonly about: string;
  readonly #runner;
  readonly #line: CommandLine;
  readonly #trees: BuiltTrees;

  constructor(name: string, commandLine: string, trees: BuiltTrees, options: CommandOptions) {
    this.name = name;
    this.#line = parseCommandLine(name, commandLine);
    this.#trees = trees;
    this.about = `the median of the samples that one run of ${commandLine} prints`;
    this.#runner = runOnSide(name, this.#line, trees, options);
  }

  async verify(side: Side, signal?: AbortSignal) {
    const { benchmarks } = await this.#run(side, signal);
    const few = [...benchmarks].filter(([, { count }]) => count < FEW_SAMPLES);
    const warnings = few.map(
      ([benchmark, { count }]) =>
        `${benchmark} prints ${count} samples on ${side}: five or more are steadier`,
    );
    const changed = side === 'head' ? changedWords(this.#line, this.#trees) : [];
    return { benchmarks: [...benchmarks.keys()], counters: new Map(), warnings: [...warnings, ...changed] };
  }

  async pair(first: Side, signal?: AbortSignal): Promise<UnitPair[]> {
    const one = await this.#run(first, signal);
    const other = await this.#run(otherSide(first), signal);
    const [base, head] = first === 'base' ? [one, other] : [other, one];
    const missing = [...base.benchmarks.keys(), ...head.benchmarks.keys()].filter(
      (name) => !base.benchmarks.has(name) || !head.benchmarks.has(name),
    );
    if (missing.length > 0) {
      throw new GateFailure(
        'missing-benchmark',
        `${this.name}: ${missing.join(', ')} was printed on one side only; name the same benchmarks in every run`,
      );
    }
    return [...base.benchmarks.keys()].map((benchmark) => ({
      benchmark,
      base: printedResult(base.usage, base.benchmarks.get(benchmark)!.median),
      head: printedResult(head.usage, head.benchmarks.get(benchmark)!.median),
      logRatios: { reported: this.#logRatio(benchmark, base, head) },
    }));
  }

  #logRatio(benchmark: string, base: Process, head: Process): number {
    const from = base.benchmarks.get(benchmark)!;
    const to = head.benchmarks.get(benchmark)!;
    for (const field of ['unit', 'better'] as const) {
      if (from[field] === to[field]) continue;
      throw new GateFailure(
        'not-parsable',
        `${benchmark}: its "${field}" is ${from[field]} at base and ${to[field]} at head, so they cannot be compared; name it anew where it means something else`,
      );
    }
    const ratio = Math.log(to.median / from.median);
    return to.better === 'lower' ? ratio : -ratio;
  }

  async #run(side: Side, signal: AbortSignal | undefined): Promise<Process> {
    const usage = await this.#runner.run(side, 1, signal);
    const printed = readPrintedSamples(usage.stdout);
    if (printed.status === 'not-parsable') {
      throw new GateFailure(
        'not-parsable',
        `${this.name} on ${side}: ${this.#line.text}: ${printed.because}; it has to print ${SHAPE}`,
      );
    }
    const named = [...printed.benchmarks].map(
      ([name, samples]) => [name === '' ? this.name : `${this.name} > ${name}`, samples] as const,
    );
    return { usage, benchmarks: new Map(named) };
  }
}

/**
 * A command that prints the samples of one or more benchmarks as JSON, run in the directory of each side without a shell.
 *
 * @throws GateFailure where the line cannot be split into words.
 */
export function samplesUnit(
  name: string,
  commandLine: string,
  trees: BuiltTrees,
  options: CommandOptions = {},
): GateUnit {
  return new SamplesUnit(name, commandLine, trees, options);
}
