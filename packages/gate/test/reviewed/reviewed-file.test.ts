import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseSlowdown, slowdownText } from '../../src/reviewed/parse-slowdown.ts';
import { readReviewedFile } from '../../src/reviewed/read-reviewed-file.ts';
import { REVIEWED_FILE } from '../../src/reviewed/reviewed-file.ts';
import { acceptSlowdown, declareCounters } from '../../src/reviewed/write-reviewed-file.ts';
import { GateFailure } from '../../src/unit/gate-failure.ts';

const BASE = 'a'.repeat(40);
const slower = {
  benchmark: 'small-files',
  metric: 'cpu',
  upTo: 0.08,
  because: 'checks more',
  base: BASE,
} as const;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reviewed-'));
});
afterEach(() => rm(directory, { recursive: true }));

const path = () => join(directory, REVIEWED_FILE);
const write = (text: string) => writeFile(path(), text);
const written = () => readFile(path(), 'utf8');

async function failureOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof GateFailure && error.kind === 'reviewed-file') return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('reading', () => {
  test('a project without the file has none', async () => {
    expect(await readReviewedFile(directory)).toBeUndefined();
  });

  test('an empty object declares nothing and accepts nothing', async () => {
    await write('{}');
    expect(await readReviewedFile(directory)).toEqual({
      benchmarks: {},
      scenarios: [],
      accepted: [],
      counters: {},
    });
  });

  test('text that is no JSON is told with path and place', async () => {
    await write('{\n  "scenarios": ["a",]\n}');
    const failure = await failureOf(() => readReviewedFile(directory));
    expect(failure).toContain(`${path()} is no JSON`);
    expect(failure).toContain('"a",]');
    expect(failure).not.toContain('\n');
  });

  test('a key that nobody knows is told by name, not ignored', async () => {
    await write('{"acepted": []}');
    const failure = await failureOf(() => readReviewedFile(directory));
    expect(failure).toContain(path());
    expect(failure).toContain('acepted');
  });

  test.each([
    ['a slowdown without a reason', { ...slower, because: '' }, 'accepted[1].because'],
    ['one of a metric that does not exist', { ...slower, metric: 'cpus' }, 'accepted[1].metric'],
    ['one without a base', { ...slower, base: undefined }, 'accepted[1].base'],
    ['one without end', { ...slower, upTo: 1e9 }, 'accepted[1].upTo'],
  ])('%s is told with its place', async (_what, entry, place) => {
    await write(JSON.stringify({ accepted: [{ ...slower, benchmark: 'other' }, entry] }));
    expect(await failureOf(() => readReviewedFile(directory))).toContain(place);
  });

  test('two slowdowns of one benchmark and metric are refused: one would hide the other', async () => {
    await write(JSON.stringify({ accepted: [slower, { ...slower, upTo: 0.5 }] }));
    const failure = await failureOf(() => readReviewedFile(directory));
    expect(failure).toContain('accepted[0] and accepted[1] are both about cpu of small-files');
  });

  test('a file that cannot be read is not an absent one', async () => {
    await expect(readReviewedFile(`${directory}\0`)).rejects.toThrow();
  });
});

describe('a slowdown as it is typed', () => {
  test.each([
    ['8%', 0.08],
    ['8.2 %', 0.082],
    [' 0.5%', 0.005],
    ['1000%', 10],
  ])('%s is %d', (text, share) => {
    expect(parseSlowdown(text)).toBe(share);
    expect(parseSlowdown(slowdownText(share))).toBe(share);
  });

  test.each(['8', '0.08', '0%', '-5%', '', '%', '1e1%', '2000%', '5%%', '8% or so'])(
    '%j is refused, with an example',
    async (text) => {
      expect(await failureOf(() => parseSlowdown(text))).toContain('--up-to 8%');
    },
  );
});

describe('accepting', () => {
  test('the file is made where there is none, and read back as it was meant', async () => {
    expect(await acceptSlowdown(directory, slower)).toBe(path());
    expect((await readReviewedFile(directory))?.accepted).toEqual([slower]);
    expect(await written()).toBe(`${JSON.stringify({ accepted: [slower] }, null, 2)}\n`);
  });

  test('what stands in the file keeps its place and its words', async () => {
    const file = { counters: { b: { requests: 2 }, a: {} }, build: null, scenarios: ['s3-small'] };
    await write(`${JSON.stringify(file, null, 2)}\n`);
    await acceptSlowdown(directory, slower);
    expect(await written()).toBe(`${JSON.stringify({ ...file, accepted: [slower] }, null, 2)}\n`);
  });

  test('the same benchmark and metric are replaced where they stand, others stay', async () => {
    const wall = { ...slower, metric: 'wall' } as const;
    const later = { ...slower, upTo: 0.03, because: 'measured again', base: 'b'.repeat(40) };
    await acceptSlowdown(directory, slower);
    await acceptSlowdown(directory, wall);
    await acceptSlowdown(directory, later);
    expect((await readReviewedFile(directory))?.accepted).toEqual([later, wall]);
  });

  test('accepting twice writes the same bytes', async () => {
    await acceptSlowdown(directory, slower);
    const once = await written();
    await acceptSlowdown(directory, slower);
    expect(await written()).toBe(once);
  });

  test('a reason of nothing but blanks is none, and nothing is written', async () => {
    expect(await failureOf(() => acceptSlowdown(directory, { ...slower, because: ' \n' }))).toContain(
      '--because',
    );
    expect(await readdir(directory)).toEqual([]);
  });

  test('a damaged file is not written over', async () => {
    await write('{"accepted": [');
    await failureOf(() => acceptSlowdown(directory, slower));
    expect(await written()).toBe('{"accepted": [');
  });

  test('a slowdown that the file may not hold is not written', async () => {
    await failureOf(() => acceptSlowdown(directory, { ...slower, upTo: 0 }));
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('declaring counters', () => {
  test('counters of a named benchmark are replaced as a whole, in the order of names; others stay', async () => {
    await write(JSON.stringify({ counters: { tree: { packages: 12 }, s3: { requests: 3, gone: 1 } } }));
    await declareCounters(directory, { s3: { requests: 2, bytes: 10 } }, 'one request fewer');
    const file = await readReviewedFile(directory);
    expect(file?.counters).toEqual({ tree: { packages: 12 }, s3: { requests: 2, bytes: 10 } });
    expect(file?.countersBecause).toBe('one request fewer');
    expect(Object.keys(file?.counters ?? {})).toEqual(['s3', 'tree']);
    expect(Object.keys(file?.counters['s3'] ?? {})).toEqual(['bytes', 'requests']);
  });

  test('a benchmark without a counter leaves the file', async () => {
    await write(JSON.stringify({ counters: { old: { rows: 1 }, s3: { requests: 3 } } }));
    await declareCounters(directory, { old: {} }, 'removed');
    expect((await readReviewedFile(directory))?.counters).toEqual({ s3: { requests: 3 } });
  });

  test('without a reason nothing is declared', async () => {
    expect(await failureOf(() => declareCounters(directory, { s3: { requests: 2 } }, ''))).toContain(
      '--because',
    );
  });
});
