import { airlineCode, stateName } from '../faker-vocabulary.ts';
import { bytesOf, csvCell } from '../put-bytes.ts';
import { type Random, weightedPicker } from '../random.ts';
import { greatCircleMiles } from '../sphere.ts';
import { type Airport, airports } from './airports.ts';

/** An airline of the USA. */
interface Carrier {
  /** Share of flights. */
  readonly weight: number;
  readonly aircraft: number;
  readonly codeCell: Uint8Array;
  /** How the registrations of its aircraft end, and the comma after them. */
  readonly registrationEnd: Uint8Array;
}

const carrier = (name: string, weight: number, aircraft: number, registrationEnd: string): Carrier => ({
  weight,
  aircraft,
  codeCell: bytesOf(`${airlineCode(name)},`),
  registrationEnd: bytesOf(`${registrationEnd},`),
});

const carriers: readonly Carrier[] = [
  carrier('Southwest Airlines', 200, 800, 'WN'),
  carrier('American Airlines', 150, 900, 'AA'),
  carrier('Delta Air Lines', 150, 900, 'DN'),
  carrier('United Airlines', 110, 850, 'UA'),
  carrier('SkyWest Airlines', 110, 500, 'SY'),
  carrier('Republic Airways', 50, 220, 'YX'),
  carrier('Alaska Airlines', 40, 310, 'AS'),
  carrier('JetBlue Airways', 40, 280, 'JB'),
  carrier('Spirit Airlines', 35, 200, 'NK'),
  carrier('Frontier Airlines', 25, 140, 'FR'),
  carrier('Allegiant Air', 20, 130, 'NV'),
  carrier('Hawaiian Airlines', 12, 60, 'HA'),
];

const pickCarrier = weightedPicker(carriers, (candidate) => candidate.weight);
const pickAirport = weightedPicker(airports, (candidate) => candidate.weight);

const SHORTEST_MILES = 100;
const MILES_PER_MINUTE = 7.9;
const CLIMB_AND_APPROACH_MINUTES = 18;
/** The jet stream: flights to the west take longer by this share of the way, flights to the east are as much shorter. */
const WIND_MINUTES_PER_DEGREE = 0.45;
const FIRST_DEPARTURE_MINUTE = 5 * 60;
const LAST_DEPARTURE_MINUTE = 23 * 60;

/** A flight that is offered every day. Minutes count from local midnight. */
export interface ScheduledFlight {
  readonly carrier: Carrier;
  /** The cells `FlightNum` to `CRSDepTime` with their commas. */
  readonly label: Uint8Array;
  readonly departureMinute: number;
  readonly elapsedMinutes: number;
  /** Typical time between wheels off and wheels on. */
  readonly airMinutes: number;
  /** What the clocks of the destination are ahead of those of the origin. */
  readonly zoneMinutes: number;
  readonly miles: number;
}

/** `hhmm` of a minute of any day, midnight as 2400, as the Bureau writes it. */
export function clockDigits(minute: number): number {
  const ofDay = (minute + 2880) % 1440;
  return ofDay === 0 ? 2400 : ((ofDay / 60) | 0) * 100 + (ofDay % 60);
}

const airportCells = ({ code, city, state }: Airport): string =>
  [code, `${city}, ${state}`, state, stateName(state)].map(csvCell).join(',');

function drawRoute(random: Random): { origin: Airport; destination: Airport; miles: number } {
  for (;;) {
    const origin = pickAirport(random);
    const destination = pickAirport(random);
    const miles = Math.round(greatCircleMiles(origin, destination));
    if (miles >= SHORTEST_MILES) return { origin, destination, miles };
  }
}

/** Draws flights with the numbers of each carrier counting upwards. */
export class Timetable {
  readonly #random: Random;
  readonly #lastNumbers = new Map<Carrier, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  draw(): ScheduledFlight {
    const random = this.#random;
    const chosen = pickCarrier(random);
    const flightNumber = (this.#lastNumbers.get(chosen) ?? 0) + random.between(1, 4);
    this.#lastNumbers.set(chosen, flightNumber);
    const { origin, destination, miles } = drawRoute(random);
    const departureMinute = random.between(FIRST_DEPARTURE_MINUTE / 5, LAST_DEPARTURE_MINUTE / 5) * 5;
    const wind = (origin.longitude - destination.longitude) * WIND_MINUTES_PER_DEGREE;
    const airMinutes = Math.round(CLIMB_AND_APPROACH_MINUTES + miles / MILES_PER_MINUTE + wind);
    const departure = String(clockDigits(departureMinute)).padStart(4, '0');
    const cells = [flightNumber, airportCells(origin), airportCells(destination), departure];
    return {
      carrier: chosen,
      label: bytesOf(`${cells.join(',')},`),
      departureMinute,
      elapsedMinutes: airMinutes + random.between(24, 38),
      airMinutes,
      zoneMinutes: (destination.utcOffsetHours - origin.utcOffsetHours) * 60,
      miles,
    };
  }
}
