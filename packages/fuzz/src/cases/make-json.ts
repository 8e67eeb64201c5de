import type { Random } from '../random.ts';
import { anyText, jsonNumber } from './make-cells.ts';

const KEYS = ['a', 'b', 'c', 'id', 'pos', 'a.b', '', 'ünï', '__proto__', 'constructor', 'x y', '😀'];

/** A string as JSON may write it, with escapes that need not be. */
function jsonString(text: string, random: Random): string {
  const written = JSON.stringify(text);
  if (!random.chance(15)) return written;
  return written.replaceAll(/[a-z/](?=[^\\]*$)/g, (letter) =>
    random.chance(30) ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
  );
}

function scalar(random: Random): string {
  switch (random.below(8)) {
    case 0:
      return 'null';
    case 1:
      return random.pick(['true', 'false']);
    case 2:
    case 3:
    case 4:
      return jsonNumber(random);
    default:
      return jsonString(anyText(random), random);
  }
}

const space = (random: Random) => (random.chance(10) ? random.pick([' ', '\t', '  ']) : '');

function members(random: Random, keys: readonly string[], makeValue: (key: string) => string): string {
  const written = keys.map(
    (key) => `${jsonString(key, random)}${space(random)}:${space(random)}${makeValue(key)}`,
  );
  return `{${space(random)}${written.join(`,${space(random)}`)}${space(random)}}`;
}

function value(random: Random, depth: number): string {
  if (depth <= 0 || random.chance(75)) return scalar(random);
  if (random.chance(50)) return `[${random.several(0, 3, () => value(random, depth - 1)).join(',')}]`;
  const keys = [...new Set(random.several(0, 3, () => random.pick(KEYS)))];
  return members(random, keys, () => value(random, depth - 1));
}

type MakeValue = (random: Random) => string;

/** Values of a key: of one kind mostly, or of any. */
function makeValues(random: Random): MakeValue {
  const depth = random.pick([0, 0, 1, 3]);
  const one = random.pick<MakeValue>([
    jsonNumber,
    jsonNumber,
    (source) => String(source.between(-9, 9)),
    (source) => source.pick(['true', 'false']),
    (source) => jsonString(anyText(source), source),
    (source) => jsonString(anyText(source), source),
    (source) => value(source, depth),
    (source) => members(source, ['lat', 'lon'], () => jsonNumber(source)),
  ]);
  const roguePercent = random.pick([0, 0, 3, 20]);
  const nullPercent = random.pick([0, 10, 100]);
  return (source) => {
    if (source.chance(nullPercent)) return 'null';
    return source.chance(roguePercent) ? value(source, 2) : one(source);
  };
}

const deep = (random: Random) => {
  const depth = random.pick([10, 200, 3000]);
  return random.chance(50)
    ? '['.repeat(depth) + ']'.repeat(depth)
    : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
};

export interface JsonText {
  readonly text: string;
  readonly member?: string;
}

/** Records as JSON in one of the layouts that are read. */
export function makeJson(random: Random, mostRows: number): JsonText {
  const keys = [...new Set(random.several(1, 5, () => random.pick(KEYS)))];
  const makers = new Map(keys.map((key) => [key, makeValues(random)]));
  const isPositional = random.chance(15);
  const missingPercent = random.pick([0, 0, 20]);
  const record = () => {
    if (random.chance(1)) return `{"deep":${deep(random)}}`;
    if (isPositional) return `[${keys.map((key) => makers.get(key)!(random)).join(',')}]`;
    const there = keys.filter(() => !random.chance(missingPercent));
    const order = random.chance(10) ? there.toReversed() : there;
    const doubled = random.chance(1) && order.length > 0 ? [...order, order[0]!] : order;
    return members(random, doubled, (key) => makers.get(key)!(random));
  };
  const records = random.several(random.chance(5) ? 0 : 1, mostRows, record);
  const lineEnd = random.pick(['\n', '\n', '\r\n']);
  if (!isPositional && random.chance(50)) {
    return { text: records.join(lineEnd) + (random.chance(65) ? lineEnd : '') };
  }
  const array = `[${records.join(random.pick([',', `,${lineEnd}`, ` ,\n `]))}]`;
  if (random.chance(75)) return { text: array };
  const rest = random.chance(50) ? ',"more":[1,2]' : '';
  return { text: `{"time":1718000000,"states":${array}${rest}}`, member: 'states' };
}
