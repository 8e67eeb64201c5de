/** CSV that looks for the ends of buffers: very wide, very long, very many, and full of what must be handed back. */
import type { Random } from '../random.ts';

type MakeText = (random: Random) => string;

/** Cells of one kind, so that a column has a type. */
const CELLS: readonly ((random: Random, row: number) => string)[] = [
  (random) => String(random.below(20)),
  (_, row) => String(row * 7919),
  (random) => String(random.bits() * 0x10_0000 + random.bits()),
  (random) => (random.below(2000) / 100).toFixed(2),
  (random) => String(random.bits() / 0x1_0000_0001),
  (random) => `2024-0${random.between(1, 9)}-1${random.below(10)}`,
  (random) => `2024-01-0${random.between(1, 9)}T12:00:0${random.below(10)}Z`,
  (random) => random.pick(['true', 'false']),
  (_, row) => `word ${row}`,
  (_, row) => `a somewhat longer word ${row}`,
  (random) => random.pick(['', 'a', 'bc', '"q ""x"""', '"a,b"', '"two\nlines"', '漢字', 'naïve']),
  (random) => 'y'.repeat(random.below(40)),
  () => '',
];

const lines = (rows: readonly (readonly string[])[], lineEnd: string) =>
  rows.map((cells) => cells.join(',') + lineEnd).join('');

function table(random: Random, width: number, rows: number): string {
  const columns = Array.from({ length: width }, () => random.pick(CELLS));
  const nullPercent = random.pick([0, 0, 10]);
  const header = columns.map((_, index) => `c${index}`);
  const body = Array.from({ length: rows }, (_, row) =>
    columns.map((makeCell) => (random.chance(nullPercent) ? '' : makeCell(random, row))),
  );
  return lines([header, ...body], random.pick(['\n', '\n', '\r\n']));
}

/** Most cases are small: the buffers are as well, and many cases find more than large ones. */
const scale = (random: Random) => random.pick([1, 1, 1, 1, 1, 3, 20]);

/** A field that is larger than windows, and whose quotes have to be undone. */
function longField(random: Random): string {
  const length = scale(random) * random.pick([60, 200, 1000, 5000]) + random.below(130);
  const unit = random.pick(['x', 'é', '""', '😀', '\n', ',', 'ab""\n']);
  const text = unit.repeat(Math.ceil(length / Buffer.byteLength(unit)));
  return random.chance(20) ? text.replaceAll(/["\n,]/g, 'z') : `"${text}"`;
}

const SHAPES: readonly MakeText[] = [
  (random) => table(random, scale(random) * random.between(10, 80), random.between(1, 8)),
  (random) => table(random, random.between(1, 12), scale(random) * random.between(2, 100)),
  (random) => table(random, random.between(1, 3), scale(random) * random.between(2, 400)),
  (random) => {
    const rows = random.several(1, 12, (row) => [
      String(row),
      random.chance(40) ? longField(random) : 's',
      random.chance(20) ? longField(random) : '',
    ]);
    return lines([['a', 'b', 'c'], ...rows], random.pick(['\n', '\r\n']));
  },
  // Nothing but ends of lines behind a long field.
  (random) => {
    const ends = random.pick(['\n', ',\n', '\r\n', ',']).repeat(scale(random) * random.below(2000));
    return `a,b\n${longField(random)},1\n${ends}`;
  },
  (random) => `${longField(random)}\n${random.several(0, 300, (row) => `${row}\n`).join('')}`,
];

/** Bytes in the place of others: NULs, quotes, no UTF-8, ends of lines. */
const SPOILERS = [0, 0x22, 0x2c, 0x0a, 0x0d, 0x80, 0xc3, 0xe2, 0xf0, 0xff, 0x2d, 0x2e, 0x39, 0x65];

function spoil(bytes: Uint8Array, random: Random): Uint8Array {
  const spoiled = bytes.slice();
  const header = bytes.indexOf(0x0a) + 1;
  for (let left = random.pick([0, 1, 3, 30, 300]); left > 0 && header < bytes.length; left -= 1)
    spoiled[header + random.below(bytes.length - header)] = random.pick(SPOILERS);
  return random.chance(30) ? spoiled.slice(0, header + random.below(bytes.length - header + 1)) : spoiled;
}

/** The bytes of a file. */
export function makeHostile(random: Random): Uint8Array {
  return spoil(new Uint8Array(Buffer.from(random.pick(SHAPES)(random))), random);
}
