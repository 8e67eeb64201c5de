import type { Random } from '../random.ts';

type MakeCell = (random: Random) => string;

const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => random.below(10)).join('');

const two = (value: number) => String(value).padStart(2, '0');
const sign = (random: Random) => (random.chance(40) ? '-' : '');

/** Where integers and doubles stop to be exact. */
const EDGES = [2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n, 10n ** 15n, 10n ** 18n, 10n ** 19n];

const edge: MakeCell = (random) => `${sign(random)}${random.pick(EDGES) + BigInt(random.between(-2, 2))}`;
const integer: MakeCell = (random) =>
  random.chance(25) ? edge(random) : String(random.between(-1000, 1000) || 0);

const float: MakeCell = (random) => {
  const whole = random.chance(50) ? String(random.below(1000)) : `1${digits(random, random.below(17))}`;
  const fraction = random.chance(85)
    ? `.${digits(random, random.between(1, random.chance(20) ? 18 : 6))}`
    : '';
  const exponent = random.chance(15)
    ? `${random.pick(['e', 'E', 'e+', 'e-'])}${random.pick(['0', '5', '300', '308', '400'])}`
    : '';
  return `${sign(random)}${whole}${fraction}${exponent}`;
};

const date: MakeCell = (random) =>
  `${random.pick(['1969', '1970', '2024', '0001', '9999', '1900', '2023'])}-${two(random.between(1, 12))}-${two(random.between(1, random.chance(95) ? 28 : 32))}`;

const timestamp: MakeCell = (random) => {
  const clock = `${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}`;
  const fraction = random.chance(40)
    ? `.${digits(random, random.between(1, random.chance(90) ? 6 : 9))}`
    : '';
  const zone = random.pick(['', '', 'Z', 'Z', '+01:00', '-05:30']);
  return `${date(random)}${random.pick(['T', ' '])}${clock}${fraction}${zone}`;
};

const BOOLEANS = ['true', 'false', 'true', 'false', 'TRUE', 'True', 'False', 'yes', '1'];
const ODD = [
  'NaN',
  'Infinity',
  '-Infinity',
  '-0',
  '-0.0',
  '+5',
  '007',
  '0042',
  '1_000',
  '1,5',
  '.5',
  '5.',
  '0x1F',
  '1e5',
  'NA',
  'null',
  '\\N',
  '-',
  '.',
  'e5',
  '00',
  '0.1e1',
  '{"a":1}',
  '[1]',
  '2024-02-30',
  '2024-01-01T00:00',
  '1970-01-01T00:00:00.000001',
  '"',
  '""',
  "'",
  '\\',
  '\\"',
  '#',
  '# no comment',
  '=1+1',
  ' ',
  '  x ',
  '\t',
  'x\t',
  '\uFEFF',
  '\uFEFFx',
  '😀',
  'e\u0301',
  'ß',
  '€',
  '\u2028',
  '\u0085',
  '\u00a0x',
  'a\nb',
  'a\r\nb',
  '\r',
  '\n',
  '\0',
  'a\0b',
  '\uFFFD',
  '٣',
  'ﬁ',
  '漢字',
  ',',
  ';',
  '|',
  '||',
  'a,b',
  'a;b',
  '"a","b"',
] as const;

const WORD_LETTERS = 'abcdefgxyzABC 0123456789éüß€😀,;|\t"\'\\#\n-_.';
const letters = [...WORD_LETTERS];
const text: MakeCell = (random) =>
  random.chance(20)
    ? random.pick(ODD)
    : random.several(1, random.chance(5) ? 80 : 9, () => random.pick(letters)).join('');

const KINDS: readonly MakeCell[] = [
  integer,
  integer,
  edge,
  float,
  float,
  date,
  timestamp,
  timestamp,
  (random) => random.pick(BOOLEANS),
  (random) => random.pick(['true', 'false']),
  text,
  text,
  (random) => random.pick(ODD),
];

/** Makes the cells of one column: mostly of one kind, some null, and now and then one that contradicts the others. */
export function columnOf(random: Random): (random: Random) => string | null {
  const kind = random.pick(KINDS);
  const nullPercent = random.pick([0, 0, 5, 30, 100]);
  const rogue = random.pick(KINDS);
  const roguePercent = random.pick([0, 0, 2, 10]);
  return (source) => {
    if (source.chance(nullPercent)) return null;
    return (source.chance(roguePercent) ? rogue : kind)(source);
  };
}

/** The text of a number as JSON may write it. */
export const jsonNumber = (random: Random): string => {
  const text = random.chance(50) ? integer(random) : float(random);
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? text : '0';
};

/** Any text. */
export const anyText: MakeCell = text;
