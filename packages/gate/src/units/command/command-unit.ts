import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import { type GateUnit, otherSide, type Side, type SideResult, type UnitPair } from '../../unit/gate-unit.ts';
import { changedWords } from './changed-words.ts';
import { parseCommandLine } from './command-line.ts';
import { hostFingerprint } from './host-fingerprint.ts';
import { logRatios } from './log-ratios.ts';
import type { CommandUsage } from './measure-command.ts';
import { type CommandOptions, runOnSide } from './run-on-side.ts';
import { runsPerSample } from './runs-per-sample.ts';
import { emptyStartCpuMs, startupWarning } from './startup-share.ts';
import { showsItsPeak } from './watch-peak-rss.ts';

/** Below, a millisecond or a tick that the shell rounds away would be seen as a change. */
const LEAST_STEPS_OF_CPU = 25;
/** Of what a first run costs for caches alone, a longer command is not run again to be rid of. */
const RUN_AGAIN_BELOW_MS = 2_000;

function asResult({ cpuMs, wallMs, peakRssBytes }: CommandUsage): SideResult {
  return {
    cpuMs,
    wallMs,
    reported: null,
    peakRssBytes,
    beforeCpuMs: null,
    turns: [{ cpuMs, wallMs }],
    counters: {},
    fingerprint: hostFingerprint(),
  };
}

const withoutPeak = (result: SideResult): SideResult => ({ ...result, peakRssBytes: null });

/** Whole processes of a command: its CPU time with that of all its descendants, its wall time, its peak memory. */
class CommandUnit implements GateUnit {
  readonly kind = 'command';
  readonly name: string;
  readonly #line;
  readonly #trees: BuiltTrees;
  readonly #runner;
  readonly #showsPeak;
  /** Runs per sample that each side asks for. */
  readonly #runs = new Map<Side, number>();
  /** Of one side that is too short for it, memory is measured on neither. */
  #measuresPeak = true;

  constructor(name: string, commandLine: string, trees: BuiltTrees, options: CommandOptions) {
    this.name = name;
    this.#trees = trees;
    this.#line = parseCommandLine(name, commandLine);
    this.#showsPeak = options.showsPeak ?? showsItsPeak;
    this.#runner = runOnSide(name, this.#line, trees, options);
  }

  get about(): string {
    const runs = this.#runsPerSample();
    const times = runs === 1 ? 'one run' : `the mean of ${runs} runs, one after the other,`;
    return `${times} of ${this.#line.text}, all its processes together`;
  }

  async verify(side: Side, signal?: AbortSignal) {
    const first = await this.#runner.run(side, 1, signal);
    const usage = first.wallMs < RUN_AGAIN_BELOW_MS ? await this.#runner.run(side, 1, signal) : first;
    const runs = runsPerSample(usage);
    this.#runs.set(side, runs);
    if (!this.#showsPeak(usage.wallMs)) this.#measuresPeak = false;
    return {
      benchmarks: [this.name],
      counters: new Map(),
      // What is said of one side holds for the other.
      warnings: side === 'head' ? await this.#warnings(usage, runs, signal) : [],
    };
  }

  async pair(first: Side, signal?: AbortSignal): Promise<UnitPair[]> {
    const runs = this.#runsPerSample();
    const one = await this.#measure(first, runs, signal);
    const other = await this.#measure(otherSide(first), runs, signal);
    // A machine that stands still may keep the looks of one side from seeing anything: that pair has no peak.
    const hasPeak = this.#measuresPeak && one.peakRssBytes !== null && other.peakRssBytes !== null;
    const told = hasPeak ? ([one, other] as const) : ([withoutPeak(one), withoutPeak(other)] as const);
    const [base, head] = first === 'base' ? told : [told[1], told[0]];
    const ratios = logRatios(base, head, ['cpu', 'wall', 'parallelism', 'rss']);
    return [{ benchmark: this.name, base, head, logRatios: ratios }];
  }

  async #measure(side: Side, runs: number, signal: AbortSignal | undefined): Promise<SideResult> {
    const usage = await this.#runner.run(side, runs, signal);
    if (usage.cpuMs > 0) return asResult(usage);
    throw new GateFailure(
      'benchmark-failed',
      `${this.name} on ${side}: ${this.#line.text} took less CPU time than can be told (${this.#runner.shell.resolutionMs} ms); give it more to do`,
    );
  }

  /** The same on both sides: as many as the quicker one needs. */
  #runsPerSample(): number {
    return Math.max(1, ...this.#runs.values());
  }

  async #warnings(usage: CommandUsage, runs: number, signal: AbortSignal | undefined): Promise<string[]> {
    const { shell } = this.#runner;
    const { directory } = this.#trees.head;
    const [program] = this.#line.wordsFor(this.#trees.head);
    const start = await emptyStartCpuMs({ shell, directory, program, signal });
    const startup = startupWarning(start, usage.cpuMs);
    const warnings = changedWords(this.#line, this.#trees);
    if (startup !== undefined) warnings.push(startup);
    if (usage.cpuMs * runs < LEAST_STEPS_OF_CPU * shell.resolutionMs) {
      warnings.push(
        `a sample has ${(usage.cpuMs * runs).toFixed(0)} ms of CPU time, told in steps of ${shell.resolutionMs} ms: too few to see 5 %`,
      );
    }
    if (shell.resolutionMs > 1) {
      warnings.push(
        `CPU time is told in steps of ${shell.resolutionMs} ms: with bash on the PATH it is told in steps of 1 ms`,
      );
    }
    return warnings;
  }
}

/**
 * A command as a benchmark, run in the directory of each side without a shell; `{tree}` in it stands for that directory.
 *
 * @throws GateFailure where the line cannot be split into words.
 */
export function commandUnit(
  name: string,
  commandLine: string,
  trees: BuiltTrees,
  options: CommandOptions = {},
): GateUnit {
  return new CommandUnit(name, commandLine, trees, options);
}
