import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import type { ReviewedFile } from '../../reviewed/reviewed-file.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import { parseCommandLine } from '../command/command-line.ts';
import type { AskedBenchmarks } from './asked-units.ts';

interface NamedCommand {
  readonly name: string;
  readonly run: string;
}

/** What the command line names is all that runs. */
function commandsOf(asked: AskedBenchmarks, reviewed: ReviewedFile | undefined): NamedCommand[] {
  const { bench, benchJson, benchFile } = asked;
  if ([bench, benchJson, benchFile].some((given) => given !== undefined))
    return [...(bench ?? []), ...(benchJson ?? [])];
  return Object.entries(reviewed?.benchmarks ?? {}).flatMap(([name, one]) =>
    'run' in one ? [{ name, run: one.run }] : [],
  );
}

/** Without links, as far as it exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), basename(path));
  }
}

const isWithin = (path: string, directory: string) => path === directory || path.startsWith(`${directory}/`);

/** Between the paths of a word that is a script, a list or an option with its value. */
const BETWEEN_PATHS = /[\s"'`=:,;()&|<>]+/;

const ENDS_IN_NAME = /[\w.}-]$/;
const GOES_ON_AS_NAME = /^[\w.-]/;

/** As written: a directory whose name has spaces in it is found in a script as well. */
function spells(word: string, directory: string): boolean {
  const around = word.split(directory);
  return around.slice(1).some((after, at) => !GOES_ON_AS_NAME.test(after) && !ENDS_IN_NAME.test(around[at]!));
}

function namesPathIn(word: string, directory: string): boolean {
  const real = realPath(directory);
  const paths = [word, ...word.split(BETWEEN_PATHS)].filter((path) => isAbsolute(path));
  return (
    [directory, real].some((spelling) => spells(word, spelling)) ||
    paths.some((path) => isWithin(normalize(path), directory) || isWithin(realPath(path), real))
  );
}

/**
 * A command that names a file of the checkout by its full path, however that is spelled, would measure that file on both
 * sides, whatever the trees hold. Only commands that are to run are looked at.
 *
 * @throws GateFailure that names the command and the way out.
 */
export function refuseCheckoutPaths(
  asked: AskedBenchmarks,
  reviewed: ReviewedFile | undefined,
  projectDirectory: string,
): void {
  const one = commandsOf(asked, reviewed).find(({ name, run }) =>
    parseCommandLine(name, run)
      .wordsFor({ directory: '{tree}' })
      .some((word) => namesPathIn(word, projectDirectory)),
  );
  if (one === undefined) return;
  throw new GateFailure(
    'benchmark-failed',
    `${one.name}: the command names ${projectDirectory}, so that both sides would run the same files; it runs in each tree: give paths from its root, or {tree} for its directory`,
  );
}
