import { describe, expect, it } from 'vitest';
import { BadInputError, RequestError, type SourceOptions } from '../../src/index.ts';
import { detectJson } from '../../src/json/detect-json.ts';
import { isNamedJson, looksLikeJson } from '../../src/json/recognize-json.ts';
import { readBack } from './support/json-reading.ts';

const detect = (content: string | Uint8Array, given: SourceOptions = {}, isWhole = true) =>
  detectJson('t.json', typeof content === 'string' ? Buffer.from(content) : content, isWhole, given);

function refusal(content: string, given: SourceOptions = {}, isWhole = true): Error {
  try {
    detect(content, given, isWhole);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was not refused');
}

const PRETTY = JSON.stringify([{ a: 1 }, { a: 2 }], null, 2);

describe('the layout of JSON', () => {
  it.each([
    ['{"a":1}\n{"a":2}\n', 'lines', 'objects', undefined],
    ['{"a":1}\r\n\r\n{"a":2}', 'lines', 'objects', undefined],
    ['{"a":1}\n{"a":oops\n{"a":2}\n', 'lines', 'objects', undefined],
    ['{"a":oops\n{"a":1}\n{"a":2}\n', 'lines', 'objects', undefined],
    ['{"a":{"b":1}\n{"a":{"b":2}}\n{"a":{"b":3}}\n', 'lines', 'objects', undefined],
    ['[1,"x"]\n[2,"y"]\n', 'lines', 'arrays', undefined],
    ['{"a":1}', 'lines', 'objects', undefined],
    ['{"a":1,"b":{"x":1},"tags":["x","y"]}\n', 'lines', 'objects', undefined],
    ['[{"a":1},{"a":2}]', 'array', 'objects', undefined],
    [PRETTY, 'array', 'objects', undefined],
    ['[{"a":1},\n{"a":2}]', 'array', 'objects', undefined],
    ['[[1,2],[3,4]]', 'array', 'arrays', undefined],
    ['[null,[1,2]]', 'array', 'arrays', undefined],
    ['{\n  "a": 1,\n  "b": [1, 2]\n}\n', 'values', 'objects', undefined],
    ['{\n"a":1\n}\n{\n"a":2\n}\n', 'values', 'objects', undefined],
    ['{"a":1}{"a":2}', 'values', 'objects', undefined],
    ['{"a":1} {"a":2}', 'values', 'objects', undefined],
    ['[1,2][3,4]', 'values', 'arrays', undefined],
    ['{"time":1,"states":[[1,2],[3,4]]}', 'array', 'arrays', 'states'],
    ['{"type":"FeatureCollection","features":[{"a":1}]}', 'array', 'objects', 'features'],
    ['{"columns":["a","b"],"data":[[1,2]]}', 'array', 'arrays', 'data'],
  ])('of %j', (content, layout, records, member) => {
    expect(detect(content).shape).toMatchObject({ layout, records, member });
  });

  it.each([
    ['[{"a":1},{"a":2},{"a', 'array', undefined],
    ['{"time":1,"states":[[1,2],[3,', 'array', 'states'],
    ['{"a":1}\n{"a":2}\n{"a', 'lines', undefined],
    ['{"a":1}\n', 'lines', undefined],
    ['{\n"a":1\n}\n{\n"a"', 'values', undefined],
  ])('of a text that begins with %j', (content, layout, member) => {
    expect(detect(content, {}, false).shape).toMatchObject({ layout, member });
  });

  it('is told with what was found, and what is left out', () => {
    const { findings } = detect('{"time":1,"states":[[1,2],[3,4]],"source":"x"}');
    expect(findings.map(({ part, value }) => [part, value])).toEqual([
      ['format', 'JSON'],
      ['encoding', 'UTF-8'],
      ['layout', 'one array of records in "states"'],
      ['records', 'values by position'],
      ['records', '"time" is not converted'],
      ['records', '"source" is not converted'],
    ]);
  });

  it('may be given: the member that holds the records, or that there is none', () => {
    const several = '{"a":[{"x":1}],"b":[{"y":1}]}';
    expect(detect(several, { member: 'b' }).shape).toMatchObject({ layout: 'array', member: 'b' });
    expect(detect('{"a":[{"x":1}]}', { member: '' }).shape).toMatchObject({
      layout: 'lines',
      member: undefined,
    });
    expect(refusal(several).message).toBe(
      't.json has several arrays of records, "a", "b"; name one with --records',
    );
    expect(refusal(several, { member: 'c' }).message).toBe(
      't.json has no member "c" (--records); it has: "a", "b"',
    );
  });
});

describe('text that holds no records', () => {
  const NUMBERED = '{"a":{"0":1,"1":2},"b":{"0":3,"1":4}}';

  it.each([
    NUMBERED,
    '{"a":{"0":1}}',
    '{"x":{"mon":1,"tue":null},"y":{"mon":3,"tue":4}}',
    JSON.stringify(JSON.parse(NUMBERED), null, 2),
  ])('is refused when it is columns by row: %j', (content) => {
    const error = refusal(content);
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toContain(
      't.json holds the columns of a table, {column: {row: value}}, not its records',
    );
  });

  it('is refused when it is columns of values', () => {
    expect(refusal('{"a":[1,2],"b":["x",null]}').message).toContain('{column: [values]}');
  });

  it('is refused when it is columns that do not end within the sample', () => {
    const many = Array.from({ length: 200 }, (_, row) => `"${row}":${row}`).join(',');
    expect(refusal(`{"a":{${many},`, {}, false).message).toContain('{column: {row: value}}');
    expect(refusal('{"a":[1,2,3,', {}, false).message).toContain('{column: [values]}');
  });

  it('is a record all the same when that is said', async () => {
    const found = await readBack(NUMBERED, { given: { member: '' } });
    expect(found.rows).toEqual([['1', '2', '3', '4']]);
  });

  it.each([
    ['{"a":[1,2],"b":[1]}'],
    ['{"a":{"x":1},"b":{"y":1}}'],
    ['{"a":{"x":1,"y":2}}'],
    ['{"a":{"x":1},"b":2}'],
  ])('does not look like one record: %s', (content) => {
    expect(detect(content).shape.layout).toBe('lines');
  });

  it.each([
    ['', BadInputError, 't.json is empty; there is nothing to convert'],
    [' \n', BadInputError, 't.json is empty; there is nothing to convert'],
    ['[ ]', BadInputError, 't.json is an empty array; there is nothing to convert'],
    ['5', RequestError, 't.json is a single value, not records; there is no table to be made of it'],
    ['[1,2,3]', RequestError, 't.json is an array of single values, not of records'],
    ['{"a":1', BadInputError, 't.json is not JSON: the text ends within an object (at byte 6)'],
    ['{"a" 1}', BadInputError, 't.json is not JSON: a ":" is missing after a key (at byte 5)'],
    ['oops', BadInputError, 't.json is not JSON: this is no JSON value (at byte 0)'],
    [
      '1,2\n3,4\n',
      BadInputError,
      't.json is not JSON: text follows the value (at byte 1); correct it there, or say',
    ],
    ['{a:1}', BadInputError, 't.json is not JSON: a key in double quotes is missing (at byte 1)'],
    [
      "{'a':1}\n{'a':2}\n",
      BadInputError,
      't.json is not JSON: a key in double quotes is missing (at byte 1)',
    ],
    ['// c\n{\n"a":1}\n', BadInputError, 't.json is not JSON: this is no JSON value (at byte 0)'],
    ['{"a":1},\n{"a":2},\n', BadInputError, 't.json has commas behind its records (the first at byte 7)'],
    ['{"a":1},{"a":2}', BadInputError, "take the commas away (sed 's/,$//'), or make the text one array"],
    ['[1,2],\n[3,4],\n', BadInputError, 't.json has commas behind its records (the first at byte 5)'],
  ])('%j is refused', (content, kind, message) => {
    const error = refusal(content);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
  });

  it('is refused when its only object goes on behind the sample and shows no records', () => {
    expect(refusal('{"a":1,"b":{"c":', {}, false).message).toContain(
      'name the member that holds them with --records',
    );
  });

  it('is refused names when records have their own', () => {
    expect(refusal('{"a":1}', { names: ['x'] }).message).toContain('--names is for records that are arrays');
  });
});

describe('what looks like JSON', () => {
  it.each(['{"a":1}', ' [\n{', '[[1', '[]', '{}', '[1,2]\n[3,4]', '\ufeff{"a":1}'])('%j does', (content) => {
    expect(looksLikeJson(Buffer.from(content))).toBe(true);
  });

  it.each(['a,b\n1,2', '"a","b"\n', '5', '{a},b\n', '[1],b\n2,3\n', ''])('%j does not', (content) => {
    expect(looksLikeJson(Buffer.from(content))).toBe(false);
  });

  it.each([
    '{a:1}',
    "{'a':1}\n{'a':2}\n",
    '{ $a_1 : {b: [1]}, c: "}" }\n',
    '{\n  a: 1\n}',
    "['a','b']\n['c','d']\n",
    '{a:1},\n{a:2},\n',
  ])('%j does, though it is none', (content) => {
    expect(looksLikeJson(Buffer.from(content))).toBe(true);
  });

  it.each([
    '{a:1},{b:2}\n',
    "{'a':1};x\n{'a':2};y\n",
    '{a:1},x\n',
    '[a],[b]\n',
    '[section]\nx=1\n',
    "['a','b'],x\n",
    '{id}\n1\n',
    "{a:it's},b\n1,2\n",
  ])('%j may be CSV', (content) => {
    expect(looksLikeJson(Buffer.from(content))).toBe(false);
  });

  it.each([
    ['x.json', true],
    ['in/x.NDJSON', true],
    ['x.jsonl.gz', true],
    ['x.json.zst', true],
    ['x.csv', false],
    ['json', false],
    ['x.json/part', false],
  ])('%s says so by its name: %s', (name, says) => {
    expect(isNamedJson(name)).toBe(says);
  });

  it('does so in UTF-16 too, and is read from it', async () => {
    const content = Buffer.from('[{"a":"é"}]', 'utf16le');
    expect(looksLikeJson(content)).toBe(true);
    expect(detect(content).shape).toMatchObject({ encoding: 'utf-16le', layout: 'array' });
    expect((await readBack(content)).rows).toEqual([['é']]);
  });
});
