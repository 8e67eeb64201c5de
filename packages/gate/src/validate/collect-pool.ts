import { scheduleRounds } from '@parquetry/bench/schedule';
import { GateFailure } from '../unit/gate-failure.ts';
import type { GateUnit, Side, UnitPair } from '../unit/gate-unit.ts';
import { addRows, openPool, type PoolRow, type ValidationPool } from './validation-pool.ts';

export interface CollectOptions {
  /** NDJSON; what is in it already is not measured again. */
  readonly path: string;
  /** By truth: head does so much more than base. */
  readonly units: ReadonlyMap<number, GateUnit>;
  /** In all, those that the pool holds included. */
  readonly rounds: number;
  readonly beside: boolean;
  /** SHA-256 of what is measured: a pool holds one kind of work. */
  readonly work: string;
  readonly seed: number;
  /** Stop before the round that would begin after this; ms of `now`. */
  readonly deadlineMs?: number | undefined;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onRound?: (done: number, rounds: number) => void;
}

const firstOf = (round: number): Side => (round % 2 === 0 ? 'base' : 'head');

async function onePair(unit: GateUnit, first: Side, signal: AbortSignal | undefined): Promise<UnitPair> {
  const [pair] = await unit.pair(first, signal);
  if (pair === undefined) throw new GateFailure('no-pairs', `${unit.name} measured nothing`);
  return pair;
}

function rowOf(round: number, truth: number, { logRatios, base }: UnitPair): PoolRow {
  const { cpu, wall } = logRatios;
  if (cpu === undefined || wall === undefined) {
    throw new GateFailure('no-pairs', 'a validation takes CPU and wall time, and this unit measures neither');
  }
  return { round, truth, cpu, wall, cpuMs: base.cpuMs };
}

/**
 * Measures rounds of one pair of every known truth, in random order, and keeps each round when it is through. Out of time, it
 * ends after the round; aborted, it throws at once, without what it measured of the round. Another call goes on after the last
 * round that was kept.
 */
export async function collectPool(options: CollectOptions): Promise<ValidationPool> {
  const { path, units, rounds, beside, work, seed, now, signal, onRound } = options;
  const truths = [...units.keys()];
  const discarded = await onePair(units.get(truths[0]!)!, 'base', signal);
  const pool = await openPool(path, {
    poolVersion: 2,
    fingerprint: discarded.base.fingerprint,
    beside,
    work,
  });
  const order = scheduleRounds(truths, rounds, seed);
  const rows = [...pool.rows];
  const begun = 1 + Math.max(-1, ...rows.map(({ round }) => round));
  for (let round = begun; round < rounds; round += 1) {
    if (options.deadlineMs !== undefined && now() >= options.deadlineMs) break;
    const measured: PoolRow[] = [];
    for (const truth of order[round]!) {
      measured.push(rowOf(round, truth, await onePair(units.get(truth)!, firstOf(round), signal)));
    }
    await addRows(path, measured);
    rows.push(...measured);
    onRound?.(round + 1, rounds);
  }
  return { header: pool.header, rows };
}
