import { type JsonFormat, plainCsv } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { accountFinding } from '../src/checks/account.ts';
import { disagreement } from '../src/checks/agree.ts';
import { csvParseRecords, unexpected } from '../src/checks/expect-csv.ts';
import { jsonRecords, misreadJson } from '../src/checks/expect-json.ts';
import { fitsText, obviousType } from '../src/checks/fits-text.ts';
import type { FileOutcome } from '../src/conversion/outcome.ts';

const converted = (cells: readonly (bigint | number | string | null)[], rejected = 0): FileOutcome => ({
  status: 'converted',
  rows: { read: cells.length + rejected, written: cells.length, rejected, padded: 0 },
  widened: [],
  rejects: '{}\n'.repeat(rejected),
  tables: [{ format: 'parquet', types: ['int64'], rowCount: cells.length, cells: [cells] }],
});
const answered = (...files: FileOutcome[]) => ({ files, left: [] });

describe('an answer by itself', () => {
  it('is right when every row is accounted for', () => {
    expect(accountFinding('e', answered(converted([1n, null], 1)))).toBeUndefined();
  });

  it.each<[string, FileOutcome, readonly string[]]>([
    ['crash', { status: 'crashed', error: 'TypeError' }, []],
    [
      'rows unaccounted for',
      { ...converted([1n]), rows: { read: 2, written: 1, rejected: 0, padded: 0 } } as FileOutcome,
      [],
    ],
    [
      'rows lost',
      { ...converted([1n]), rows: { read: 2, written: 2, rejected: 0, padded: 0 } } as FileOutcome,
      [],
    ],
    ['rejects lost', { ...converted([1n], 1), rejects: '' } as FileOutcome, []],
    ['something is left behind', { status: 'refused', error: 'BadInputError: …' }, ['0.parquet']],
  ])('%s', (check, file, left) => {
    expect(accountFinding('e', { files: [file], left })?.check).toBe(check);
  });
});

describe('two answers', () => {
  const finding = (a: FileOutcome, b: FileOutcome) => disagreement(['a', answered(a)], ['b', answered(b)]);

  it('agree when cells and account are the same, or one of them is none', () => {
    expect(finding(converted([1n]), converted([1n]))).toBeUndefined();
    expect(finding(converted([1n]), { status: 'unsupported', because: 'no zstd' })).toBeUndefined();
  });

  it.each([
    [converted([1n]), converted([2n])],
    [converted([0]), converted([-0])],
    [converted([1n]), converted([1n], 1)],
    [converted([1n]), { status: 'refused', error: 'x' } as const],
    [{ status: 'refused', error: 'x' } as const, { status: 'refused', error: 'y' } as const],
  ])('differ: %#', (a, b) => {
    expect(finding(a, b)?.check).toBe('engines disagree');
  });
});

it.each([
  ['9223372036854775807', 'int64', 2n ** 63n - 1n, true],
  ['9223372036854775808', 'int64', -(2n ** 63n), false],
  ['007', 'int64', 7n, false],
  ['1.5', 'float64', 1.5, true],
  ['-0', 'float64', 0, false],
  ['0042', 'string', '0042', true],
  ['TRUE', 'boolean', true, true],
  ['yes', 'boolean', true, false],
  ['1969-12-31', 'date', -1, true],
  ['0001-01-01', 'date', -719_162, true],
  ['2024-02-29T12:34:56.789012Z', 'timestamp', 1_709_210_096_789_012n, true],
  ['2024-02-29 13:34:56+01:00', 'timestamp', 1_709_210_096_000_000n, true],
  ['1969-12-31T23:59:59.999999', 'local_timestamp', -1n, true],
  ['1969-12-31T23:59:59.999999', 'timestamp', -1n, false],
  [null, 'int64', null, true],
  ['', 'string', null, false],
] as const)('%j as %s is %s: %s', (text, type, value, isRight) => {
  expect(fitsText(text, type, value)).toBe(isRight);
});

it('a column of integers in range leaves no doubt about its type', () => {
  expect(obviousType(['1', null, '-9223372036854775808'])).toBe('int64');
  expect(obviousType(['1', '9223372036854775808'])).toBeUndefined();
  expect(obviousType(['1', '01'])).toBeUndefined();
  expect(obviousType([null])).toBeUndefined();
});

describe('csv-parse', () => {
  const format = plainCsv(['a', 'b']);
  const reading = (rows: (string | null)[][], rejected = 0) => ({
    rows,
    tally: { read: rows.length, rejected, padded: 0 },
    rejects: '',
    failure: undefined,
  });

  it('is asked about texts that it reads exactly, and about no others', () => {
    const text = Buffer.from('a,b\n"",\n');
    expect(csvParseRecords(text, format)).toEqual([['', null]]);
    expect(csvParseRecords(Buffer.from('a,b\n1\n'), format)).toBeUndefined();
    expect(csvParseRecords(Buffer.from('a,b\n1,\0\n'), format)).toBeUndefined();
    expect(csvParseRecords(text, plainCsv(['a', 'b'], { trim: true }))).toBeUndefined();
  });

  it('is contradicted by another row, another number of rows, or a rejected one', () => {
    const expected = [['1', null]];
    expect(unexpected('c', expected, reading([['1', null]]))).toBeUndefined();
    expect(unexpected('c', expected, reading([['1', '']]))?.check).toBe('c');
    expect(unexpected('c', expected, reading([]))?.check).toBe('c');
    expect(unexpected('c', expected, reading([['1', null]], 1))?.check).toBe('c');
  });
});

describe('JSON.parse', () => {
  const format: JsonFormat = {
    kind: 'json',
    encoding: 'utf-8',
    layout: 'lines',
    member: undefined,
    records: 'objects',
    fields: [
      { name: 'n', path: ['n'] },
      { name: 'p.x', path: ['p', 'x'] },
    ],
    nested: 'flatten',
  };
  const misread = (
    text: string,
    types: readonly string[],
    cells: readonly (readonly (bigint | string | null | number)[])[],
  ) => misreadJson(jsonRecords(Buffer.from(text), format)!, format, types, cells);

  it('keeps every digit', () => {
    const text = '{"n":9007199254740993,"p":{"x":"a"}}\n{"n":null}\n';
    expect(
      misread(
        text,
        ['int64', 'string'],
        [
          [9007199254740993n, null],
          ['a', null],
        ],
      ),
    ).toBeUndefined();
    expect(
      misread(
        text,
        ['int64', 'string'],
        [
          [9007199254740992n, null],
          ['a', null],
        ],
      ),
    ).toMatch(/^row 1, "n"/);
    expect(
      misread(
        text,
        ['int64', 'string'],
        [
          [9007199254740993n, 0n],
          ['a', null],
        ],
      ),
    ).toMatch(/^row 2, "n"/);
  });

  it('takes values of mixed kinds as JSON text', () => {
    const text = '{"n":1.50}\n{"n":"1.50"}\n{"n":[1,{"a":null}]}\n';
    const nulls = [null, null, null];
    expect(
      misread(text, ['string', 'string'], [['1.50', '"1.50"', '[1,{"a":null}]'], nulls]),
    ).toBeUndefined();
    expect(misread(text, ['string', 'string'], [['1.5', '"1.50"', '[1,{"a":null}]'], nulls])).toMatch(
      /^row 1/,
    );
  });

  it('is not asked about text that is not well-formed or has a key twice', () => {
    expect(jsonRecords(Buffer.from('{"n":1}\n{"n":}\n'), format)).toBeUndefined();
    expect(jsonRecords(Buffer.from('{"n":1,"n":2}\n'), format)).toBeUndefined();
    expect(jsonRecords(Buffer.from('[1]\n'), format)).toBeUndefined();
  });
});
