import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillTemplate, uuidOf } from '../../src/payloads/fill-template.ts';
import type { PayloadSource } from '../../src/payloads/payload-source.ts';
import { type Payload, preparePayloads } from '../../src/payloads/prepare-payloads.ts';
import { readPayloadPath } from '../../src/payloads/read-payload-file.ts';
import { weightedTurns } from '../../src/payloads/weighted-turns.ts';

const prepare = (source: PayloadSource, keep = false) => preparePayloads(source, { runId: 'run', keep });
const textOf = ({ body }: Payload) => new TextDecoder().decode(body);
const description = 'a test';

test('one payload is sent every time', async () => {
  const payloads = await prepare({ kind: 'single', text: '{"a":1}', description });
  expect([textOf(payloads.of(0, 0)), textOf(payloads.of(9, 99))]).toEqual(['{"a":1}', '{"a":1}']);
  expect([payloads.told.kind, payloads.told.count, payloads.told.bytes, payloads.most]).toEqual([
    'single',
    1,
    7,
    null,
  ]);
});

test('payloads are not told unless that was asked for', async () => {
  const source: PayloadSource = { kind: 'single', text: '{"secret":1}', description };
  expect(JSON.stringify((await prepare(source)).told)).not.toContain('secret');
  expect((await prepare(source, true)).told.kept).toEqual(['{"secret":1}']);
});

test('every size gets the same payloads in the same turns', async () => {
  const choices = [
    { text: '"a"', weight: 3 },
    { text: '"b"', weight: 1 },
  ];
  const payloads = await prepare({ kind: 'weighted', choices, description });
  const turns = Array.from({ length: 8 }, (_, turn) => textOf(payloads.of(turn, turn * 100)));
  expect(turns.filter((text) => text === '"a"')).toHaveLength(6);
  expect(textOf(payloads.of(1, 5))).toBe(textOf(payloads.of(1, 500)));
});

test('every beginning of weighted turns is within one of its shares', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 200 }), (list, count) => {
      const total = list.reduce((sum, weight) => sum + weight, 0);
      const turns = weightedTurns(list, count);
      for (const [index, weight] of list.entries()) {
        const times = turns.filter((turn) => turn === index).length;
        expect(Math.abs(times - (count * weight) / total)).toBeLessThan(list.length);
      }
    }),
  );
});

test('a template is another payload in every invocation, and the same in a resumed run', async () => {
  const text = '{"id":"{{uuid}}","n":{{index}}}';
  const payloads = await prepare({ kind: 'template', text, description });
  const sent = Array.from({ length: 50 }, (_, index) => textOf(payloads.of(0, index)));
  expect(new Set(sent).size).toBe(50);
  expect(JSON.parse(sent[7]!)).toEqual({ id: uuidOf('run', 7), n: 7 });
  expect(payloads.told.kind).toBe('unique');
  expect(fillTemplate(text, 'other-run', 7)).not.toBe(sent[7]);
});

test('a UUID has its version and variant', () => {
  for (let index = 0; index < 100; index += 1) {
    expect(uuidOf('run', index)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
});

async function* slowly(...texts: string[]) {
  yield* texts;
}

test('a list is sent in turn, or each of it once', async () => {
  const texts = ['1', '2', '3'];
  const inTurn = await prepare({ kind: 'list', texts: slowly(...texts), once: false, description });
  expect([0, 1, 2, 3].map((turn) => textOf(inTurn.of(turn, 0)))).toEqual(['1', '2', '3', '1']);
  const once = await prepare({ kind: 'list', texts, once: true, description });
  expect([0, 1, 2].map((sent) => textOf(once.of(0, sent)))).toEqual(['1', '2', '3']);
  expect([once.most, once.told.kind]).toEqual([3, 'unique']);
});

test.each<[string, PayloadSource]>([
  ['has no payload', { kind: 'list', texts: [], once: false, description }],
  ['payload 2 of a test is no JSON', { kind: 'list', texts: ['1', '{'], once: false, description }],
  ['weights are positive', { kind: 'weighted', choices: [{ text: '1', weight: 0 }], description }],
  ['Lambda takes 6 MB at most', { kind: 'single', text: JSON.stringify('x'.repeat(7 << 20)), description }],
])('what cannot be sent is refused: %s', async (message, source) => {
  await expect(prepare(source)).rejects.toThrow(message);
});

test('the hash is of all of them, in order', async () => {
  const hashOf = async (...texts: string[]) =>
    (await prepare({ kind: 'list', texts, once: false, description })).told.sha256;
  const hashes = await Promise.all([hashOf('1', '2'), hashOf('2', '1'), hashOf('12'), hashOf('1')]);
  expect(new Set(hashes).size).toBe(4);
});

test('a file, a directory, lines, weights and a template are known by what they are', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-payloads-'));
  try {
    const write = (name: string, text: string) => writeFile(join(directory, name), text);
    await mkdir(join(directory, 'all'));
    await write('all/b.json', '2');
    await write('all/a.json', '1');
    await write('all/.hidden', 'no');
    await write('one.json', '{"a":1}');
    await write('lines.ndjson', '1\n\n2\r\n');
    await write('weights.json', '[{"payload":{"a":1},"weight":2}]');
    await write('template.json', '{"id":"{{uuid}}"}');
    const read = (name: string) => readPayloadPath(join(directory, name), false);
    const textsOf = async (name: string) => {
      const source = await read(name);
      return source.kind === 'list' ? Array.fromAsync(source.texts) : source;
    };
    expect(await textsOf('all')).toEqual(['1', '2']);
    expect(await textsOf('lines.ndjson')).toEqual(['1', '2']);
    expect(await read('one.json')).toEqual({ kind: 'single', text: '{"a":1}', description: 'one.json' });
    expect((await read('weights.json')).kind).toBe('weighted');
    expect((await read('template.json')).kind).toBe('template');
  } finally {
    await rm(directory, { recursive: true });
  }
});
