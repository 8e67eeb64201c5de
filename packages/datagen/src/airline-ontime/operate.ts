import type { Random } from '../random.ts';
import type { ScheduledFlight } from './timetable.ts';

/** How a scheduled flight went on one day; reused from row to row. Minutes. */
export interface Operation {
  fate: 'arrived' | 'diverted' | 'cancelled';
  departureDelay: number;
  taxiOut: number;
  air: number;
  taxiIn: number;
  elapsed: number;
  arrivalDelay: number;
}

export const newOperation = (): Operation => ({
  fate: 'arrived',
  departureDelay: 0,
  taxiOut: 0,
  air: 0,
  taxiIn: 0,
  elapsed: 0,
  arrivalDelay: 0,
});

function drawDepartureDelay(random: Random, trouble: number): number {
  const draw = random.below(1000) + trouble;
  if (draw < 620) return -random.below(9);
  if (draw < 840) return random.between(1, 20);
  if (draw < 950) return random.between(15, 75);
  if (draw < 1100) return random.between(60, 240);
  return random.between(200, 1000);
}

/**
 * Flies a scheduled flight: what the delay on departure, the taxiing and the wind of the day add up to is its arrival.
 *
 * @param trouble 0 on a good day; 100 or more on a bad one, when more flights are late or cancelled.
 */
export function operate(
  flight: ScheduledFlight,
  random: Random,
  trouble: number,
  operation: Operation,
): void {
  const fate = random.below(2000);
  operation.fate = fate < 24 + trouble ? 'cancelled' : fate > 1994 ? 'diverted' : 'arrived';
  if (operation.fate === 'cancelled') return;
  const draw = random.bits();
  operation.departureDelay = drawDepartureDelay(random, trouble);
  operation.taxiOut = 8 + ((draw >>> 28) & 15) + ((draw >>> 25) & 7);
  operation.air = flight.airMinutes + ((draw >>> 20) & 15) - ((draw >>> 17) & 7) - 4;
  operation.taxiIn = 2 + ((draw >>> 14) & 7) + ((draw >>> 12) & 3);
  operation.elapsed = operation.taxiOut + operation.air + operation.taxiIn;
  operation.arrivalDelay = operation.departureDelay + operation.elapsed - flight.elapsedMinutes;
}
