import type { GateHistory } from '@parquetry/bench/record';
import { counterMoves } from './counter-moves.ts';
import type { HistoryEntry } from './history-entry.ts';
import { machineHash } from './history-path.ts';
import { readEntries } from './read-entries.ts';
import { type SeriesOptions, seriesOfEntries } from './series-of-entries.ts';

type Machine = GateHistory['machines'][number];

/** How a branch has moved, and what lies in its directory that could not be drawn. */
export interface ReadHistory {
  readonly history: GateHistory;
  readonly warnings: readonly string[];
}

const DEFAULTS: SeriesOptions = { seed: 1, level: 0.01 };

function machineOf([machine, runs]: [string, HistoryEntry[]], options: SeriesOptions): Machine {
  const moves = counterMoves(runs);
  return {
    machine,
    fingerprint: runs[0]!.fingerprint,
    series: seriesOfEntries(runs, options),
    ...(moves.length > 0 && { counterMoves: moves }),
  };
}

const lastRun = ([, runs]: [string, HistoryEntry[]]) => Date.parse(runs.at(-1)!.at);

/**
 * The history of a branch in a directory, its lines cut where the level changed; undefined where there is none of that
 * branch. Runs of different fingerprints are never on one line; the machine that measured last comes first. Damaged and
 * foreign files are named in the warnings.
 */
export async function readHistory(
  directory: string,
  branch: string,
  options: Partial<SeriesOptions> = {},
): Promise<ReadHistory | undefined> {
  const found = await readEntries(directory, branch);
  if (found === undefined) return undefined;
  const byMachine = Map.groupBy(found.entries, ({ fingerprint }) => machineHash(fingerprint));
  const machines = [...byMachine]
    .toSorted((one, other) => lastRun(other) - lastRun(one))
    .map((machine) => machineOf(machine, { ...DEFAULTS, ...options }));
  return { history: { branch, machines }, warnings: found.warnings };
}
