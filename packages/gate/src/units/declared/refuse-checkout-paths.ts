import type { ReviewedFile } from '../../reviewed/reviewed-file.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { AskedBenchmarks } from './asked-units.ts';

const commandsOf = (
  { bench = [], benchJson = [] }: AskedBenchmarks,
  reviewed: ReviewedFile | undefined,
): { readonly name: string; readonly run: string }[] => [
  ...bench,
  ...benchJson,
  ...Object.entries(reviewed?.benchmarks ?? {}).flatMap(([name, one]) =>
    'run' in one ? [{ name, run: one.run }] : [],
  ),
];

/**
 * A command that names a file of the checkout by its full path would measure that file on both sides, whatever the trees hold.
 *
 * @throws GateFailure that names the command and the way out.
 */
export function refuseCheckoutPaths(
  asked: AskedBenchmarks,
  reviewed: ReviewedFile | undefined,
  projectDirectory: string,
): void {
  const one = commandsOf(asked, reviewed).find(({ run }) => run.includes(projectDirectory));
  if (one === undefined) return;
  throw new GateFailure(
    'benchmark-failed',
    `${one.name}: the command names ${projectDirectory}, so that both sides would run the same files; it runs in each tree: give paths from its root, or {tree} for its directory`,
  );
}
