import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ByteStream, DEFAULT_READ_LIMITS, FAIL_AT_FIRST, RowLedger } from '../../src/index.ts';
import { readJson } from '../../src/json/read-json.ts';
import { readBack, records, shapeOf } from './support/json-reading.ts';

const DATA = resolve(import.meta.dirname, '../../../../../shared/data');
const FILE = 'flights/vega_flights-20k.json';

interface ExpectedJson {
  readonly records: number;
  readonly columns: Record<string, { present: number; null: number; min: number | null; max: number | null }>;
}

describe.skipIf(!existsSync(resolve(DATA, FILE)))('20,000 flights as one array on one line', () => {
  it('come out as the published figures say, and as JSON.parse has them', async () => {
    const bytes = readFileSync(resolve(DATA, FILE));
    const expected: ExpectedJson = JSON.parse(readFileSync(resolve(DATA, 'expected.json'), 'utf8'))[FILE];
    const found = await readBack(bytes, {});
    expect(found.error).toBeUndefined();
    expect(found.rows).toHaveLength(expected.records);
    expect(found.columns.map(({ name, type }) => [name, type.kind])).toEqual([
      ['date', 'string'],
      ['delay', 'int64'],
      ['distance', 'int64'],
      ['origin', 'string'],
      ['destination', 'string'],
    ]);
    const rows = records(found);
    for (const [name, column] of Object.entries(expected.columns)) {
      const cells = rows.flatMap((row) => (row[name] === undefined ? [] : [row[name]]));
      expect(cells).toHaveLength(column.present - column.null);
      if (column.min === null) continue;
      expect(cells.reduce((least, cell) => Math.min(least, Number(cell)), Infinity)).toBe(column.min);
      expect(cells.reduce((most, cell) => Math.max(most, Number(cell)), -Infinity)).toBe(column.max);
    }
    const parsed: Record<string, unknown>[] = JSON.parse(bytes.toString());
    expect(rows).toEqual(
      parsed.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])),
      ),
    );
  });
});

describe('an array of 55 MB on one line', () => {
  it('is read with no more than two blocks of it in hand', async () => {
    const chunk = Buffer.from('{"a":1,"b":"some text that makes the record longer"},'.repeat(2000));
    const chunks = Math.ceil(55e6 / chunk.length);
    let pulled = 0;
    async function* text(): ByteStream {
      yield Buffer.from('[');
      for (let index = 0; index < chunks; index += 1) {
        pulled += chunk.length;
        yield chunk;
      }
      yield Buffer.from('{"a":2}]');
    }
    const fields = [
      { name: 'a', path: ['a'] },
      { name: 'b', path: ['b'] },
    ];
    const blocks = await readJson(
      text(),
      { ...shapeOf({ layout: 'array' }), fields },
      {
        columns: fields.map(({ name }) => ({ name, type: { kind: 'string' }, nullable: true })),
        ledger: new RowLedger('long.json', FAIL_AT_FIRST),
        limits: DEFAULT_READ_LIMITS,
        invalidBytes: 'bad-row',
        newColumns: 'fail',
      },
    );
    let rows = 0;
    let mostInHand = 0;
    for await (const block of blocks) {
      rows += block.rowCount;
      mostInHand = Math.max(mostInHand, pulled - block.place(0).byteOffset);
    }
    expect(rows).toBe(2000 * chunks + 1);
    expect(mostInHand).toBeLessThan(1 << 19);
  });

  it('that is left early closes its source', async () => {
    let isClosed = false;
    async function* text(): ByteStream {
      try {
        for (;;) yield Buffer.from('{"a":1}\n'.repeat(100_000));
      } finally {
        isClosed = true;
      }
    }
    const format = { ...shapeOf(), fields: [{ name: 'a', path: ['a'] }] };
    const blocks = await readJson(text(), format, {
      columns: [{ name: 'a', type: { kind: 'int64' }, nullable: true }],
      ledger: new RowLedger('endless.json', FAIL_AT_FIRST),
      limits: DEFAULT_READ_LIMITS,
      invalidBytes: 'bad-row',
      newColumns: 'fail',
    });
    await blocks.next();
    await blocks.return();
    expect(isClosed).toBe(true);
  });
});
