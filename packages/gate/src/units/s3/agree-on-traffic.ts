import type { Counts } from '@parquetry/bench/turns';
import { GateFailure } from '../../unit/gate-failure.ts';

/**
 * Holds what a process counted in each of its passes against what the server saw of every one, in the same words. What the
 * server cannot see is the client's alone.
 *
 * @throws GateFailure where they differ: a pipeline that miscounts its requests could hide one.
 */
export function agreeOnTraffic(who: string, client: Counts, seen: readonly Counts[]): void {
  for (const pass of seen) {
    const name = Object.keys(pass).find((key) => pass[key] !== client[key]);
    if (name === undefined) continue;
    throw new GateFailure(
      'wrong-output',
      `${who}: ${name}: the client counted ${client[name] ?? 'none'}, the server ${pass[name]}; one of them miscounts, and nothing that is counted can be compared`,
    );
  }
}
