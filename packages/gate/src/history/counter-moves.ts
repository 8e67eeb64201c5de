import type { GateHistory } from '@parquetry/bench/record';
import type { HistoryEntry } from './history-entry.ts';

type Move = NonNullable<GateHistory['machines'][number]['counterMoves']>[number];

/** Where a counter of a benchmark, doing the same work, was another than in the run before it. Counters need no statistics. */
export function counterMoves(entries: readonly HistoryEntry[]): Move[] {
  const last = new Map<string, number>();
  const moves: Move[] = [];
  for (const { at, commit, benchmarks } of entries) {
    for (const { name, definition, counters } of benchmarks) {
      for (const [counter, after] of Object.entries(counters)) {
        const key = JSON.stringify([name, definition, counter]);
        const before = last.get(key);
        if (before !== undefined && before !== after) {
          moves.push({ benchmark: name, counter, at, commit, before, after });
        }
        last.set(key, after);
      }
    }
  }
  return moves;
}
