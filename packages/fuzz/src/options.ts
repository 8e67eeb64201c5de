import { parseArgs } from 'node:util';
import { type EngineName, engineNames, isEngineName } from '@parquetry/engines';
import { type CaseKind, caseKinds } from './cases/make-case.ts';

export const USAGE = `Makes CSV and JSON bytes, converts them with every engine, and looks for what must not be.

npm run fuzz -- [options]

  --seed <n>       the cases that are made (default: from the clock)
  --seconds <n>    how long (default 60)
  --first <n>      number of the first case of the seed (default 0)
  --engine <name>  one engine or several: ${engineNames.join(', ')} (default: all)
  --kind <kind>    only csv, only json, or only hostile: CSV that looks for the ends of buffers
  --case <file>    one case, as a finding left it
  --help

Exit code 0: nothing found; 1: a finding; 2: not understood; 130: interrupted.
`;

/** The command line cannot be understood. */
export class UsageError extends Error {}

export interface FuzzOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly firstCase: number;
  readonly engines: readonly EngineName[];
  readonly kind: CaseKind | undefined;
  readonly caseFile: string | undefined;
}

function count(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new UsageError(`--${name}: ${JSON.stringify(text)} is no number from ${least} on`);
}

function engineList(names: readonly string[]): EngineName[] {
  return names.map((name) => {
    if (isEngineName(name)) return name;
    throw new UsageError(`--engine: there is no ${JSON.stringify(name)}; known: ${engineNames.join(', ')}`);
  });
}

function kindOf(text: string): CaseKind {
  const kind = caseKinds.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new UsageError(`--kind: there is no ${JSON.stringify(text)}; known: ${caseKinds.join(', ')}`);
}

/**
 * Reads the command line; `undefined` when help is wanted.
 *
 * @throws UsageError when it cannot be understood.
 */
export function parseOptions(args: readonly string[], clockMs: number): FuzzOptions | undefined {
  const { values } = readArgs(args);
  if (values.help) return undefined;
  const engines = engineList(values.engine ?? []);
  return {
    seed:
      values.seed === undefined
        ? Math.floor(clockMs) % 1_000_000_000
        : Math.floor(count('seed', values.seed, 0)),
    seconds: count('seconds', values.seconds ?? '60', 0.1),
    firstCase: Math.floor(count('first', values.first ?? '0', 0)),
    engines: engines.length > 0 ? engines : engineNames,
    kind: values.kind === undefined ? undefined : kindOf(values.kind),
    caseFile: values.case,
  };
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        seconds: { type: 'string' },
        first: { type: 'string' },
        engine: { type: 'string', multiple: true },
        kind: { type: 'string' },
        case: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
