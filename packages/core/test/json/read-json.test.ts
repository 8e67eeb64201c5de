import { describe, expect, it } from 'vitest';
import { BadInputError, type Column, ContradictionError } from '../../src/index.ts';
import { profile, readBack, records, shapeOf } from './support/json-reading.ts';

const column = (
  name: string,
  kind: 'string' | 'int64' | 'float64' | 'boolean' | 'date',
  guess?: Column['guess'],
) => ({ name, type: { kind }, nullable: true, ...(guess && { guess }) }) as Column;
const field = (name: string, ...path: string[]) => ({ name, path: path.length > 0 ? path : [name] });

const ARRAYS = shapeOf({ records: 'arrays', layout: 'array' });

describe('values of JSON records', () => {
  const cell = async (json: string, options = {}) =>
    records(await readBack(`{"a":${json}}`, { shape: shapeOf(), ...options }))[0]?.['a'];

  it.each([
    ['1', '1'],
    ['-0', '-0.0'],
    ['1.50', '1.50'],
    ['1E5', '1E5'],
    ['9007199254740993', '9007199254740993'],
    ['1e400', '1e400'],
    ['true', 'true'],
    ['false', 'false'],
    ['"x"', 'x'],
    ['""', ''],
    ['"0042"', '0042'],
    ['"\\u00e9\\n\\"\\/\\ud83d\\ude00"', 'é\n"/😀'],
    ['"\\u0000"', '\u0000'],
    ['[1, 2]', '[1, 2]'],
    ['null', undefined],
  ])('%s is the cell %j', async (json, expected) => {
    expect(await cell(json)).toBe(expected);
  });

  it('are verbatim in columns of several kinds, strings in their quotes', async () => {
    const lines = '{"a":"x\\u0041"}\n{"a":-0}\n{"a":{"b": 1}}\n{"a":{}}\n{"a":[ ]}\n{"a":null}\n{"a":true}';
    const found = await readBack(lines, { shape: shapeOf() });
    expect(found.columns).toEqual([column('a', 'string', { isJsonText: true })]);
    expect(found.rows.flat()).toEqual(['"x\\u0041"', '-0', '{"b": 1}', '{}', '[ ]', null, 'true']);
  });

  it('in a declared text column are plain strings, and the JSON text of all else', async () => {
    const options = { fields: [field('a')], columns: [column('a', 'string')], shape: shapeOf() };
    const found = await readBack('{"a":"x"}\n{"a":1.0}\n{"a":{"b":1}}\n{"a":""}', options);
    expect(found.rows.flat()).toEqual(['x', '1.0', '{"b":1}', '']);
  });

  it('that are strings are left to the engine in a declared column of another type', async () => {
    const options = { fields: [field('a')], columns: [column('a', 'date')], shape: shapeOf() };
    const found = await readBack('{"a":"2001-01-01"}\n{"a":"never"}', options);
    expect(found.rows.flat()).toEqual(['2001-01-01', 'never']);
  });

  it('of one key may be integers and decimals', async () => {
    const found = await readBack('{"a":1}\n{"a":2.5}\n{"a":-0}', { shape: shapeOf() });
    expect(found.columns[0]?.type.kind).toBe('float64');
    expect(found.rows.flat()).toEqual(['1', '2.5', '-0.0']);
  });

  it('that are strings stay text, whatever they spell', async () => {
    const found = await readBack('{"a":"1","b":"2001-01-01"}', { shape: shapeOf() });
    expect(found.columns.map(({ type }) => type.kind)).toEqual(['string', 'string']);
  });
});

describe('keys of JSON records', () => {
  it('are the union of all records, in the order in which they turn up', async () => {
    const found = await readBack('{"b":1}\n{"a":{"x":1},"b":2}\n{"c":3,"a":{"y":2}}', { shape: shapeOf() });
    expect(found.fields.map(({ name }) => name)).toEqual(['b', 'a.x', 'c', 'a.y']);
    expect(found.rows).toEqual([
      ['1', null, null, null],
      ['2', '1', null, null],
      [null, null, '3', '2'],
    ]);
  });

  it('are made unique where flattening makes two alike', async () => {
    const found = await readBack('{"a":{"b":1},"a.b":2}', { shape: shapeOf() });
    expect(found.fields).toEqual([field('a.b', 'a', 'b'), field('a.b_2', 'a.b')]);
    expect(found.rows).toEqual([['1', '2']]);
  });

  it('with nothing in them get a name', async () => {
    const found = await readBack('{"":1}', { shape: shapeOf() });
    expect(found.fields).toEqual([field('column0', '')]);
  });

  it('are found however they are escaped', async () => {
    const found = await readBack('{"\\u0061":1}\n{"a":2}\n{"q\\"":3}\n{"q\\u0022":4}', { shape: shapeOf() });
    expect(found.rows).toEqual([
      ['1', null],
      ['2', null],
      [null, '3'],
      [null, '4'],
    ]);
  });

  it('hold objects as text where they are not to be flattened', async () => {
    const found = await readBack('{"a":{"b": 1},"c":{}}', { shape: shapeOf({ nested: 'json' }) });
    expect(found.rows).toEqual([['{"b": 1}', '{}']]);
  });

  it('of empty objects say nothing where they are flattened', async () => {
    const found = await readBack('{"a":{},"b":{}}\n{"a":{"x":1}}', { shape: shapeOf() });
    expect(found.fields.map(({ name }) => name)).toEqual(['b', 'a.x']);
    expect(found.rows).toEqual([
      [null, null],
      [null, '1'],
    ]);
  });

  it('nested a hundred thousand deep are text below the levels that are flattened', async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const found = await readBack(deep, { shape: shapeOf() });
    expect(found.fields).toHaveLength(1);
    expect(found.fields[0]!.path.length).toBeLessThan(100);
    expect(found.rows[0]![0]).toMatch(/^\{"a":.*\}$/);
  });
});

describe('records that are arrays', () => {
  it('have columns by position, as many as the widest', async () => {
    const found = await readBack('[[1,"a"],[2],[],[3,"b",{"x":[1]}]]', { shape: ARRAYS });
    expect(found.fields).toEqual([field('column0', '0'), field('column1', '1'), field('column2', '2')]);
    expect(found.rows).toEqual([
      ['1', 'a', null],
      ['2', null, null],
      [null, null, null],
      ['3', 'b', '{"x":[1]}'],
    ]);
  });

  it('have the names given, also where no record reaches them', async () => {
    const found = await readBack('[[1,2]]', { shape: ARRAYS, names: ['a', 'b', 'c'] });
    expect(found.fields).toEqual([field('a', '0'), field('b', '1'), field('c', '2')]);
    expect(found.rows).toEqual([['1', '2', null]]);
  });

  it('stand in a member of an object, as OpenSky has them', async () => {
    const text =
      '{"time":1458564120,"states":[["3c6444","DLH9LF  ",null],["4b1806","SWR3DA  ",8.5]], "end":{}}';
    const found = await readBack(text, { shape: { ...ARRAYS, member: 'states' } });
    expect(found.error).toBeUndefined();
    expect(found.rows).toEqual([
      ['3c6444', 'DLH9LF  ', null],
      ['4b1806', 'SWR3DA  ', '8.5'],
    ]);
    expect(found.raws[1]).toBe('["4b1806","SWR3DA  ",8.5]');
    expect(found.offsets).toEqual([29, 56]);
  });
});

describe('a line that is no record', () => {
  const lines = (bad: string) => `{"a":1}\n${bad}\n{"a":3}\n`;
  const rejected = async (bad: string, options = {}) => {
    const found = await readBack(lines(bad), { shape: shapeOf(), ...options });
    expect(found.error).toBeUndefined();
    expect(found.rows).toEqual([['1'], ['3']]);
    expect(found.numbers).toEqual([1, 3]);
    expect(found.read).toBe(3);
    expect(found.kept[0]!.raw).toBe(bad);
    return found.rejects[0]!;
  };

  it.each([
    ['{"a":2', 'not JSON: the text ends too early (at byte 14)'],
    ['{"a" 2}', 'not JSON: a ":" is missing after a key (at byte 13)'],
    ['{"a":2}}', 'not JSON: text follows the record (at byte 15)'],
    ['{"a":02}', 'not JSON: a "," or "}" is missing (at byte 14)'],
    ['oops', 'not JSON: this is no JSON value (at byte 8)'],
    ['5', 'the record is a number, not an object of named values'],
    ['null', 'the record is null, not an object of named values'],
    ['[1]', 'the record is an array, not an object of named values'],
    ['{"a":1,"a":2}', 'the key stands twice, with two values'],
    ['{"a":"\\ud800"}', 'a \\u escape is half of a surrogate pair, which is no character (at byte 13)'],
    ['{"\\udc00":1}', 'a \\u escape is half of a surrogate pair, which is no character (at byte 9)'],
  ])('is set aside, its neighbours are not: %s', async (bad, reason) => {
    expect(await rejected(bad)).toMatchObject({ row: 2, byteOffset: 8, reason });
  });

  it('is set aside when its bytes are not UTF-8, with the offset of the byte', async () => {
    const content = Buffer.from(lines('{"a":"\u00ff"}'), 'latin1');
    const found = await readBack(content, { shape: shapeOf() });
    const reason = 'byte 0xFF (at byte 14) is not valid UTF-8';
    expect(found.rejects).toEqual([{ row: 2, byteOffset: 8, reason }]);
    expect(found.kept[0]!.rawBase64).toBeDefined();
    expect(found.rows).toHaveLength(2);
  });

  it('is kept with U+FFFD where invalid bytes and halves of characters are to be replaced', async () => {
    const content = Buffer.from('{"a":"x\u00ff"}\n{"a":"\\ud800y"}', 'latin1');
    const found = await readBack(content, { shape: shapeOf(), invalidBytes: 'replace' });
    expect(found.rows).toEqual([['x\ufffd'], ['\ufffdy']]);
  });

  it('is set aside when it is too long, wherever it is cut', async () => {
    const long = `{"a":"${'x'.repeat(100)}"}`;
    const found = await readBack(lines(long), {
      shape: shapeOf(),
      limits: { recordBytes: 50 },
      chunk: 7,
      blockBytes: 9,
    });
    expect(found.rejects).toMatchObject([
      { row: 2, byteOffset: 8, reason: 'the record is longer than 50 bytes' },
    ]);
    expect(found.rows).toHaveLength(2);
  });

  it('is told with its length in the source when it is too long to be kept', async () => {
    const long = `{"a":"${'😀'.repeat(30_000)}"}`;
    const text = Buffer.from(`{"a":"1"}\n${long}\n{"a":"3"}\n${long}`, 'utf16le');
    const longBytes = 2 * long.length;
    for (const chunk of [1000, 1 << 20]) {
      const found = await readBack(text, {
        shape: shapeOf({ encoding: 'utf-16le' }),
        limits: { recordBytes: 50 },
        chunk,
        blockBytes: 1001,
      });
      expect(found.rows).toEqual([['1'], ['3']]);
      expect(found.offsets).toEqual([0, 20 + longBytes + 2]);
      expect(found.kept).toMatchObject([
        { row: 2, byteOffset: 20, rawBytes: longBytes },
        { row: 4, byteOffset: 20 + longBytes + 22, rawBytes: longBytes },
      ]);
      const { raw = '' } = found.kept[0]!;
      expect([long.startsWith(raw), Buffer.byteLength(raw)]).toEqual([true, 65_534]);
    }
  });

  it('is kept whole where there is room for it, though it is too long to be read', async () => {
    const long = `{"a":"${'x'.repeat(1000)}"}`;
    for (const blockBytes of [20, 4000]) {
      const found = await readBack(lines(long), {
        shape: shapeOf(),
        limits: { recordBytes: 50 },
        blockBytes,
      });
      expect(found.kept).toMatchObject([{ raw: long }]);
      expect(found.kept[0]).not.toHaveProperty('rawBytes');
    }
  });

  it('is set aside when a field is too long', async () => {
    const reason = 'the field has 12 bytes, 10 are allowed';
    expect(await rejected('{"a":"1234567890"}', { limits: { fieldBytes: 10 } })).toMatchObject({
      column: 'a',
      reason,
    });
  });

  it('ends the conversion where that is asked for, after the rows before it', async () => {
    const found = await readBack(lines('oops'), { shape: shapeOf(), fate: 'fail' });
    expect(found.rows).toEqual([['1']]);
    expect(found.error?.message).toBe(
      'test.json row 2 (byte 8): not JSON: this is no JSON value (at byte 8); correct the row, or set such rows aside with --on-bad-row reject',
    );
  });

  it('may have one value twice for a key', async () => {
    const found = await readBack('{"a":1,"b":2,"a":1}', { shape: shapeOf() });
    expect(found.rows).toEqual([['1', '2']]);
  });

  it('is bad for two values of a key within an object, whether that is flattened or not', async () => {
    const twice = '{"a":{"b":1,"b":2}}';
    const flattened = await readBack(`{"a":{"b":1}}\n${twice}`, { shape: shapeOf() });
    const mixed = await readBack(`{"a":5}\n{"a":{"b":1}}\n${twice}`, { shape: shapeOf() });
    const reason = 'the key stands twice, with two values';
    expect(flattened.rejects).toMatchObject([{ row: 2, column: 'a.b', reason }]);
    expect(mixed.rejects).toMatchObject([{ row: 3, column: 'a', reason }]);
    const whole = await readBack(twice, { shape: shapeOf({ nested: 'json' }) });
    expect(whole.rows).toEqual([['{"b":1,"b":2}']]);
  });
});

describe('an array with something wrong', () => {
  const failing = async (text: string, options = {}) => {
    const shape = shapeOf({ layout: 'array' });
    const fields = [field('a')];
    const found = await readBack(text, { shape, fields, columns: [column('a', 'int64', {})], ...options });
    return [found.rows.length, found.error?.message];
  };

  it.each([
    ['[{"a":1},{"a":2]', 9, 'a "," or "}" is missing (at byte 15)'],
    ['[{"a":1} {"a":2}]', 9, 'a "," is missing'],
    ['[{"a":1},]', 9, 'this is no JSON value'],
    ['[{"a":1},oops]', 9, 'this is no JSON value'],
    ['[{"a":1}]]', 9, 'text follows the end of the array'],
    ['[{"a":1},{"a":', 9, 'the text ends too early (at byte 14)'],
    ['[{"a":1}', 8, 'the text ends within the array, after its last whole record'],
  ])('%s ends the reading, naming the byte, after the rows before it', async (text, at, reason) => {
    const [rows, message] = await failing(text);
    expect(rows).toBe(1);
    expect(message).toContain(`test.json row 2 (byte ${at}): ${reason}; `);
  });

  it('has bad rows where elements are no records', async () => {
    const text = '[{"a":1},null,5,"x",[],{"a":1,"a":2},{"a":2}]';
    const found = await readBack(text, { shape: shapeOf({ layout: 'array' }) });
    expect(found.error).toBeUndefined();
    expect(found.rows).toEqual([['1'], ['2']]);
    expect(found.rejects.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6]);
  });

  it('ends at an element that is too long', async () => {
    const text = `[{"a":1},{"a":"${'x'.repeat(100)}"}]`;
    const [rows, message] = await failing(text, { limits: { recordBytes: 50 } });
    expect(rows).toBe(1);
    expect(message).toBe(
      'test.json row 2 (byte 9): the record is longer than 50 bytes; raise --max-record-bytes',
    );
  });

  it('in a member ends at text after the object, and tells how to read it otherwise', async () => {
    const shape = shapeOf({ layout: 'array', member: 'r' });
    const [, message] = await failing('{"r":[{"a":1}]}\n{"r":[{"a":2}]}', { shape });
    expect(message).toContain('text follows the end of the array; if the object itself is a record');
    const [, missing] = await failing('{"q":1}', { shape });
    expect(missing).toContain('the object has no member "r"');
  });
});

describe('values that contradict what was guessed', () => {
  const contradiction = async (json: string, type: Column, options = {}) => {
    const lines = `{"a":null}\n{"a":${json}}`;
    const found = await readBack(lines, {
      shape: shapeOf(),
      fields: [field('a')],
      columns: [type],
      ...options,
    });
    expect(found.rows).toEqual([[null]]);
    expect(found.error).toBeInstanceOf(ContradictionError);
    const { row, column: name, message } = found.error as ContradictionError;
    expect({ row, name }).toEqual({ row: 2, name: 'a' });
    return message;
  };

  it.each([
    ['"1"', column('a', 'int64', {}), 'a string in a column of int64'],
    ['"true"', column('a', 'boolean', { spelling: 'true' }), 'a string in a column of boolean'],
    ['{"b":1}', column('a', 'float64', {}), 'an object or array in a column of float64'],
    ['[]', column('a', 'int64', {}), 'an object or array in a column of int64'],
    ['1', column('a', 'string', {}), 'a value that is no string in a column of strings'],
    ['true', column('a', 'string', {}), 'a value that is no string in a column of strings'],
    ['{"b":1}', column('a', 'string', {}), 'a value that is no string in a column of strings'],
    ['1', column('a', 'string', { isUnseen: true }), 'the first value of a column that was empty'],
  ])('%s in %j', async (json, type, reason) => {
    expect(await contradiction(json, type)).toBe(`row 2, column "a": ${reason}`);
  });

  it('a value of a key that was an object', async () => {
    const fields = [field('a.b', 'a', 'b')];
    const message = await contradiction('5', column('a.b', 'int64', {}), { fields });
    expect(message).toContain('a value in a column that the schema lacks');
  });
});

describe('a key that the schema lacks', () => {
  const options = { shape: shapeOf(), fields: [field('a')], columns: [column('a', 'int64', {})] };
  const lines = '{"a":1,"z":null}\n{"a":2,"z":{"y":5}}\n{"a":3}';

  it('is a contradiction where columns are added', async () => {
    const { error, rows } = await readBack(lines, { ...options, newColumns: 'add' });
    expect(rows).toEqual([['1']]);
    expect(error).toMatchObject({ name: 'ContradictionError', row: 2, column: 'z.y' });
  });

  it('ends the conversion where it is to fail', async () => {
    const { error } = await readBack(lines, { ...options, newColumns: 'fail', fate: 'reject' });
    expect(error).toBeInstanceOf(BadInputError);
    expect(error?.message).toContain(
      'test.json row 2 (byte 17): column "z.y": a value in a column that the schema lacks',
    );
  });

  it('makes its record a bad row where that is asked for', async () => {
    const { rows, rejects } = await readBack(lines, { ...options, newColumns: 'reject' });
    expect(rows).toEqual([['1'], ['3']]);
    expect(rejects).toMatchObject([{ row: 2, column: 'z.y' }]);
  });

  it('is found by its name when the schema has it, though the sample had not', async () => {
    const columns = [column('z.y', 'int64'), column('a', 'int64')];
    const { rows } = await readBack(lines, { ...options, columns, newColumns: 'fail' });
    expect(rows).toEqual([
      [null, '1'],
      ['5', '2'],
      [null, '3'],
    ]);
  });

  it('may be declared as text of a whole object', async () => {
    const fields = [field('a'), field('z.y', 'z', 'y')];
    const columns = [column('a', 'int64'), column('z', 'string')];
    const { rows } = await readBack(lines, { ...options, fields, columns, newColumns: 'fail' });
    expect(rows.map(([, z]) => z)).toEqual([null, '{"y":5}', null]);
  });
});

describe('reading', () => {
  it('skips a byte-order mark', async () => {
    const found = await readBack('\ufeff{"a":1}', { shape: shapeOf(), chunk: 1 });
    expect(found).toMatchObject({ rows: [['1']], offsets: [3] });
  });

  it('reads UTF-16, with offsets of the source', async () => {
    const content = Buffer.from('\ufeff{"a":"é"}\n{"a":"😀"}\n{"a" "y"}', 'utf16le');
    const found = await readBack(content, { shape: shapeOf({ encoding: 'utf-16le' }), chunk: 3 });
    expect(found).toMatchObject({ rows: [['é'], ['😀']], offsets: [2, 22] });
    expect(found.rejects).toMatchObject([
      { row: 3, byteOffset: 44, reason: 'not JSON: a ":" is missing after a key (at byte 54)' },
    ]);
  });

  it('has rows of a schema of very many columns in several blocks', async () => {
    const columns = Array.from({ length: 150_000 }, (_, index) => column(`c${index}`, 'int64'));
    const fields = [field('c1')];
    const found = await readBack('{"c1":1}\n'.repeat(10), {
      shape: shapeOf(),
      fields,
      columns,
    });
    expect(found.numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('forgets keys that nobody asked for, and keeps those of the schema', async () => {
    const lines = Array.from(
      { length: 80_000 },
      (_, row) => `{"k${row}":${row % 2 ? 1 : null},"a":${row}}\n`,
    );
    const options = { shape: shapeOf(), fields: [field('a')], columns: [column('a', 'int64')] };
    const found = await readBack(lines.join(''), { ...options, newColumns: 'reject' });
    expect(found.rejects).toHaveLength(40_000);
    expect(found.rows.map(([a]) => Number(a))).toEqual(Array.from({ length: 40_000 }, (_, row) => 2 * row));
  });

  it('refuses more columns than are allowed', async () => {
    const wide = JSON.stringify(
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, 1])),
    );
    await expect(profile(wide, { limits: { columns: 10 } })).rejects.toThrow('more than 10 columns');
  });

  it('of a sample stops at the first record behind it', async () => {
    const { rows, fields } = await profile('{"a":1}\n{"b":1}\n{"c":1}\n', { sampleBytes: 9 });
    expect({ rows, names: fields.map(({ name }) => name) }).toEqual({
      rows: 2,
      names: ['a', 'b'],
    });
  });
});
