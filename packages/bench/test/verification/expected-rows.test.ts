import {
  allStrings,
  type CsvDialect,
  type CsvFormat,
  conversionPlan,
  memoryStore,
  plainCsv,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { expectedRows, whatIsNotVerified } from '../../src/verification/expected-rows.ts';
import { put } from './support/cases.ts';

const ref = { bucket: 'in', key: 'in.csv' };

function planOf(format: CsvFormat, schemaNames = format.names) {
  return conversionPlan.parse({
    source: { ref, compression: 'none', bytes: 1, format },
    schema: { columns: [...allStrings(schemaNames).values()] },
    outputs: [{ format: 'avro', ref: { bucket: 'out', key: 'out.avro' }, codec: 'null' }],
  });
}

async function rowsOf(text: string | Uint8Array, plan: ReturnType<typeof planOf>) {
  const store = memoryStore();
  await put(store, ref, text);
  const batches = await Array.fromAsync(expectedRows(store, plan));
  return batches.flatMap(({ rowCount, columns }) =>
    Array.from({ length: rowCount }, (_, row) => columns.map((cells) => cells[row])),
  );
}

const textOf = (format: Partial<CsvFormat>, dialect: Partial<CsvDialect> = {}): CsvFormat => ({
  ...plainCsv(['a', 'b'], dialect),
  ...format,
});

describe('csv-parse reads', () => {
  it.each<[string, string | Uint8Array, CsvFormat, unknown[][]]>([
    ['another delimiter, of several bytes', 'a||b\n1||2\n', textOf({}, { delimiter: '||' }), [['1', '2']]],
    ['another quote', "a,b\n'x''y',2\n", textOf({}, { quote: "'", escape: "'" }), [["x'y", '2']]],
    ['no quote at all', 'a,b\n"x,2\n', textOf({}, { quote: '', escape: '' }), [['"x', '2']]],
    [
      'no header',
      '1,2\n3,4\n',
      textOf({ hasHeader: false }),
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'lines to skip',
      'about,this,file\r\n\r\n\r\na,b\r\n1,2\r\n',
      textOf({}, { skipLines: 1 }),
      [['1', '2']],
    ],
    ['nulls of their own', 'a,b\nNA,"NA"\n', textOf({ nulls: ['NA'] }), [[null, null]]],
    ['quoted text that is never null', 'a,b\n,""\n', textOf({ quotedEmpty: 'string' }), [[null, '']]],
    ['UTF-16', Buffer.from('\uFEFFa,b\né,😀\n', 'utf16le'), textOf({ encoding: 'utf-16le' }), [['é', '😀']]],
  ])('%s', async (_, text, format, rows) => {
    const plan = planOf(format);
    expect(whatIsNotVerified(plan)).toBeUndefined();
    expect(await rowsOf(text, plan)).toEqual(rows);
  });

  it('columns by name, in the order of the schema, and null where the source has none', async () => {
    const plan = planOf(plainCsv(['a', 'b']), ['b', 'c', 'a']);
    expect(await rowsOf('a,b\n1,2\n', plan)).toEqual([['2', null, '1']]);
  });
});

describe('what csv-parse does not read as Parquetry does', () => {
  it.each<[string, CsvFormat]>([
    ['backslashes', textOf({}, { escape: '\\' })],
    ['comments', textOf({}, { comment: '#' })],
    ['spaces', textOf({}, { trim: true })],
    ['a last delimiter', textOf({}, { trailingDelimiter: true })],
    ['a code page', textOf({ encoding: 'windows-1252' })],
  ])('%s: is told, and read by Parquetry itself', (_, format) => {
    expect(whatIsNotVerified(planOf(format))).toMatch(
      /^how the source is split into fields: csv-parse does not read .* from Parquetry's own reader$/,
    );
  });

  it('comments are read all the same', async () => {
    const plan = planOf(textOf({}, { comment: '#' }));
    expect(await rowsOf('a,b\n#x\n1,2\n', plan)).toEqual([['1', '2']]);
  });
});
