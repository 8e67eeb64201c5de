/** Texts that are cells of a type, nearly so, or hostile. */

type Random = (below: number) => number;
export type MakeText = (random: Random) => string;

const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

function digits(random: Random, count: number): string {
  let text = '';
  for (let digit = 0; digit < count; digit += 1) text += random(10);
  return text;
}

const SIGNS = ['', '', '-'];
const BOUNDS = [
  2n ** 63n,
  2n ** 53n,
  2n ** 54n,
  2n ** 62n,
  10n ** 15n,
  10n ** 16n,
  10n ** 18n,
  10n ** 19n,
  2n ** 64n,
];

export const integerText: MakeText = (random) => {
  switch (random(5)) {
    case 0:
      return pick(random, SIGNS) + digits(random, random(22));
    case 1:
      return pick(random, SIGNS) + (pick(random, BOUNDS) + BigInt(random(9)) - 4n);
    case 2:
      return pick(random, SIGNS) + BigInt(digits(random, 1 + random(16))) * 2n ** BigInt(random(20));
    case 3:
      return pick(random, ['', '-', '0', '-0', '00', '-00', '+5', '007', '-1', '--1', '1-', '9', '10']);
    default:
      return pick(random, SIGNS) + (1 + random(9)) + digits(random, random(19));
  }
};

const doubles = new DataView(new ArrayBuffer(8));

function anyDouble(random: Random): number {
  doubles.setUint32(0, random(2 ** 32));
  doubles.setUint32(4, random(2 ** 32));
  const value = doubles.getFloat64(0);
  return Number.isFinite(value) ? value : 1.5;
}

const EDGES = [
  '1.7976931348623157e308',
  '1.7976931348623158e308',
  '1.7976931348623159e308',
  '1.8e308',
  '1e309',
  '4.9e-324',
  '2.5e-324',
  '2.4703282292062327e-324',
  '2.4703282292062328e-324',
  '2.2250738585072011e-308',
  '2.2250738585072014e-308',
  '2.2250738585072012e-308',
  '9007199254740993.0',
  '9007199254740992.5',
  '0e999999999999999999999',
  '0.0e-400',
  '-0.0',
  '-0',
  '-0.',
  '-.0',
  '.',
  '-.',
  '-',
  '.5',
  '5.',
  '-5.e1',
  '.e1',
  '1e',
  '1e+',
  '1e-',
  '1e5.',
  '1.2.3',
  '1e1e1',
  '1ee1',
  '1E5',
  '1e+5',
  '1e00000000000000000000005',
  '00.5',
  '01.5',
  '0.5',
  '1_000',
  '1,5',
  '0x10',
  'NaN',
  'Infinity',
  '-Infinity',
  '+Infinity',
  '-NaN',
  'nan',
  'inf',
  'Infinit',
  'infinity',
  '1e23',
  '8.5e22',
  '9.5e22',
  '123456789012345678.0',
  '12345678901234567.0',
  '12345678901234567.',
  '123456789012345678',
  '0.00000000000000000012345678901234567',
];

export const doubleText: MakeText = (random) => {
  const sign = pick(random, SIGNS);
  switch (random(11)) {
    case 0:
      return String(anyDouble(random));
    case 1:
      return anyDouble(random).toExponential(random(20));
    case 2:
      return `${sign}${digits(random, random(4))}.${digits(random, random(20))}`;
    case 3:
      return `${sign}${digits(random, random(4))}.${digits(random, random(18))}e${pick(random, ['', '-', '+'])}${random(410)}`;
    case 4:
      return `${sign}0.${'0'.repeat(random(random(8) === 0 ? 330 : 20))}${digits(random, 1 + random(18))}`;
    case 5:
      return pick(random, EDGES);
    case 6:
      return integerText(random);
    case 7:
      return (random(2 ** 31) / 2 ** random(40)).toString();
    case 8:
      return `${sign}${'0'.repeat(random(2))}${digits(random, 1 + random(18))}e${random(700) - 350}`;
    case 9:
      return `${sign}0.${'0'.repeat(random(320))}${digits(random, 1 + random(17))}e${random(330)}`;
    default:
      return `${sign}${digits(random, 1 + random(17))}.${digits(random, random(17))}`;
  }
};

const WORDS = [
  'true',
  'false',
  'TRUE',
  'FALSE',
  'True',
  'False',
  'tRUE',
  'fAlse',
  'TRUe',
  'yes',
  '1',
  '0',
  't',
  'null',
];

export const booleanText: MakeText = (random) => pick(random, WORDS);

const padded = (value: number, width: number) => String(value).padStart(width, '0');

export const dateText: MakeText = (random) => {
  const year = random(4) === 0 ? random(10_000) : 1600 + random(800);
  const isOdd = random(8) === 0;
  const month = isOdd ? random(40) : 1 + random(12);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(isOdd ? random(100) : 27 + random(6), 2)}`;
};

const OFFSETS = [
  '',
  '',
  '',
  '',
  'Z',
  'Z',
  'Z',
  'z',
  '+00',
  '+00:00',
  '+00:00',
  '-00:00',
  '+05:30',
  '-0800',
  '+23:59',
  '-23:59',
  '+24:00',
  '+0960',
];

export const timestampText: MakeText = (random) => {
  const date =
    random(3) === 0 ? dateText(random) : `19${padded(random(100), 2)}-${padded(1 + random(12), 2)}-11`;
  const isOdd = random(8) === 0;
  const hours = random(isOdd ? 100 : 24);
  const minutes = random(isOdd ? 100 : 60);
  let text = `${date}${pick(random, ['T', 'T', ' ', 't', '_'])}${padded(hours, 2)}:${padded(minutes, 2)}`;
  if (random(8) > 0) {
    text += `:${padded(random(isOdd ? 100 : 60), 2)}`;
    if (random(2) === 0) text += `.${digits(random, random(8))}`;
  }
  if (random(10) === 0)
    return `${text}${pick(random, ['+', '-'])}${padded(random(30), 2)}:${padded(random(70), 2)}`;
  return text + pick(random, OFFSETS);
};

const LETTERS = [...'00123456789--++..eEE::TZ  /,"\'NaIfnity\0\tx_é😀Ｔ１'];

/** The text as it is, or with a few letters taken out, put in or changed. */
export function nearly(make: MakeText): MakeText {
  return (random) => {
    let text = make(random);
    for (let edits = random(3) === 0 ? 1 + random(2) : 0; edits > 0; edits -= 1) {
      const at = random(text.length + 1);
      const cut = at + random(2);
      text = text.slice(0, at) + (random(3) === 0 ? '' : pick(random, LETTERS)) + text.slice(cut);
    }
    return text;
  };
}
