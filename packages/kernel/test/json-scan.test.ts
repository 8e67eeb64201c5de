import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { column, disagreement, type Layout, scanWithKernel } from './json-support.ts';

const LAYOUTS: readonly Layout[] = ['lines', 'array'];
const COLUMNS = [column('a'), column('b', 'float64'), column('a longer key than sixteen'), column('é"\\')];
const none = () => undefined;

/** Cells of the records that the kernel takes; it must take all. */
function cellsOf(text: string, layout: Layout = 'lines', columns = COLUMNS.slice(0, 2)) {
  const { records, others } = scanWithKernel(Buffer.from(text), layout, columns, none);
  expect(others).toEqual([]);
  return records.map(({ cells }) => cells);
}

describe('records that the kernel takes', () => {
  it.each([
    ['{"a":"x","b":1}', [['x', '1']]],
    ['{"b":1,"a":"x"}', [['x', '1']]],
    [
      '{"b":1}\n{"a":"x"}\n{}\n',
      [
        [null, '1'],
        ['x', null],
        [null, null],
      ],
    ],
    [
      '\n \t\r\n { "a" : "x" , "b"\t:\r1 } \r\n\n{"a":"y"}\n \n',
      [
        ['x', '1'],
        ['y', null],
      ],
    ],
    ['{"a":null,"b":null}', [[null, null]]],
    ['{"a":"","b":""}', [['', '']]],
    ['{"a":true,"b":false}', [['true', 'false']]],
    ['{"a":-0,"b":-0}', [['-0', '-0.0']]],
    ['{"a":-0.0,"b":-0e0}', [['-0.0', '-0e0']]],
    [
      '{"a":12345678901234567890.123456789012345678901E+12}',
      [['12345678901234567890.123456789012345678901E+12', null]],
    ],
    ['{"a":"\\"","b":"\\"x\\"y"}', [['"', '"x"y']]],
    ['{"a":"\\/\\\\\\b\\f\\n\\r\\t\\u0000\\u00e9\\u20AC\\ud83d\\ude00"}', [['/\\\b\f\n\r\t\0é€😀', null]]],
    [
      '{"a":"é€😀 and more than sixteen bytes é€😀, \\u00e9"}',
      [['é€😀 and more than sixteen bytes é€😀, é', null]],
    ],
    ['{"a":"a,b\u007f}{][:"}', [['a,b\u007f}{][:', null]]],
  ])('%j', (text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  it('are the elements of an array, up to its bracket', () => {
    expect(cellsOf('\n{"a":1}\n,\t{"a":\n2},{"a":3}\n] behind', 'array')).toEqual([
      ['1', null],
      ['2', null],
      ['3', null],
    ]);
  });

  it('may have keys in an order that changes, and of any length', () => {
    const texts = [
      '{"a longer key than sixteen":1,"a":2,"b":3}',
      '{"b":4,"a":5}',
      '{"a":6,"b":7,"é\\"\\\\":8}',
      '{"a":9}',
    ];
    expect(cellsOf(texts.join('\n'), 'lines', COLUMNS)).toEqual([
      ['2', '3', '1', null],
      ['5', '4', null, null],
      ['6', '7', null, '8'],
      ['9', null, null, null],
    ]);
  });

  it('have strings in their quotes where the column is JSON text', () => {
    const columns = [column('a', 'string', { isJsonText: true })];
    expect(
      cellsOf('{"a":"x"}\n{"a":1}\n{"a":"\\"y\\u0041"}\n{"a":""}\n{"a":-0}', 'lines', columns).flat(),
    ).toEqual(['"x"', '1', '"\\"y\\u0041"', '""', '-0']);
  });
});

describe.each(LAYOUTS)('a text in the layout %s', (layout) => {
  it('is taken whole wherever it is cut', () => {
    const record =
      '{ "a":"é€😀 \\ud83d\\ude00\\"\\n","b":-12345678901234567890.5E-10,"a longer key than sixteen":false,"é\\"\\\\": null}';
    const text =
      [record, '{}', record, '{"b":1,"a":true}'].join(layout === 'lines' ? '\r\n' : ' ,\n') +
      (layout === 'lines' ? '\n' : ']');
    const bytes = Buffer.from(text);
    for (let inputBytes = 1; inputBytes <= bytes.length; inputBytes += 1) {
      const { records, others } = scanWithKernel(bytes, layout, COLUMNS, none, { inputBytes });
      expect([records.length, others]).toEqual([4, []]);
    }
  });
});

describe('records that the kernel leaves to others', () => {
  const isLeft = (text: string | Uint8Array, layout: Layout = 'lines', columns = COLUMNS, scanning = {}) =>
    scanWithKernel(Buffer.from(text), layout, columns, none, scanning).others;

  it.each([
    '{"a":[1]}',
    '{"a":{}}',
    '{"c":1}',
    '{"a":1,"a":1}',
    '{"b":1,"a":1,"b":1}',
    '{"a":1,"a":null}',
    '{"\\u0061":1}',
    '{"a":01}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":+1}',
    '{"a":1e}',
    '{"a":-}',
    '{"a":1e+}',
    '{"a":0x1}',
    '{"a":1.5.5}',
    '{"a":--1}',
    '{"a":-01}',
    '{"a":00}',
    '{"a":1 2}',
    '{"a":123456789012345678.}',
    '{"a":NaN}',
    '{"a":tru}',
    '{"a":truee}',
    '{"a":True}',
    '{"a":nul}',
    '{"a":"\t"}',
    '{"a":"\u001f"}',
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
    '{"a":"\\ud800"}',
    '{"a":"\\udc00"}',
    '{"a":"\\ud800\\u0041"}',
    '{"a":"\\ud800\\udbff"}',
    '{"a":"\\ud800\\ue000"}',
    '{"a":"\\udc00\\udc00"}',
    '{"a":"x}',
    '{"a":"x',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    '{,"a":1}',
    '{"a" 1}',
    '{"a":1}}',
    '{"a":1},',
    '{"a":1} x',
    '{"a":1}{"a":2}',
    '{',
    '{a:1}',
    "{'a':1}",
    '[1]',
    '1',
    '"a"',
    'null',
    '}',
    '\ufeff{"a":1}',
    '\u00a0{"a":1}',
    '{"a":\u00a01}',
    '{"a":1;"b":2}',
    '\0',
    '{"a":1}\0',
  ])('%j', (text) => {
    expect(isLeft(text)).toEqual([0]);
    expect(isLeft(`{"b":1}\n${text}\n{"a":1}`)).toEqual([8]);
  });

  it('have bytes that are not UTF-8', () => {
    for (const bytes of ['80', 'c3', 'eda080', 'f5808080', 'c080']) {
      expect(
        isLeft(Buffer.concat([Buffer.from('{"a":"x'), Buffer.from(bytes, 'hex'), Buffer.from('"}')])),
      ).toEqual([0]);
    }
  });

  it('break a line within', () => {
    expect(isLeft('{"a":1}\n{"a":\n2}\n')).toEqual([8]);
  });

  it('have values of a kind that the column does not take', () => {
    const columns = [
      column('a', 'string', {}),
      column('b', 'int64', {}),
      column('c', 'string', { isUnseen: true }),
    ];
    const lefts = ['{"a":1}', '{"a":true}', '{"b":"1"}', '{"c":1}', '{"c":""}'].map((text) =>
      isLeft(text, 'lines', columns),
    );
    expect(lefts).toEqual([[0], [0], [0], [0], [0]]);
    expect(isLeft('{"a":"x","b":true,"c":null}\n{"b":1}', 'lines', columns)).toEqual([]);
  });

  it('are longer than is allowed', () => {
    const limit = { mostRecordBytes: 10 };
    expect(isLeft('{"a":123}\n', 'lines', COLUMNS, limit)).toEqual([]);
    expect(isLeft('{"a":1}\n{"a":12345}\n', 'lines', COLUMNS, limit)).toEqual([8]);
    expect(
      isLeft('{"a":1}\n{"a":"a string without end', 'lines', COLUMNS, { ...limit, inputBytes: 20 }),
    ).toEqual([8]);
  });

  it('do not fit an empty output', () => {
    const long = 'x'.repeat(1000);
    expect(isLeft(`{"a":"${long}"}\n`, 'lines', COLUMNS, { textBytes: 500 })).toEqual([0]);
    expect(isLeft('{"a":1}\n', 'lines', COLUMNS, { textBytes: 50 })).toEqual([0]);
  });

  it('in an array end it, or are no objects', () => {
    for (const text of [']', '1]', '[]]', '{"a":1} {"a":2}', '{"a":1}', '{"a":1]', '{"a":1}}']) {
      expect(isLeft(text, 'array')).toEqual([0]);
    }
    expect(isLeft('{"a":1},]', 'array')).toEqual([8]);
  });
});

const MARK = Buffer.from('\ufeff');
const SUITE = resolve(import.meta.dirname, '../../../../shared/conformance/JSONTestSuite');
const texts = ['test_parsing', 'test_transform'].flatMap((folder) => {
  const path = resolve(SUITE, folder);
  return existsSync(path) ? readdirSync(path).map((file) => readFileSync(resolve(path, file))) : [];
});

describe.skipIf(texts.length === 0)('JSONTestSuite', () => {
  const asMember = (text: Buffer) =>
    Buffer.concat([Buffer.from('{"a":0}\n{"b":1,"a":'), text, Buffer.from('}\n{"b":2}\n')]);
  const inArray = (text: Buffer) =>
    Buffer.concat([Buffer.from('{"a":0},{"b":1,"a":'), text, Buffer.from('},\n{"b":2}]')]);
  // The byte-order mark of a text is skipped before it comes to the kernel.
  const unmarked = (text: Buffer) => (text.subarray(0, 3).equals(MARK) ? text.subarray(3) : text);
  const scannings = [{}, { inputBytes: 1 }, { inputBytes: 17, textBytes: 100 }];

  it('is read as core reads it: whole texts, values of lines and of arrays', async () => {
    for (const text of texts.filter(({ length }) => length < 10_000)) {
      for (const layout of LAYOUTS) {
        const content = layout === 'lines' ? asMember(text) : inArray(text);
        expect(await disagreement(content, layout, COLUMNS, scannings)).toBeUndefined();
        expect(await disagreement(unmarked(text), layout, COLUMNS, scannings)).toBeUndefined();
      }
    }
  });
});
