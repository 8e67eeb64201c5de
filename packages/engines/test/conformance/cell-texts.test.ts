/** Every engine's own parser against an independent one: what has the form of a type, and what only nearly has it. */
import { BadInputError, type CellValue, type TypeName } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { nearly } from '../support/arbitrary-cell.ts';
import { column, table } from '../support/compare-tables.ts';
import { convertCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';
import { declaredValue } from '../support/parse-independently.ts';
import { avroC } from '../support/readers/avro-c.ts';

const SEED = 20_240_229;
const types = Object.keys(nearly) as (keyof typeof nearly)[];
const RANDOM_CELLS = 20_000;
const REFUSALS = 150;

const csvOf = (texts: readonly string[]) => `k,c\n${texts.map((text) => `x,${text}\n`).join('')}`;

describe.each(engineNames)('%s', (name) => {
  const opened = openedFor(name);

  const convert = (texts: readonly string[], type: TypeName) =>
    convertCsv(opened.session, opened.store, {
      csv: csvOf(texts),
      delimiter: ',',
      declared: { k: 'string', c: type },
      // The library that writes a format may not know a value: these are about reading.
      parquet: null,
    });

  it.each(types)(`reads what has the form of %s as its value`, async (type) => {
    const texts = fc
      .sample(nearly[type], { seed: SEED, numRuns: RANDOM_CELLS })
      .filter((text) => declaredValue(text, type) !== undefined);
    expect(texts.length).toBeGreaterThan(100);
    const values = texts.map((text) => declaredValue(text, type) as CellValue);
    const expected = table(
      column(
        'k',
        'string',
        texts.map(() => 'x'),
      ),
      column('c', type, values),
    );
    const converted = await convert(texts, type);
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const readers = readersFor(opened.engine, 'avro').filter((reader) => reader !== avroC);
    expect(await complaints(converted.avro, expected, readers)).toEqual([]);
  });

  it.each(types)('refuses what only nearly has the form of %s', async (type) => {
    const bad = fc
      .sample(nearly[type], { seed: SEED, numRuns: RANDOM_CELLS })
      .filter((text) => declaredValue(text, type) === undefined);
    for (const text of new Set(bad.slice(0, REFUSALS))) {
      const error = await convert(['', text], type).catch((reason: unknown) => reason);
      expect(error, JSON.stringify(text)).toBeInstanceOf(BadInputError);
      expect((error as BadInputError).badRow, JSON.stringify(text)).toMatchObject({ row: 2, column: 'c' });
    }
  });
});
