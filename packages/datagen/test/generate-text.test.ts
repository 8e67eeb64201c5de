import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateText, isRecipeName, type RecipeName, recipes } from '../src/index.ts';
import { inferredSchema, recipeNames, rowsOf, textOf } from './support.ts';

const sha256 = (chunks: Iterable<Uint8Array>) => createHash('sha256').update(textOf(chunks)).digest('hex');

const lineCount = (text: Buffer) => text.reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), 0);

/** 13,000 rows reach into the third round of either recipe's population. */
const PINNED: Partial<Record<RecipeName, string>> = {
  'state-vectors': 'eb67c654adede3abf50e51f4914a952db15c066710d60a897ebafbcfe97d9335',
  'airline-ontime': '76a1ab9bd4787a6d7ff6c7066275a2bd4ac137684e37bb3cee017e5492aab77b',
};

describe.each(recipeNames)('generating %s', (recipe) => {
  it('gives the pinned bytes for a seed', () => {
    expect(sha256(generateText({ recipe, seed: 2024, rows: 13_000 }))).toBe(PINNED[recipe]);
  });

  it('gives the same text again, whatever the size of its chunks', () => {
    const whole = textOf(generateText({ recipe, seed: 3, rows: 500 }));
    for (const chunkBytes of [1, 200, 1000, 65_536, 1 << 20]) {
      expect(textOf(generateText({ recipe, seed: 3, rows: 500, chunkBytes })).equals(whole)).toBe(true);
    }
  });

  it('starts again when it is iterated again', () => {
    const csv = generateText({ recipe, seed: 3, rows: 50 });
    expect(textOf(csv).equals(textOf(csv))).toBe(true);
  });

  it('gives other rows for another seed, also for a neighbouring or a very large one', () => {
    const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    const texts = seeds.map((seed) => textOf(generateText({ recipe, seed, rows: 5 })).toString());
    expect(new Set(texts).size).toBe(seeds.length);
  });

  it.each([0, 1, 2, 100, 2500])('gives exactly %i rows under one header', (rows) => {
    expect(rowsOf({ recipe, seed: 5, rows })).toHaveLength(rows);
  });

  it('makes fewer rows a prefix of more', () => {
    const more = textOf(generateText({ recipe, seed: 5, rows: 300 }));
    const fewer = textOf(generateText({ recipe, seed: 5, rows: 200 }));
    expect(more.subarray(0, fewer.length).equals(fewer)).toBe(true);
  });

  it.each([1, 500, 1000, 65_536, 262_144, 262_145, 1_000_000])(
    'ends with the first line that reaches %i bytes',
    (bytes) => {
      const text = textOf(generateText({ recipe, seed: 5, bytes }));
      expect(text.length).toBeGreaterThanOrEqual(bytes);
      expect(text.at(-1)).toBe(0x0a);
      expect(text.lastIndexOf(0x0a, text.length - 2) + 1).toBeLessThan(bytes);
      const rows = lineCount(text) - 1;
      expect(textOf(generateText({ recipe, seed: 5, rows })).equals(text)).toBe(true);
    },
  );

  it('stops exactly at a line end that is exactly the limit', () => {
    const text = textOf(generateText({ recipe, seed: 5, rows: 40 }));
    expect(textOf(generateText({ recipe, seed: 5, bytes: text.length })).length).toBe(text.length);
  });

  it('stops at whichever of rows and bytes comes first', () => {
    expect(rowsOf({ recipe, seed: 5, rows: 3, bytes: 1_000_000 })).toHaveLength(3);
    expect(textOf(generateText({ recipe, seed: 5, rows: 1000, bytes: 2000 })).length).toBeLessThan(3000);
  });

  it('hands out whole lines of about 256 KiB that it does not touch again', () => {
    const kept: Uint8Array[] = [];
    const copies: Buffer[] = [];
    for (const chunk of generateText({ recipe, seed: 5, bytes: 1_500_000 })) {
      kept.push(chunk);
      copies.push(Buffer.from(chunk));
    }
    expect(kept).toHaveLength(6);
    for (const [index, chunk] of kept.entries()) {
      expect(copies[index]!.equals(chunk)).toBe(true);
      expect(chunk.at(-1)).toBe(0x0a);
      if (index < kept.length - 1) expect(chunk.length - 262_144).toBeLessThan(1024);
    }
  });

  it('declares what inference finds in 100 rows of any seed, and in many rows', async () => {
    const { schema } = recipes.find(({ name }) => name === recipe)!;
    for (let seed = 0; seed < 150; seed += 1) {
      expect(await inferredSchema(generateText({ recipe, seed, rows: 100 }))).toEqual(schema);
    }
    expect(await inferredSchema(generateText({ recipe, seed: 1, rows: 30_000 }))).toEqual(schema);
  });

  it('holds on to no chunk: 300 MB pass through less than half of that', () => {
    const heldBytes = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    const before = heldBytes();
    let most = 0;
    let bytes = 0;
    for (const chunk of generateText({ recipe, seed: 5, bytes: 300_000_000 })) {
      bytes += chunk.length;
      most = Math.max(most, heldBytes() - before);
    }
    expect(bytes).toBeGreaterThanOrEqual(300_000_000);
    expect(most).toBeLessThan(150_000_000);
  });
});

describe('a request', () => {
  it('without an end is refused', () => {
    expect(() => generateText({ recipe: 'state-vectors', seed: 1 })).toThrow('give rows or bytes');
  });

  it.each([
    [{ seed: 1.5, rows: 1 }, 'seed is 1.5'],
    [{ seed: 1, rows: -1 }, 'rows is -1'],
    [{ seed: 1, bytes: Number.NaN }, 'bytes is NaN'],
    [{ seed: 1, rows: 1, chunkBytes: 0 }, 'chunkBytes is 0'],
  ])('of %o is refused: %s', (numbers, complaint) => {
    expect(() => generateText({ recipe: 'state-vectors', ...numbers })).toThrow(complaint);
  });
});

it('knows the recipes by name', () => {
  expect(recipes.map(({ name }) => name).slice(0, 2)).toEqual(recipeNames);
  expect(isRecipeName('airline-ontime')).toBe(true);
  expect(isRecipeName('toString')).toBe(false);
});
