/**
 * The words that come from faker. They are read from its tables in their order, never drawn by its own generator; so
 * the bytes of a seed hold for the pinned version of faker, and a new version may change them (the tests pin digests).
 */
import { faker } from '@faker-js/faker/locale/en';

const { airline, location } = faker.definitions;

/** Names of about 250 countries, some with commas, some beyond ASCII. */
export const countryNames: readonly string[] = location.country;

const stateNames: ReadonlyMap<string, string> = new Map(
  location.state_abbr.map((code, index) => [code, location.state[index]!]),
);

/** The name of a state of the USA by its two letters. */
export function stateName(code: string): string {
  const name = stateNames.get(code);
  if (name === undefined) throw new Error(`faker knows no state ${code}`);
  return name;
}

/** The two-character IATA code of an airline. */
export function airlineCode(name: string): string {
  const found = airline.airline.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`faker knows no airline ${name}`);
  return found.iataCode;
}
