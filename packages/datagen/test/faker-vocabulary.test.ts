import { expect, it } from 'vitest';
import { airlineCode, countryNames, stateName } from '../src/faker-vocabulary.ts';

it('has the states of the USA beside their letters', () => {
  expect(['TX', 'MO', 'WV', 'NC'].map(stateName)).toEqual([
    'Texas',
    'Missouri',
    'West Virginia',
    'North Carolina',
  ]);
  expect(() => stateName('ZZ')).toThrow('no state ZZ');
});

it('has the codes of airlines', () => {
  expect(airlineCode('Delta Air Lines')).toBe('DL');
  expect(() => airlineCode('Nowhere Air')).toThrow('no airline Nowhere Air');
});

it('has many countries, some with commas', () => {
  expect(countryNames.length).toBeGreaterThan(200);
  expect(countryNames).toContain('Virgin Islands, British');
});
