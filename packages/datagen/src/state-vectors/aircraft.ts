import { bytesOf, csvCell } from '../put-bytes.ts';
import { type Random, weightedPicker } from '../random.ts';
import { drawFlight, type Flight } from './flight.ts';
import { drawRegistry, type Registry } from './registries.ts';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const CALLSIGN_LENGTH = 8;
const NO_CALLSIGN_PERCENT = 6;
const NO_SQUAWK_PERCENT = 18;
const NO_GEO_ALTITUDE_PERCENT = 5;
const SQUAWK_CODES = 4096;
/** Codes that many aircraft share: Mode S conspicuity, visual flight in Europe and in the USA. */
const SHARED_SQUAWKS = [0o1000, 0o7000, 0o1200] as const;

/** Emitter categories with the aircraft that have them, in percent: 0 unknown, 2 light, 3 small, 4 large, 6 heavy. */
const pickCategory = weightedPicker(
  [
    { category: 0, isJet: true, weight: 34 },
    { category: 2, isJet: false, weight: 12 },
    { category: 3, isJet: false, weight: 4 },
    { category: 4, isJet: true, weight: 38 },
    { category: 6, isJet: true, weight: 12 },
  ] as const,
  (kind) => kind.weight,
);

/** ADS-B, multilateration, FLARM, as OpenSky numbers them. */
const pickPositionSource = weightedPicker(
  [
    { source: 0, weight: 94 },
    { source: 2, weight: 5 },
    { source: 3, weight: 1 },
  ] as const,
  (kind) => kind.weight,
);

export interface Aircraft {
  readonly registry: Registry;
  readonly icao24: string;
  readonly isJet: boolean;
  readonly category: number;
  readonly positionSource: number;
  /** Height of the satellite fix above the barometric one in steps of 25 feet; undefined where none is reported. */
  readonly geoOffsetSteps: number | undefined;
  readonly flight: Flight;
  /** The cells that stay the same during a flight: `icao24,callsign,origin_country,`. */
  label: Uint8Array;
  /** Four octal digits as a number; undefined where none is reported. */
  squawk: number | undefined;
}

function drawAddress(random: Random, registry: Registry, taken: Set<number>): number {
  for (;;) {
    const address = registry.firstAddress + random.below(registry.addresses);
    if (taken.has(address)) continue;
    taken.add(address);
    return address;
  }
}

function drawCallsign(random: Random, aircraft: Aircraft): string {
  if (random.chance(NO_CALLSIGN_PERCENT)) return '';
  const { airlines } = aircraft.registry;
  const text =
    aircraft.isJet && airlines.length > 0
      ? `${random.pick(airlines)}${random.between(1, 4999)}${random.chance(20) ? random.pick(LETTERS) : ''}`
      : `N${random.between(10, 999)}${random.pick(LETTERS)}${random.pick(LETTERS)}`;
  return text.padEnd(CALLSIGN_LENGTH);
}

function drawSquawk(random: Random): number | undefined {
  if (random.chance(NO_SQUAWK_PERCENT)) return undefined;
  if (random.chance(12)) return random.pick(SHARED_SQUAWKS);
  return random.chance(20) ? random.below(SQUAWK_CODES / 8) : random.below(SQUAWK_CODES);
}

/** A new flight number and transponder code; the callsign is padded to eight characters, as it is broadcast. */
export function beginFlight(aircraft: Aircraft, random: Random): void {
  const callsign = drawCallsign(random, aircraft);
  aircraft.label = bytesOf(`${aircraft.icao24},${callsign},${csvCell(aircraft.registry.country)},`);
  aircraft.squawk = drawSquawk(random);
}

/** An aircraft with an address of its own, which is added to `taken`. */
export function drawAircraft(random: Random, taken: Set<number>): Aircraft {
  const registry = drawRegistry(random);
  const { category, isJet } = pickCategory(random);
  const aircraft: Aircraft = {
    registry,
    icao24: drawAddress(random, registry, taken).toString(16).padStart(6, '0'),
    isJet,
    category,
    positionSource: pickPositionSource(random).source,
    geoOffsetSteps: random.chance(NO_GEO_ALTITUDE_PERCENT) ? undefined : random.between(-20, 40),
    flight: drawFlight(random, registry, isJet),
    label: new Uint8Array(0),
    squawk: undefined,
  };
  beginFlight(aircraft, random);
  return aircraft;
}
