import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { Side } from '../../unit/gate-unit.ts';
import type { CommandLine } from './command-line.ts';
import { type CommandUsage, measureCommand } from './measure-command.ts';
import { type TimingShell, timingShell } from './timing-shell.ts';

export interface CommandOptions {
  /** Of one sample. */
  readonly timeoutMs?: number;
  readonly shell?: TimingShell;
  /** Whether the peak of a process that took so long can be seen. */
  readonly showsPeak?: (wallMs: number) => boolean;
}

const TIMEOUT_MS = 10 * 60_000;

export interface SideRunner {
  readonly shell: TimingShell;
  /** @throws GateFailure that names the side and the command, where it fails. */
  run(side: Side, runs: number, signal: AbortSignal | undefined): Promise<CommandUsage>;
}

/** Runs the command of a benchmark in the tree of a side. */
export function runOnSide(
  benchmark: string,
  line: CommandLine,
  trees: BuiltTrees,
  { timeoutMs = TIMEOUT_MS, shell = timingShell() }: CommandOptions,
): SideRunner {
  return {
    shell,
    async run(side, runs, signal) {
      const argv = line.wordsFor(trees[side]);
      const { directory } = trees[side];
      const measured = await measureCommand({ shell, argv, directory, runs, timeoutMs, signal });
      if (measured.status === 'measured') return measured;
      throw new GateFailure(
        'benchmark-failed',
        `${benchmark} on ${side}: ${line.text} (in ${directory}) ${measured.error}`,
      );
    },
  };
}
