import type { Random } from '../random.ts';
import { cosineOfDegrees, sineOfDegrees } from '../sphere.ts';
import type { Registry } from './registries.ts';

/** Time between two states of an aircraft. */
export const STEP_SECONDS = 10;

/** Vertical rates are reported in steps of 64 feet per minute. */
export const RATE_STEP_CM_PER_SECOND = 32.512;
const CENTIMETRES_PER_MICRODEGREE = 11.132;
const MICRODEGREES = 1_000_000;
const HALF_TURN_MICRODEGREES = 180 * MICRODEGREES;
const FULL_TURN_CENTIDEGREES = 36_000;
const STALL_CM_PER_SECOND = 7000;
const TAXI_CM_PER_SECOND = 600;
const TAXI_IN_UNTIL_STEP = 45;
const TAXI_OUT_FROM_STEP = 12;

type Phase = 'ground' | 'climb' | 'cruise' | 'descent';

/** Where an aircraft is and where it goes: there and back again on one straight line of its map. */
export interface Flight {
  phase: Phase;
  /** Left on the ground or in cruise. */
  steps: number;
  /** Millionths of a degree. */
  latitude: number;
  longitude: number;
  altitudeCm: number;
  /** Hundredths of a degree, clockwise from north. */
  track: number;
  northPerSpeed: number;
  eastPerSpeed: number;
  readonly cruiseSteps: number;
  readonly cruiseAltitudeCm: number;
  readonly cruiseCmPerSecond: number;
  readonly climbRateSteps: number;
  readonly descentRateSteps: number;
}

const CM_PER_RATE_STEP = RATE_STEP_CM_PER_SECOND * STEP_SECONDS;

/** 1 / cos(latitude) by whole degree: how many degrees of longitude cover the length of one of latitude. */
const longitudeStretch = Float64Array.from({ length: 90 }, (_, degrees) => 1 / cosineOfDegrees(degrees));

function head(flight: Flight, track: number): void {
  flight.track = track;
  flight.northPerSpeed = (cosineOfDegrees(track / 100) * STEP_SECONDS) / CENTIMETRES_PER_MICRODEGREE;
  flight.eastPerSpeed = (sineOfDegrees(track / 100) * STEP_SECONDS) / CENTIMETRES_PER_MICRODEGREE;
}

/** Away from the nearer pole where it starts far north or south. */
function drawTrack(random: Random, latitude: number): number {
  if (latitude > 45) return random.between(9000, 27_000);
  if (latitude < -30) return (27_000 + random.below(18_001)) % FULL_TURN_CENTIDEGREES;
  return random.below(FULL_TURN_CENTIDEGREES);
}

/** An aircraft somewhere on its way, near the place of its registry. */
export function drawFlight(random: Random, home: Registry, isJet: boolean): Flight {
  const flight: Flight = {
    phase: 'ground',
    steps: random.between(1, 60),
    latitude: home.latitude * MICRODEGREES + random.between(-400_000, 400_000) * 10,
    longitude: wrapLongitude(home.longitude * MICRODEGREES + random.between(-900_000, 900_000) * 10),
    altitudeCm: 0,
    track: 0,
    northPerSpeed: 0,
    eastPerSpeed: 0,
    cruiseSteps: isJet ? random.between(100, 700) : random.between(60, 300),
    cruiseAltitudeCm: (isJet ? random.between(27, 41) : random.between(3, 17)) * 30_480,
    cruiseCmPerSecond: isJet ? random.between(20_500, 25_800) : random.between(5500, 11_000),
    climbRateSteps: isJet ? random.between(18, 36) : random.between(6, 14),
    descentRateSteps: isJet ? random.between(16, 30) : random.between(5, 12),
  };
  head(flight, drawTrack(random, home.latitude));
  if (!random.chance(8)) startAloft(flight, random);
  return flight;
}

function startAloft(flight: Flight, random: Random): void {
  const done = random.below(flight.cruiseSteps);
  const draw = random.below(100);
  flight.phase = draw < 14 ? 'climb' : draw < 30 ? 'descent' : 'cruise';
  flight.steps = flight.cruiseSteps - done;
  flight.altitudeCm = flight.cruiseAltitudeCm;
  if (flight.phase !== 'cruise') {
    flight.altitudeCm = Math.floor((flight.cruiseAltitudeCm * random.between(4, 96)) / 100);
  }
  const covered = flight.phase === 'cruise' ? done : flight.phase === 'descent' ? flight.cruiseSteps : 0;
  move(flight, flight.cruiseCmPerSecond * covered);
}

/** Over the ground; it grows with altitude until the flight cruises, and is zero while the aircraft is parked. */
export function speedCmPerSecond(flight: Flight): number {
  if (flight.phase === 'cruise') return flight.cruiseCmPerSecond;
  if (flight.phase === 'ground') {
    const isParked = flight.steps <= TAXI_IN_UNTIL_STEP && flight.steps > TAXI_OUT_FROM_STEP;
    return isParked ? 0 : TAXI_CM_PER_SECOND;
  }
  const least = flight.cruiseCmPerSecond < STALL_CM_PER_SECOND ? 3000 : STALL_CM_PER_SECOND;
  const reached = flight.altitudeCm / flight.cruiseAltitudeCm;
  return Math.floor(least + (flight.cruiseCmPerSecond - least) * reached);
}

function wrapLongitude(microdegrees: number): number {
  if (microdegrees >= HALF_TURN_MICRODEGREES) return microdegrees - 2 * HALF_TURN_MICRODEGREES;
  if (microdegrees < -HALF_TURN_MICRODEGREES) return microdegrees + 2 * HALF_TURN_MICRODEGREES;
  return microdegrees;
}

function move(flight: Flight, speed: number): void {
  const degrees = Math.abs((flight.latitude / MICRODEGREES) | 0);
  const latitude = Math.round(flight.latitude + speed * flight.northPerSpeed);
  const longitude = Math.round(flight.longitude + speed * flight.eastPerSpeed * longitudeStretch[degrees]!);
  flight.latitude = latitude;
  flight.longitude = wrapLongitude(longitude);
}

/** Ten seconds on. True when a new flight begins, the way back from where the last one ended. */
export function advance(flight: Flight, random: Random): boolean {
  let isNewFlight = false;
  switch (flight.phase) {
    case 'ground':
      flight.steps -= 1;
      if (flight.steps > 0) break;
      isNewFlight = true;
      flight.phase = 'climb';
      head(flight, (flight.track + FULL_TURN_CENTIDEGREES / 2) % FULL_TURN_CENTIDEGREES);
      break;
    case 'climb':
      flight.altitudeCm += Math.floor(flight.climbRateSteps * CM_PER_RATE_STEP);
      if (flight.altitudeCm >= flight.cruiseAltitudeCm) {
        flight.altitudeCm = flight.cruiseAltitudeCm;
        flight.phase = 'cruise';
        flight.steps = flight.cruiseSteps;
      }
      break;
    case 'cruise':
      flight.steps -= 1;
      if (flight.steps <= 0) flight.phase = 'descent';
      break;
    case 'descent':
      flight.altitudeCm -= Math.floor(flight.descentRateSteps * CM_PER_RATE_STEP);
      if (flight.altitudeCm <= 0) {
        flight.altitudeCm = 0;
        flight.phase = 'ground';
        flight.steps = random.between(30, 60);
      }
      break;
    default:
      flight.phase satisfies never;
  }
  move(flight, speedCmPerSecond(flight));
  return isNewFlight;
}
