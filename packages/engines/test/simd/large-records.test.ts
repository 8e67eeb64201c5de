/** Records of any length up to the limits, in little memory: they convert, or are refused in words. */
import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { simd } from '../../src/simd/simd-engine.ts';
import { convertCsv } from '../support/convert-csv.ts';
import { avsc } from '../support/readers/avsc.ts';
import { hyparquet } from '../support/readers/hyparquet.ts';

const MIB = 1 << 20;
const LITTLE = { memoryBytes: 128 * MIB, threads: 1 };

/** Of so many bytes, with letters of two bytes and no great repetition. */
const textOf = (bytes: number, seed: number) =>
  `${seed} é `.repeat(Math.ceil(bytes / 4)).slice(0, bytes - (bytes >> 3));

type Cells = readonly (readonly (string | null)[])[];

async function roundTrip(records: Cells, isQuoted: boolean): Promise<void> {
  const names = records[0]!.map((_, index) => `c${index}`);
  const field = (cell: string | null) =>
    cell === null ? '' : isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell;
  const csv = `${names.join()}\n${records.map((cells) => cells.map(field).join()).join('\n')}\n`;
  const store = memoryStore();
  await using session = await simd.open(store, LITTLE);
  const converted = await convertCsv(session, store, { csv, declared: 'strings' });
  if (converted.status === 'unsupported') throw new Error(converted.because);
  for (const table of [await hyparquet.read(converted.parquet), await avsc.read(converted.avro)]) {
    expect(table.rowCount).toBe(records.length);
    for (const [index, { values }] of table.columns.entries()) {
      const wrong = records.findIndex((cells, row) => cells[index] !== values[row]);
      expect(wrong).toBe(-1);
    }
  }
}

const around = (texts: readonly string[]): Cells => [
  ['a', 'b'],
  ...texts.map((text, row) => [text, `row ${row}`]),
  ['c', null],
];

describe('a record', () => {
  it.each([0.2, 1, 3, 10, 30, 55])('of %d MB is converted in 128 MB', async (megabytes) => {
    await roundTrip(around([textOf(megabytes * MIB, 1)]), false);
  });

  it.each([1, 10, 30])('of %i MB whose quotes have to be undone is converted', async (megabytes) => {
    await roundTrip(around([`say "${textOf(megabytes * MIB, 2)}",\n`]), true);
  });

  it('that is longer than any before it, time after time, is converted', async () => {
    await roundTrip(around(Array.from({ length: 40 }, (_, row) => textOf((row + 1) * 150_000, row))), false);
  });

  it('with a large field in each of twenty columns is converted', async () => {
    const cells = Array.from({ length: 20 }, (_, index) => textOf(2 * MIB, index));
    await roundTrip([cells.map(() => 'x'), cells, cells.map(() => null)], false);
  });

  it('in each column by turns is converted', async () => {
    const rows = Array.from({ length: 12 }, (_, row) =>
      Array.from({ length: 12 }, (_, column) => (row === column ? textOf(4 * MIB, row) : 'x')),
    );
    await roundTrip(rows, true);
  });
});

describe('one file after another with large records', () => {
  it('does not use memory up', async () => {
    const store = memoryStore();
    await using session = await simd.open(store, LITTLE);
    const csv = `a,b\n${textOf(9 * MIB, 3)},1\n`;
    for (let file = 0; file < 30; file += 1) {
      const converted = await convertCsv(session, store, { csv, declared: 'strings' });
      expect(converted).toMatchObject({ status: 'converted', result: { rows: { written: 1 } } });
    }
  });
});

describe('a table', () => {
  it.each([
    [20_000, 128 * MIB],
    [20_000, 1024 * MIB],
  ])('of %i columns is converted within %i bytes', async (width, memoryBytes) => {
    const kinds = [
      (at: number) => String(at),
      (at: number) => `text ${at}`,
      (at: number) => `${at}.5`,
      () => 'true',
    ];
    const line = (row: number) => Array.from({ length: width }, (_, at) => kinds[at % 4]!(at + row)).join();
    const csv = `${Array.from({ length: width }, (_, at) => `c${at}`).join()}\n${line(0)}\n${line(1)}\n${line(0)}\n`;
    const store = memoryStore();
    await using session = await simd.open(store, { memoryBytes, threads: 1 });
    const converted = await convertCsv(session, store, { csv, avro: null });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const { columns } = await hyparquet.read(converted.parquet);
    expect(columns.length).toBe(width);
    const shown = (at: number) => columns[at]!.values.map(String);
    for (const at of [0, 1, 2, 3, width - 4, width - 3, width - 2, width - 1])
      expect(shown(at)).toEqual([0, 1, 0].map((row) => kinds[at % 4]!(at + row)));
  });
});
