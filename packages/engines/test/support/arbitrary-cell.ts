import type { TypeName } from '@parquetry/core';
import fc from 'fast-check';

const digits = (maxLength: number) =>
  fc.array(fc.nat({ max: 9 }), { maxLength }).map((figures) => figures.join(''));

const sign = fc.constantFrom('', '', '-', '+');
const exponent = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.constantFrom('e', 'E'), sign, fc.nat({ max: 400 })).map((parts) => parts.join('')),
);
const number = fc.oneof(
  fc.tuple(sign, digits(20), exponent).map((parts) => parts.join('')),
  fc.tuple(sign, digits(17), fc.constant('.'), digits(17), exponent).map((parts) => parts.join('')),
  fc.tuple(sign, fc.nat({ max: 9_999_999 }), fc.constant('.'), digits(9)).map((parts) => parts.join('')),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc.double().map(String),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', 'nan', 'inf', '-', '.', '-.', 'e5', '1e', '0x1', '١', ' 1'),
);

const twoDigits = (max: number) => fc.nat({ max }).map((value) => String(value).padStart(2, '0'));
const date = fc
  .tuple(fc.nat({ max: 9999 }), twoDigits(13), twoDigits(32))
  .map(([year, month, day]) => `${String(year).padStart(4, '0')}-${month}-${day}`);
const zone = fc.oneof(
  fc.constantFrom('', 'Z', 'z', '+00:00', '+24:00', '-5'),
  fc
    .tuple(fc.constantFrom('+', '-'), twoDigits(24), fc.constantFrom('', ':'), twoDigits(60))
    .map((parts) => parts.join('')),
);
const timestamp = fc
  .tuple(
    date,
    fc.constantFrom('T', ' ', 't', '_'),
    twoDigits(24),
    fc.constantFrom(':', ':', '.'),
    twoDigits(60),
    fc.oneof(
      fc.constant(''),
      twoDigits(60).map((seconds) => `:${seconds}`),
    ),
    fc.oneof(
      fc.constant(''),
      digits(7).map((fraction) => `.${fraction}`),
    ),
    zone,
  )
  .map((parts) => parts.join(''));

const boolean = fc.constantFrom(
  'true',
  'false',
  'TRUE',
  'FALSE',
  'True',
  'False',
  'tRue',
  'truE',
  'yes',
  '1',
  'trues',
);

/** Text that has, or nearly has, the form of a type; free of delimiters, quotes and line ends. */
export const nearly: Readonly<Record<Exclude<TypeName, 'string'>, fc.Arbitrary<string>>> = {
  boolean,
  int64: number,
  float64: number,
  date,
  timestamp,
  local_timestamp: timestamp,
};
