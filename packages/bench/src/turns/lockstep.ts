import { sum } from '../statistics/sum.ts';
import type { OpenTurnTaker } from './open-turn-taker.ts';
import { TurnFailure } from './turn-failure.ts';
import type { Turn, TurnsEnd } from './turn-messages.ts';

export type LockstepSide = 'base' | 'head';

/** Starts the process of one side. */
export type OpenSide = () => Promise<OpenTurnTaker>;

export interface LockstepRequest {
  readonly base: OpenSide;
  readonly head: OpenSide;
  /** Of each side. */
  readonly turns: number;
  readonly first: LockstepSide;
}

/** Of one process; times are means over its turns. */
export interface LockstepResult extends TurnsEnd {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly beforeCpuMs: number;
  /** In the order in which they were taken. */
  readonly turns: readonly Turn[];
}

/** ln(head / base); of parallelism, which is CPU time by wall time, ln(base / head). Above 0 is worse. */
export interface LockstepRatios {
  readonly cpu: number;
  readonly wall: number;
  readonly parallelism: number;
  readonly rss: number;
}

export interface LockstepPair {
  readonly base: LockstepResult;
  readonly head: LockstepResult;
  readonly logRatios: LockstepRatios;
}

/** A failure names its side. */
async function ofSide<T>(side: LockstepSide, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TurnFailure)) throw error;
    throw new TurnFailure(`${side}: ${error.message}`, { cause: error });
  }
}

/** The side that goes first changes with every turn: base head, head base, base head … */
export function turnOrder(turns: number, first: LockstepSide): LockstepSide[] {
  const second = first === 'base' ? 'head' : 'base';
  return Array.from({ length: turns }, (_, turn) =>
    turn % 2 === 0 ? [first, second] : [second, first],
  ).flat() as LockstepSide[];
}

const meanOf = (turns: readonly Turn[], key: 'cpuMs' | 'wallMs'): number =>
  sum(turns.map((turn) => turn[key])) / turns.length;

/** Of all turns together: what only some of them pay for, as a collection of garbage, is in it. */
function logRatio(base: LockstepResult, head: LockstepResult, key: 'cpuMs' | 'wallMs'): number {
  const ratio = Math.log(head[key] / base[key]);
  if (Number.isFinite(ratio)) return ratio;
  throw new TurnFailure(`turns took less ${key === 'cpuMs' ? 'CPU' : 'wall'} time than the clock can tell`);
}

function compare(base: LockstepResult, head: LockstepResult): LockstepRatios {
  const cpu = logRatio(base, head, 'cpuMs');
  const wall = logRatio(base, head, 'wallMs');
  return { cpu, wall, parallelism: wall - cpu, rss: Math.log(head.peakRssBytes / base.peakRssBytes) };
}

async function end(taker: OpenTurnTaker, turns: readonly Turn[]): Promise<LockstepResult> {
  const { beforeCpuMs } = taker;
  const said = await taker.end();
  const cpuMs = meanOf(turns, 'cpuMs');
  const wallMs = meanOf(turns, 'wallMs');
  return { ...said, cpuMs, wallMs, beforeCpuMs, turns };
}

/**
 * One process of each side, alive at the same time, taking turns. They are opened one after the other, so that no warm-up
 * runs beside another, and only one of them works at any time. What the machine does to one turn it does to its
 * neighbour, which is the same turn of the other side: what is kept is the ratio of all turns of the one side to all of the other.
 *
 * @throws TurnFailure that names the side; what else opening a side throws. No process is left behind.
 */
export async function lockstep({ base, head, turns, first }: LockstepRequest): Promise<LockstepPair> {
  if (turns < 1) throw new RangeError(`lockstep takes at least one turn, not ${turns}`);
  const open = { base, head };
  const second = first === 'base' ? 'head' : 'base';
  await using one = await ofSide(first, open[first]);
  await using other = await ofSide(second, open[second]);
  const takers = first === 'base' ? { base: one, head: other } : { base: other, head: one };
  const taken: Record<LockstepSide, Turn[]> = { base: [], head: [] };
  for (const side of turnOrder(turns, first)) {
    taken[side].push(await ofSide(side, () => takers[side].turn()));
  }
  const ended = {
    base: await ofSide('base', () => end(takers.base, taken.base)),
    head: await ofSide('head', () => end(takers.head, taken.head)),
  };
  return { ...ended, logRatios: compare(ended.base, ended.head) };
}
