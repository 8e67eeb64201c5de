/** JSON records in every layout: the same cells from every engine, digits and nulls as they were written. */
import { BadInputError, type CellValue, RequestError } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { converted, expectShape, expectTable, type ShapeCase, textTable } from '../support/check-shape.ts';
import { column, table } from '../support/compare-tables.ts';
import { convertText, type TextOptions } from '../support/convert-csv.ts';
import { convertSet } from '../support/convert-set.ts';
import { openedFor } from '../support/open-engine.ts';

const lines = (...records: readonly string[]) => `${records.join('\n')}\n`;

const kinds: readonly ShapeCase[] = [
  {
    name: 'a column for each key, null where a record lacks it',
    text: lines('{"a":1,"b":"x"}', '{"b":"y","c":true}', '{}', '{"c":null,"a":-2}'),
    expected: table(
      column('a', 'int64', [1n, null, null, -2n]),
      column('b', 'string', ['x', 'y', null, null]),
      column('c', 'boolean', [null, true, null, null]),
    ),
  },
  {
    name: 'strings as text, whatever they look like, and the empty one as a value',
    text: lines('{"a":"1","b":"true","c":"2024-02-29"}', '{"a":"","b":null,"c":"\\u0000\\n\\"\\\\\\/é"}'),
    expected: textTable(['a', 'b', 'c'], ['1', 'true', '2024-02-29'], ['', null, '\0\n"\\/é']),
  },
  {
    name: 'strings as what they are declared to be',
    text: lines('{"d":"2024-02-29","n":"7","t":"2024-02-29T00:00:00Z"}', '{"d":null,"n":"-1"}'),
    options: { declared: { d: 'date', n: 'int64', t: 'timestamp' } },
    expected: table(
      column('d', 'date', [19_782, null]),
      column('n', 'int64', [7n, -1n]),
      column('t', 'timestamp', [1_709_164_800_000_000n, null]),
    ),
  },
  {
    name: 'integers and decimals in one key as float64',
    text: lines('{"n":1}', '{"n":2.5}', '{"n":-3e2}'),
    expected: table(column('n', 'float64', [1, 2.5, -300])),
  },
  {
    name: 'escapes and characters beyond the first plane, in keys too',
    text: lines('{"\\u00e9 \\ud83d\\ude00":"\\uD83D\\uDE00😀\\t"}'),
    expected: textTable(['é 😀'], ['😀😀\t']),
  },
  {
    name: 'mixed kinds in a key as JSON text, word for word',
    text: lines('{"v":1.50}', '{"v":"1.50"}', '{"v":true}', '{"v":null}', '{"v":[1, "x"]}', '{"v":""}'),
    expected: textTable(['v'], ['1.50'], ['"1.50"'], ['true'], [null], ['[1, "x"]'], ['""']),
  },
  {
    name: 'numbers with more digits than a number has, as text with their digits',
    text: lines('{"a":12345678901234567890,"b":0.1234567890123456789}', '{"a":1,"b":1e400}'),
    expected: textTable(['a', 'b'], ['12345678901234567890', '0.1234567890123456789'], ['1', '1e400']),
  },
  {
    name: 'everything as text where that is asked',
    text: lines('{"a":1.50,"b":true,"c":[1,2],"d":"x"}', '{"a":null,"c":""}'),
    options: { declared: 'strings' },
    expected: textTable(['a', 'b', 'c', 'd'], ['1.50', 'true', '[1,2]', 'x'], [null, null, '', null]),
  },
];

const nested = lines('{"id":1,"at":{"lat":1.5,"name":{"en":"x"}}}', '{"id":2,"at":{"lon":2}}', '{"id":3}');

const nesting: readonly ShapeCase[] = [
  {
    name: 'objects inside of records as columns of their own',
    text: nested,
    expected: table(
      column('id', 'int64', [1n, 2n, 3n]),
      column('at.lat', 'float64', [1.5, null, null]),
      column('at.name.en', 'string', ['x', null, null]),
      column('at.lon', 'int64', [null, 2n, null]),
    ),
  },
  {
    name: 'objects inside of records as JSON text, where that is asked',
    text: nested,
    options: { nested: 'json' },
    expected: table(
      column('id', 'int64', [1n, 2n, 3n]),
      column('at', 'string', ['{"lat":1.5,"name":{"en":"x"}}', '{"lon":2}', null]),
    ),
  },
  {
    name: 'lists as JSON text',
    text: lines('{"v":[1,2.50]}', '{"v":[]}', '{"v":[{"a":null}]}'),
    expected: textTable(['v'], ['[1,2.50]'], ['[]'], ['[{"a":null}]']),
  },
];

const records = ['{"a":1,"b":"x,]}"}', '{"b":"y\\"","a":2}', '{"a":3}'];
const recordsTable = table(column('a', 'int64', [1n, 2n, 3n]), column('b', 'string', ['x,]}', 'y"', null]));
const states = '[["4b1814","SWR ",1.5,null],["4b1815",null,2,true]]';
const statesTable = (names: readonly string[]) =>
  table(
    column(names[0]!, 'string', ['4b1814', '4b1815']),
    column(names[1]!, 'string', ['SWR ', null]),
    column(names[2]!, 'float64', [1.5, 2]),
    column(names[3]!, 'boolean', [null, true]),
  );
const NAMES = ['icao', 'call', 'alt', 'ground'];

const layouts: readonly ShapeCase[] = [
  { name: 'one record per line', text: lines(...records), expected: recordsTable },
  {
    name: 'lines ended by CRLF, blank ones, and no end of the last',
    text: `\r\n${records.join('\r\n\r\n')}`,
    expected: recordsTable,
  },
  { name: 'one array on one line', text: `[${records.join(',')}]`, expected: recordsTable },
  {
    name: 'one array, as people write it',
    text: `\uFEFF [\n  ${records.join(' ,\n  ')}\n]\n\n`,
    expected: recordsTable,
  },
  {
    name: 'an array inside of an object',
    text: `{"time":1,"rows":[${records.join(',')}],"next":null}`,
    options: { member: 'rows' },
    expected: recordsTable,
  },
  { name: 'records by position', text: states, options: { names: NAMES }, expected: statesTable(NAMES) },
  {
    name: 'records by position, inside of an object',
    text: `{"time":1458564121,"states":${states}}`,
    options: { names: NAMES, member: 'states' },
    expected: statesTable(NAMES),
  },
  {
    name: 'one array in UTF-16',
    text: Buffer.from(`\uFEFF[${records.join(',')}]`, 'utf16le'),
    expected: recordsTable,
  },
];

const bad = lines('{"a":1}', '{"a":2', '{"a":"3}', '[4]', '{"a":5}', 'x', '{"a":6}{"a":7}', '{"a":8}');
const at = (part: string) => bad.indexOf(part);

const MANY = 20_000;

describe.each(engineNames)('%s reads JSON', (name) => {
  const opened = openedFor(name);

  it.each([...kinds, ...nesting, ...layouts])('with $name', (one) => expectShape(opened, one));

  it('and sets malformed lines aside, their neighbours survive', async () => {
    const files = await converted(opened, bad, { kind: 'json', onBadRow: 'reject' });
    expect(files.rejects.map(({ row, byteOffset, raw }) => ({ row, byteOffset, raw }))).toEqual([
      { row: 2, byteOffset: at('{"a":2'), raw: '{"a":2' },
      { row: 3, byteOffset: at('{"a":"3'), raw: '{"a":"3}' },
      { row: 4, byteOffset: at('[4]'), raw: '[4]' },
      { row: 6, byteOffset: at('x'), raw: 'x' },
      { row: 7, byteOffset: at('{"a":6}'), raw: '{"a":6}{"a":7}' },
    ]);
    await expectTable(opened, files, table(column('a', 'int64', [1n, 5n, 8n])));
  });

  it('and names the row and byte at which a line is malformed', async () => {
    const { session, store } = opened;
    const error = await convertText(session, store, bad, { kind: 'json' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BadInputError);
    expect((error as Error).message).toMatch(/row 2 \(byte 8\)/);
  });

  it('and names the byte at which an array breaks off', async () => {
    const { session, store } = opened;
    const texts = ['[{"a":1},{"a":2', '[{"a":1},,{"a":2}]', '[{"a":1} {"a":2}]', '[{"a":1}]x'];
    for (const text of texts) {
      const error = await convertText(session, store, text, { kind: 'json' }).catch(
        (reason: unknown) => reason,
      );
      expect(error, text).toBeInstanceOf(BadInputError);
      expect((error as Error).message, text).toMatch(/byte \d+/);
    }
  });

  it('and cells against a declared type as bad rows', async () => {
    const text = lines('{"a":1,"b":"x"}', '{"a":"y","b":"z"}', '{"a":2.5}', '{"a":3}');
    const options: TextOptions = { declared: { a: 'int64', b: 'string!' }, onBadRow: 'reject' };
    const files = await converted(opened, text, options);
    expect(files.rejects).toMatchObject([
      { row: 2, column: 'a', raw: '{"a":"y","b":"z"}' },
      { row: 3, column: 'a' },
      { row: 4, column: 'b', reason: 'a null in a required column' },
    ]);
    expect(files.result.rows.written).toBe(1);
  });

  it('but no columns instead of records, and says so in a sentence', async () => {
    const { session, store } = opened;
    const text = '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}';
    const error = await convertText(session, store, text).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RequestError);
    expect((error as Error).message).toMatch(/column/);
  });

  it('on one line of an array that is many blocks long', async () => {
    const numbers = Array.from({ length: MANY }, (_, row) => row);
    const text = `[${numbers.map((row) => `{"n":${row},"s":"text [{${row}"}`).join(',')}]`;
    const files = await converted(opened, text);
    await expectTable(
      opened,
      files,
      table(
        column('n', 'int64', numbers.map(BigInt)),
        column(
          's',
          'string',
          numbers.map((row): CellValue => `text [{${row}`),
        ),
      ),
    );
  });

  it('whose late records have another kind, or a key that nobody has seen: all records are read again', async () => {
    const early = '{"a":1,"b":"x"}\n'.repeat(MANY);
    const text = `${early}{"a":1.50,"b":2,"c":"new"}\n`;
    const [outcome] = await convertSet(opened, { 'late.json': text }, { kind: 'json', encoding: 'utf-8' });
    if (outcome?.status !== 'converted') throw new Error(JSON.stringify(outcome));
    expect(outcome.result.rows.written).toBe(MANY + 1);
    const widened = outcome.result.widened!.map(({ column: of, from, to, row }) => [of, from, to, row]);
    expect(widened).toEqual([
      ['a', 'int64', 'float64', MANY + 1],
      ['b', 'string', 'string', MANY + 1],
      ['c', undefined, 'string', MANY + 1],
    ]);
    const rest = <Value>(value: Value, last: Value) => [...Array<Value>(MANY).fill(value), last];
    await expectTable(
      opened,
      outcome,
      table(
        column('a', 'float64', rest(1, 1.5)),
        column('b', 'string', rest<CellValue>('"x"', '2')),
        column('c', 'string', rest<CellValue>(null, 'new')),
      ),
    );
  });
});
