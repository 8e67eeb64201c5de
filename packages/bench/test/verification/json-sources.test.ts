import { type ConversionPlan, describeSource, memoryStore, planConversions } from '@parquetry/core';
import { expect, it } from 'vitest';
import { expectedRows, whatIsNotVerified } from '../../src/verification/expected-rows.ts';
import { put } from './support/cases.ts';

const ref = { bucket: 'in', key: 'in.ndjson' };
const output = { format: 'avro', ref: { bucket: 'out', key: 'out.avro' }, codec: 'null' } as const;

async function planned(text: string | Uint8Array, key = ref.key) {
  const store = memoryStore();
  await put(store, { ...ref, key }, text);
  const source = await describeSource(store, { ...ref, key });
  const options = { declared: new Map(), undeclared: 'infer', shareSchema: false } as const;
  const [plan] = await planConversions(store, [{ source, outputs: [output] }], options);
  return { store, plan: plan! };
}

async function rowsOf({ store, plan }: { store: ReturnType<typeof memoryStore>; plan: ConversionPlan }) {
  const batches = await Array.fromAsync(expectedRows(store, plan));
  return batches.flatMap(({ rowCount, columns }) =>
    Array.from({ length: rowCount }, (_, row) => columns.map((cells) => cells[row])),
  );
}

it.each<[string, string | Uint8Array, unknown[][]]>([
  [
    'lines',
    '{"n":1,"s":"one"}\n{"s":"two","n":2}\n',
    [
      [1n, 'one'],
      [2n, 'two'],
    ],
  ],
  ['a last line without its end, blank lines, CRLF', '{"n":1}\r\n\r\n{"n":2}', [[1n], [2n]]],
  [
    'missing keys and nulls',
    '{"a":1,"b":null}\n{"b":"x"}\n',
    [
      [1n, null],
      [null, 'x'],
    ],
  ],
  [
    'integers beyond a double',
    '{"n":9007199254740993}\n{"n":-9223372036854775808}\n',
    [[9007199254740993n], [-(2n ** 63n)]],
  ],
  [
    'doubles with their digits',
    '{"x":0.1}\n{"x":1e3}\n{"x":12345678901234567e-5}\n',
    [[0.1], [1000], [123456789012.34567]],
  ],
  ['booleans', '{"b":true}\n{"b":false}\n', [[true], [false]]],
  ['strings that look like numbers stay text', '{"s":"007"}\n{"s":""}\n', [['007'], ['']]],
  ['escapes', '{"s":"a\\n\\"b\\" \\u00e9 \\ud83d\\ude00"}\n', [['a\n"b" é 😀']]],
  [
    'objects inside',
    '{"a":{"b":1,"c":"x"}}\n{"a":{"b":2}}\n{"a":{}}\n',
    [
      [1n, 'x'],
      [2n, null],
      [null, null],
    ],
  ],
  ['UTF-16', Buffer.from('\uFEFF{"s":"é"}\n{"s":"😀"}\n', 'utf16le'), [['é'], ['😀']]],
  ['an array', '[{"n":1},\n{"n":2}]', [[1n], [2n]]],
  ['an array in a member', '{"time":1,"rows":[{"n":1},{"n":2}]}', [[1n], [2n]]],
  [
    'records that are arrays',
    '[[1,"a"],[2,"b"]]',
    [
      [1n, 'a'],
      [2n, 'b'],
    ],
  ],
])('JSON.parse reads %s', async (_, text, rows) => {
  const source = await planned(text, 'in.json');
  expect(whatIsNotVerified(source.plan)).toBeUndefined();
  expect(await rowsOf(source)).toEqual(rows);
});

it.each([
  [
    'columns of JSON text',
    '{"a":[1,2]}\n{"a":[3]}\n',
    /columns that hold JSON text, such as "a"/,
    [['[1,2]'], ['[3]']],
  ],
  [
    'records over several lines',
    '{\n"n":1}\n{\n"n":2}\n',
    /records that neither lines nor an array divide/,
    [[1n], [2n]],
  ],
])('%s are read by the project alone, and that is said', async (_, text, why, rows) => {
  const source = await planned(text);
  expect(whatIsNotVerified(source.plan)).toMatch(why);
  expect(await rowsOf(source)).toEqual(rows);
});
