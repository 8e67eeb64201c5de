import type { Counts } from '@parquetry/bench/turns';
import { GateFailure } from '../../unit/gate-failure.ts';

/** What the server saw of one pass, in the words of the client's counts. */
export type SeenPass = Counts;

/** What only one of the two can count is left out. */
const differing = (client: Counts, seen: SeenPass) =>
  Object.keys(seen).find((name) => seen[name] !== client[name]);

/**
 * Holds what a process counted in each of its passes against what the server saw of every one.
 *
 * @throws GateFailure where they differ: a pipeline that miscounts its requests could hide one.
 */
export function agreeOnTraffic(who: string, client: Counts, seen: readonly SeenPass[]): void {
  for (const pass of seen) {
    const name = differing(client, pass);
    if (name === undefined) continue;
    throw new GateFailure(
      'wrong-output',
      `${who}: ${name}: the client counted ${client[name] ?? 'none'}, the server ${pass[name]}; one of them miscounts, and nothing that is counted can be compared`,
    );
  }
}
