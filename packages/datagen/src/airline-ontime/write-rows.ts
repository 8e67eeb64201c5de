import { bytesOf, COMMA, LINE_FEED, putBytes, putDigits, putHundredths, putInteger } from '../put-bytes.ts';
import { CalendarWriter } from '../put-time.ts';
import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { newOperation, type Operation, operate } from './operate.ts';
import { clockDigits, type ScheduledFlight, Timetable } from './timetable.ts';

const DAILY_FLIGHTS = 6000;
const FIRST_DAY = Date.UTC(2015, 0, 1) / 86_400_000;
const DAYS = 3650;
const BAD_DAY_PERCENT = 15;
const BAD_DAY_TROUBLE = 120;
const LOWEST_REGISTRATION = 100;
const UNKNOWN_TAIL_PERCENT = 40;

/** From this delay on the Bureau asks for its causes. */
const REPORTED_DELAY_MINUTES = 15;

const LETTER_N = 0x4e;
const LETTER_A = 0x41;

const yes = bytesOf('1.00,');
const no = bytesOf('0.00,');
const noCauses = bytesOf(',,,,\n');

/** A count of minutes or miles as the Bureau writes it: `12.00`. */
function putCount(target: Uint8Array, at: number, count: number): number {
  const end = putHundredths(target, at, count * 100);
  target[end] = COMMA;
  return end + 1;
}

function putClock(target: Uint8Array, at: number, minute: number): number {
  const end = putDigits(target, at, clockDigits(minute), 4);
  target[end] = COMMA;
  return end + 1;
}

/** `N` and three digits and the ending of the carrier. */
function putTailNumber(target: Uint8Array, at: number, flight: ScheduledFlight, random: Random): number {
  target[at] = LETTER_N;
  const number = LOWEST_REGISTRATION + random.below(flight.carrier.aircraft);
  return putBytes(target, putDigits(target, at + 1, number, 3), flight.carrier.registrationEnd);
}

function putEmpty(target: Uint8Array, start: number, cells: number): number {
  for (let at = start; at < start + cells; at += 1) target[at] = COMMA;
  return start + cells;
}

/** Days of one timetable; every day lists the flights in the same order. */
export class AirlineOntimeRows implements RowWriter {
  readonly #random: Random;
  readonly #calendar = new CalendarWriter();
  readonly #timetable: Timetable;
  readonly #flights: ScheduledFlight[] = [];
  readonly #operation = newOperation();
  #day: number;
  #trouble = 0;
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#timetable = new Timetable(random);
    this.#day = FIRST_DAY + random.below(DAYS);
  }

  writeRow(target: Uint8Array, start: number): number {
    const flight = this.#nextFlight();
    const operation = this.#operation;
    operate(flight, this.#random, this.#trouble, operation);
    const isCancelled = operation.fate === 'cancelled';
    let at = this.#calendar.putDate(target, start, this.#day);
    target[at] = COMMA;
    at = putInteger(target, at + 1, ((this.#day + 3) % 7) + 1);
    target[at] = COMMA;
    at = putBytes(target, at + 1, flight.carrier.codeCell);
    at =
      isCancelled && this.#random.chance(UNKNOWN_TAIL_PERCENT)
        ? putEmpty(target, at, 1)
        : putTailNumber(target, at, flight, this.#random);
    at = putBytes(target, at, flight.label);
    at = putTimes(target, at, flight, operation);
    at = this.#putFate(target, at, operation);
    at = putDurations(target, at, flight, operation);
    return putCauses(target, at, operation, this.#random);
  }

  /** The timetable is drawn flight by flight during the first day, so that short texts cost little. */
  #nextFlight(): ScheduledFlight {
    if (this.#next === DAILY_FLIGHTS) {
      this.#next = 0;
      this.#day += 1;
      this.#trouble = this.#random.chance(BAD_DAY_PERCENT) ? BAD_DAY_TROUBLE : 0;
    }
    const index = this.#next;
    this.#next += 1;
    if (index === this.#flights.length) this.#flights.push(this.#timetable.draw());
    return this.#flights[index]!;
  }

  /** `Cancelled`, `CancellationCode` A to D (carrier, weather, national air system, security), `Diverted`. */
  #putFate(target: Uint8Array, start: number, { fate }: Operation): number {
    let at = putBytes(target, start, fate === 'cancelled' ? yes : no);
    if (fate === 'cancelled') {
      const draw = this.#random.below(100);
      target[at] = LETTER_A + (draw < 38 ? 0 : draw < 85 ? 1 : draw < 99 ? 2 : 3);
      at += 1;
    }
    target[at] = COMMA;
    return putBytes(target, at + 1, fate === 'diverted' ? yes : no);
  }
}

/** `DepTime` to `ArrDelay`. */
function putTimes(target: Uint8Array, start: number, flight: ScheduledFlight, operation: Operation): number {
  const { departureMinute, zoneMinutes } = flight;
  const { fate, taxiOut } = operation;
  const scheduledArrival = departureMinute + flight.elapsedMinutes + zoneMinutes;
  if (fate === 'cancelled') {
    return putEmpty(target, putClock(target, putEmpty(target, start, 6), scheduledArrival), 2);
  }
  const departed = departureMinute + operation.departureDelay;
  let at = putClock(target, start, departed);
  at = putCount(target, at, operation.departureDelay);
  at = putCount(target, at, taxiOut);
  at = putClock(target, at, departed + taxiOut);
  if (fate === 'diverted') {
    return putEmpty(target, putClock(target, putEmpty(target, at, 2), scheduledArrival), 2);
  }
  const landed = departed + taxiOut + operation.air + zoneMinutes;
  at = putClock(target, at, landed);
  at = putCount(target, at, operation.taxiIn);
  at = putClock(target, at, scheduledArrival);
  at = putClock(target, at, landed + operation.taxiIn);
  return putCount(target, at, operation.arrivalDelay);
}

/** `CRSElapsedTime` to `Distance`. */
function putDurations(
  target: Uint8Array,
  start: number,
  flight: ScheduledFlight,
  operation: Operation,
): number {
  let at = putCount(target, start, flight.elapsedMinutes);
  if (operation.fate === 'arrived') {
    at = putCount(target, at, operation.elapsed);
    at = putCount(target, at, operation.air);
  } else {
    at = putEmpty(target, at, 2);
  }
  return putCount(target, at, flight.miles);
}

/** The five causes of a delay: what the way itself cost, then one or two reasons for leaving late. Their sum is the delay. */
function putCauses(target: Uint8Array, start: number, operation: Operation, random: Random): number {
  const { arrivalDelay, departureDelay } = operation;
  if (operation.fate !== 'arrived' || arrivalDelay < REPORTED_DELAY_MINUTES) {
    return putBytes(target, start, noCauses);
  }
  const airSystem = Math.min(arrivalDelay, Math.max(0, arrivalDelay - departureDelay));
  const late = arrivalDelay - airSystem;
  const draw = random.below(1000);
  const first = draw < 450 ? late : Math.floor((late * (draw - 450)) / 550);
  const isWeather = draw % 16 === 0;
  const isSecurity = draw % 256 === 1;
  let at = putCount(target, start, isWeather || isSecurity ? 0 : first);
  at = putCount(target, at, isWeather ? first : 0);
  at = putCount(target, at, airSystem);
  at = putCount(target, at, isSecurity ? first : 0);
  at = putHundredths(target, at, (late - first) * 100);
  target[at] = LINE_FEED;
  return at + 1;
}
