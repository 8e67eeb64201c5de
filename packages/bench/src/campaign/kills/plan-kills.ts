import type { Chance } from '../chance.ts';
import { type KillOrder, type KillStep, killSteps } from './kill-steps.ts';

/** Sources that are not delivered yet. */
export interface WorkLeft {
  readonly small: number;
  readonly large: number;
}

const OF_SMALL_SOURCES: readonly KillStep[] = ['after GET', 'after PUT'];
const isOfSmall = (step: KillStep) => OF_SMALL_SOURCES.includes(step);

/** A delivery that is killed at a small source gets about so far before. */
const SMALL_PER_KILL = 100;
/** Of the small sources that are left, so many are for deliveries that are killed at large ones. */
const SHARE_OF_OTHERS = 0.5;
const UPLOADS_OF_A_SOURCE = 2;
const PUTS_OF_A_SOURCE = 2;

function countFor(step: KillStep, kills: number, { small }: WorkLeft, chance: Chance): number {
  if (!isOfSmall(step)) return chance(1, UPLOADS_OF_A_SOURCE);
  const most = Math.max(1, Math.floor((small * SHARE_OF_OTHERS) / kills));
  return chance(1, most) * (step === 'after PUT' ? PUTS_OF_A_SOURCE : 1);
}

/**
 * At what a delivery is killed next, each step `kills` times: in any order, as long as there is work enough. Where small
 * sources become scarce, which come to their end while large ones are under way, their steps go first.
 *
 * @param left asked before each kill.
 */
export function* planKills(kills: number, left: () => WorkLeft, chance: Chance): Generator<KillOrder> {
  const steps = killSteps.flatMap((step) => Array.from({ length: kills }, () => step));
  while (steps.length > 0) {
    const work = left();
    const ofSmall = steps.filter(isOfSmall);
    const isScarce = ofSmall.length > 0 && work.small < ofSmall.length * SMALL_PER_KILL;
    const choice = isScarce ? ofSmall : steps;
    const step = choice[chance(0, choice.length - 1)]!;
    steps.splice(steps.indexOf(step), 1);
    yield { step, count: countFor(step, ofSmall.length, work, chance) };
  }
}
