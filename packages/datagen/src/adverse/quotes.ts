import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { tableOf } from '../table-of.ts';
import { randomDigits, randomWords, textRows } from './text-rows.ts';

/** Lines that end in CRLF, quoted line ends, doubled quotes, letters of many alphabets. */
export const quotesSchema = tableOf({
  id: 'int64',
  title: 'string',
  note: 'string',
  city: 'string',
  amount: 'float64',
});

const WORDS = [
  ...[
    'left',
    'late',
    'gate',
    'crew',
    'weather',
    'slot',
    'über',
    'Größe',
    'naïve',
    'façade',
    'señor',
    'łódka',
  ],
  ...['Ελλάδα', 'Москва', 'зима', '東京', '航空', '空港', '한국', 'مطار', '✈', '🛬', 'Ångström', 'crème'],
];
const CITIES = [
  ...['Zürich', 'København', 'São Paulo', 'Kraków', 'Αθήνα', 'Киев', '大阪', 'Reykjavík', 'Málaga', 'Oslo'],
  ...['"s-Gravenhage"', 'Washington, DC', 'Roma', 'İstanbul', 'Hà Nội'],
];
const LINE_ENDS = ['\r\n', '\n'];

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const asNeeded = (text: string) => (/[",\r\n]/.test(text) ? quoted(text) : text);

function title(random: Random): string {
  const text = randomWords(random, WORDS, 2, 6);
  return random.chance(40) ? `${text} "${random.pick(WORDS)}"` : text;
}

function note(random: Random): string {
  if (random.chance(10)) return '';
  const lines = Array.from({ length: random.between(1, 3) }, () => randomWords(random, WORDS, 3, 9));
  return quoted(lines.join(random.pick(LINE_ENDS)));
}

export function quoteRows(random: Random): RowWriter {
  let id = 0;
  return textRows(() => {
    id += 1;
    const amount = `${random.below(10_000)}.${randomDigits(random, 2)}`;
    const cells = [id, quoted(title(random)), note(random), asNeeded(random.pick(CITIES)), amount];
    return `${cells.join(',')}\r\n`;
  });
}
