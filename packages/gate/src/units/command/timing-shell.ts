import { findProgram } from './find-program.ts';

/**
 * A shell that waits for the command and then tells what its children took, which is what the kernel adds up over every
 * descendant that was waited for (man 2 getrusage, RUSAGE_CHILDREN). Node cannot ask for that.
 */
export interface TimingShell {
  readonly argv: readonly [string, ...string[]];
  /** Smallest difference that it can tell. */
  readonly resolutionMs: number;
}

/** `exec` keeps a builtin of the shell from being taken for the program of that name. */
const SCRIPT = `
left=$1
shift
while [ "$left" -gt 0 ]; do
  (exec "$@" 3>&-) || exit $?
  left=$((left - 1))
done
times >&3
`;

const NAME = 'parquetry-gate';

/** Bash, which tells milliseconds; else the system's shell, which counts ticks of 10 ms. */
export function findTimingShell(find: (word: string) => string | undefined): TimingShell {
  const bash = find('bash');
  return bash === undefined
    ? { argv: ['/bin/sh', '-c', SCRIPT, NAME], resolutionMs: 10 }
    : { argv: [bash, '--norc', '--noprofile', '-p', '-c', SCRIPT, NAME], resolutionMs: 1 };
}

export const timingShell = (): TimingShell => findTimingShell((word) => findProgram(word, '/'));

/** `1m2.345s` in the locale's way of writing it. */
const TIME = /(\d+)m(\d+)[.,](\d+)s/g;

/**
 * CPU time of the children, from what the builtin `times` prints: user and system time of the shell, and below of its
 * children (POSIX.1-2024, Shell Command Language, times). Undefined where it is not that.
 */
export function readTimes(printed: string): number | undefined {
  const times = [...printed.matchAll(TIME)].map(
    ([, minutes, seconds, fraction]) => Number(minutes) * 60_000 + Number(`${seconds}.${fraction}`) * 1000,
  );
  const [, , user, system] = times;
  return times.length === 4 && user !== undefined && system !== undefined ? user + system : undefined;
}
