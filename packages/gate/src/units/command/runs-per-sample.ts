import type { CommandUsage } from './measure-command.ts';

/** Enough for the shell's step of a millisecond to be below what is told apart. */
const WANTED_CPU_MS = 100;
/** A command that mostly waits is not repeated for minutes to fill its CPU time. */
const MOST_WALL_MS = 2_000;

/** How often a command is run in one sample, from what one run of it takes. */
export function runsPerSample({ cpuMs, wallMs }: Pick<CommandUsage, 'cpuMs' | 'wallMs'>): number {
  const wanted = Math.ceil(WANTED_CPU_MS / Math.max(cpuMs, 1));
  return Math.max(1, Math.min(wanted, Math.floor(MOST_WALL_MS / wallMs)));
}
