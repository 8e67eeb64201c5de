import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { generateText, type RecipeName, recipeNamed } from '../src/index.ts';
import { inferredSchema, textOf } from './support.ts';

const recipes = ['decimals', 'quotes', 'texts', 'doubles', 'unique-strings', 'wide-table'] as const;
type Adverse = (typeof recipes)[number];

const PINNED: Record<Adverse, string> = {
  decimals: '8b9a26b519463cafcdc4f7764f4603873bb59a2a1922652798e0d18f4e17819b',
  quotes: 'bb96d3b66180ea1a26904ad2b0916ad4132a62a0967948fa703cc33a860179b4',
  texts: 'bb73304b38315ab69ea5b0347e98db10a250b214e80dc5f880cf91c4572d9be6',
  doubles: '052aaf66f045fee8cb87cc42f0a93d2a7612d609d9eb4b906742b1c450fc8bb5',
  'unique-strings': 'bb61f1a1c5f0b1e262eed157696cfa190ed5fe2ae0b61bca46441fb53a1dddcd',
  'wide-table': '4a806f4cb091c4c615fb732544ff4dd321f6c3b037c10717b64167640d302442',
};

const sha256 = (chunks: Iterable<Uint8Array>) => createHash('sha256').update(textOf(chunks)).digest('hex');

function recordsOf(recipe: RecipeName, rows: number): Record<string, string>[] {
  return parse(textOf(generateText({ recipe, seed: 3, rows })), {
    columns: true,
    record_delimiter: ['\r\n', '\n'],
  });
}

const cellsOf = (recipe: RecipeName, rows: number, column: string) =>
  recordsOf(recipe, rows).map((record) => record[column]!);

describe.each(recipes)('generating %s', (recipe) => {
  it('gives the pinned bytes for a seed, whatever the size of the chunks', () => {
    expect(sha256(generateText({ recipe, seed: 2024, rows: 2000 }))).toBe(PINNED[recipe]);
    expect(sha256(generateText({ recipe, seed: 2024, rows: 2000, chunkBytes: 900 }))).toBe(PINNED[recipe]);
  });

  it('gives exactly so many rows, and other rows for another seed', () => {
    expect(recordsOf(recipe, 250)).toHaveLength(250);
    const [one, two] = [1, 2].map((seed) => textOf(generateText({ recipe, seed, rows: 5 })).toString());
    expect(one).not.toBe(two);
  });

  it('declares what inference finds in a few hundred rows of any seed', async () => {
    const { schema } = recipeNamed(recipe);
    for (let seed = 0; seed < 8; seed += 1) {
      expect(await inferredSchema(generateText({ recipe, seed, rows: 300 }))).toEqual(schema);
    }
  });

  it('writes no row longer than it says', () => {
    const { rowBytes, lineEnd } = recipeNamed(recipe);
    const chunks = generateText({ recipe, seed: 1, rows: 2000, chunkBytes: 1 });
    for (const chunk of [...chunks].slice(1)) {
      expect(chunk.length).toBeLessThanOrEqual(rowBytes);
      expect(Buffer.from(chunk).toString().endsWith(lineEnd)).toBe(true);
    }
  });
});

describe('what makes the data adverse', () => {
  it('decimals have any number of fraction digits within one column', () => {
    const digits = cellsOf('decimals', 500, 'latitude').map((cell) => cell.split('.')[1]?.length ?? 0);
    expect(new Set(digits).size).toBe(10);
  });

  it('quotes hold line ends, doubled quotes and letters beyond ASCII', () => {
    const records = recordsOf('quotes', 300);
    expect(records.some(({ note }) => note!.includes('\r\n'))).toBe(true);
    expect(records.some(({ title }) => title!.includes('"'))).toBe(true);
    expect(records.some(({ city }) => city!.includes(','))).toBe(true);
    expect(records.some(({ title }) => title!.includes('🛬'))).toBe(true);
  });

  it('texts have UUIDs of version 4', () => {
    for (const event of cellsOf('texts', 300, 'event')) {
      expect(event).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('doubles are read back from 17 digits, and none is rounded to zero or infinity', () => {
    for (const record of recordsOf('doubles', 500)) {
      const { id, seventeen, ...others } = record;
      expect(Number(Number(seventeen).toPrecision(17))).toBe(Number(seventeen));
      for (const cell of Object.values(others)) {
        if (cell !== '0' && cell !== '') expect(Math.abs(Number(cell))).toBeGreaterThan(0);
      }
      expect(Object.values(others).every((cell) => Number.isFinite(Number(cell)))).toBe(true);
    }
  });

  it('unique strings never come twice', () => {
    const records = recordsOf('unique-strings', 20_000);
    const texts = records.flatMap(({ sequence, ...others }) => Object.values(others));
    expect(new Set(texts).size).toBe(80_000);
  });

  it('the wide table has a thousand columns', () => {
    expect(recipeNamed('wide-table').schema.columns).toHaveLength(1000);
  });
});

describe('NDJSON', () => {
  const everyRecipe: readonly RecipeName[] = ['state-vectors', 'airline-ontime', ...recipes];

  it.each(everyRecipe)('of %s holds the rows of its CSV', (recipe) => {
    const { schema } = recipeNamed(recipe);
    const lines = textOf(generateText({ recipe, format: 'ndjson', seed: 3, rows: 200 })).toString();
    const records = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const expected = recordsOf(recipe, 200).map((record) =>
      Object.fromEntries(
        schema.columns.map(({ name, type }) => {
          const text = record[name]!;
          const isPlain = ['int64', 'float64', 'boolean'].includes(type.kind);
          return [name, text === '' ? null : isPlain ? JSON.parse(text) : text];
        }),
      ),
    );
    expect(records).toEqual(expected);
  });

  it('has no header, and is named by its format in files', () => {
    const text = textOf(generateText({ recipe: 'state-vectors', format: 'ndjson', seed: 1, rows: 1 }));
    expect(text.toString()).toMatch(/^\{"icao24":"[0-9a-f]{6}".*\}\n$/);
    expect(
      textOf(generateText({ recipe: 'state-vectors', format: 'ndjson', seed: 1, rows: 0 })),
    ).toHaveLength(0);
  });
});

it.each(['state-vectors', ...recipes] as const)('%s is written at tens of megabytes a second', (recipe) => {
  const started = performance.now();
  const bytes = textOf(generateText({ recipe, seed: 1, bytes: 8_000_000 })).length;
  // Generous: the machine that runs tests may be busy with something else.
  expect(bytes / 1000 / (performance.now() - started)).toBeGreaterThan(3);
});
