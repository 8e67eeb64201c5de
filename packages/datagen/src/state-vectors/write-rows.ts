import {
  bytesOf,
  COMMA,
  LINE_FEED,
  putBytes,
  putHundredths,
  putInteger,
  putTenThousandths,
} from '../put-bytes.ts';
import { CalendarWriter } from '../put-time.ts';
import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { type Aircraft, beginFlight, drawAircraft } from './aircraft.ts';
import { advance, type Flight, RATE_STEP_CM_PER_SECOND, STEP_SECONDS, speedCmPerSecond } from './flight.ts';

const FLEET_SIZE = 6000;
const FIRST_DAY = Date.UTC(2023, 0, 1) / 86_400_000;
const DAYS = 730;
const SECONDS_PER_DAY = 86_400;

/** Altitudes are reported in steps of 25 feet. */
const ALTITUDE_STEP_CM = 762;
const FULL_TURN_CENTIDEGREES = 36_000;
const MICRODEGREES_PER_CELL_UNIT = 100;
const ZERO = 0x30;

const trueCell = bytesOf('true,');
const falseCell = bytesOf('false,');

const putBoolean = (target: Uint8Array, at: number, value: boolean) =>
  putBytes(target, at, value ? trueCell : falseCell);

function putSquawk(target: Uint8Array, at: number, squawk: number | undefined): number {
  let next = at;
  if (squawk !== undefined) {
    target[at] = ZERO + (squawk >> 9);
    target[at + 1] = ZERO + ((squawk >> 6) & 7);
    target[at + 2] = ZERO + ((squawk >> 3) & 7);
    target[at + 3] = ZERO + (squawk & 7);
    next += 4;
  }
  target[next] = COMMA;
  return next + 1;
}

/** Snapshots of one fleet, ten seconds apart; every snapshot lists the aircraft in the same order. */
export class StateVectorRows implements RowWriter {
  readonly #random: Random;
  readonly #calendar = new CalendarWriter();
  readonly #fleet: Aircraft[] = [];
  readonly #addresses = new Set<number>();
  #seconds: number;
  #next = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#seconds = (FIRST_DAY + random.below(DAYS)) * SECONDS_PER_DAY + random.below(SECONDS_PER_DAY);
  }

  writeRow(target: Uint8Array, start: number): number {
    const aircraft = this.#nextAircraft();
    const { flight } = aircraft;
    const draw = this.#random.bits();
    let at = putBytes(target, start, aircraft.label);
    at = this.#putPosition(target, at, flight, draw);
    at = this.#putMotion(target, at, aircraft, draw);
    at = putSquawk(target, at, aircraft.squawk);
    at = putBoolean(target, at, ((draw >>> 8) & 0xfff) === 0);
    target[at] = ZERO + aircraft.positionSource;
    target[at + 1] = COMMA;
    target[at + 2] = ZERO + aircraft.category;
    target[at + 3] = LINE_FEED;
    return at + 4;
  }

  /** The fleet is drawn one by one during the first snapshot, so that short texts cost little. */
  #nextAircraft(): Aircraft {
    if (this.#next === FLEET_SIZE) {
      this.#next = 0;
      this.#seconds += STEP_SECONDS;
    }
    const index = this.#next;
    this.#next += 1;
    if (index === this.#fleet.length) {
      const drawn = drawAircraft(this.#random, this.#addresses);
      this.#fleet.push(drawn);
      return drawn;
    }
    const aircraft = this.#fleet[index]!;
    if (advance(aircraft.flight, this.#random)) beginFlight(aircraft, this.#random);
    return aircraft;
  }

  /** One row in 64 has no recent position: no time and no place of one. */
  #putPosition(target: Uint8Array, start: number, flight: Flight, draw: number): number {
    const contactSeconds = this.#seconds - (draw & 1);
    const hasPosition = ((draw >>> 2) & 63) !== 0;
    let at = start;
    if (hasPosition) {
      at = this.#calendar.putTimestamp(target, at, contactSeconds - ((draw >>> 20) & (draw >>> 22) & 3));
    }
    target[at] = COMMA;
    at = putInteger(target, at + 1, contactSeconds);
    target[at] = COMMA;
    at += 1;
    if (hasPosition) {
      at = putTenThousandths(target, at, (flight.longitude / MICRODEGREES_PER_CELL_UNIT) | 0);
    }
    target[at] = COMMA;
    at += 1;
    if (hasPosition) at = putTenThousandths(target, at, (flight.latitude / MICRODEGREES_PER_CELL_UNIT) | 0);
    target[at] = COMMA;
    return at + 1;
  }

  #putMotion(target: Uint8Array, start: number, aircraft: Aircraft, draw: number): number {
    const { flight, geoOffsetSteps } = aircraft;
    const onGround = flight.phase === 'ground';
    const altitudeSteps = Math.round(flight.altitudeCm / ALTITUDE_STEP_CM);
    const groundSpeed = speedCmPerSecond(flight);
    let at = start;
    if (!onGround) at = putHundredths(target, at, altitudeSteps * ALTITUDE_STEP_CM);
    target[at] = COMMA;
    at = putBoolean(target, at + 1, onGround);
    at = putHundredths(target, at, groundSpeed === 0 ? 0 : groundSpeed + (draw >>> 25));
    target[at] = COMMA;
    at = putHundredths(target, at + 1, (flight.track + ((draw >>> 14) & 63)) % FULL_TURN_CENTIDEGREES);
    target[at] = COMMA;
    at += 1;
    if (!onGround) at = putHundredths(target, at, verticalCmPerSecond(flight, draw));
    target[at] = COMMA;
    at += 1;
    if (!onGround && geoOffsetSteps !== undefined) {
      at = putHundredths(target, at, (altitudeSteps + geoOffsetSteps) * ALTITUDE_STEP_CM);
    }
    target[at] = COMMA;
    return at + 1;
  }
}

/** Around the rate of its phase; mostly level in cruise. */
function verticalCmPerSecond(flight: Flight, draw: number): number {
  const shiver = ((draw >>> 8) & 3) - ((draw >>> 10) & 3);
  switch (flight.phase) {
    case 'climb':
      return Math.round((flight.climbRateSteps + shiver) * RATE_STEP_CM_PER_SECOND);
    case 'descent':
      return Math.round((-flight.descentRateSteps + shiver) * RATE_STEP_CM_PER_SECOND);
    case 'cruise':
      return ((shiver / 3) | 0) * 33;
    case 'ground':
      return 0;
    default:
      return flight.phase satisfies never;
  }
}
