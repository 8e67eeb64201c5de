import { collectBytes } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { caseText, parseCase } from '../src/cases/fuzz-case.ts';
import { makeCase } from '../src/cases/make-case.ts';
import { choppingStore } from '../src/conversion/chopping-store.ts';
import { Random } from '../src/random.ts';
import { shrinkCase } from '../src/shrink-case.ts';

const CASES = Array.from({ length: 300 }, (_, number) => number);

describe('the cases of a seed', () => {
  it('are the same every time, and others for another seed', () => {
    for (const number of CASES.slice(0, 50)) expect(makeCase(5, number)).toEqual(makeCase(5, number));
    expect(CASES.slice(0, 50).map((number) => caseText(makeCase(5, number)))).not.toEqual(
      CASES.slice(0, 50).map((number) => caseText(makeCase(6, number))),
    );
  });

  it('survive being written to a file', () => {
    for (const number of CASES) expect(parseCase(caseText(makeCase(1, number)))).toEqual(makeCase(1, number));
  });

  it('are of every sort', () => {
    const cases = CASES.map((number) => makeCase(1, number));
    const share = (test: (one: ReturnType<typeof makeCase>) => boolean) =>
      cases.filter(test).length / cases.length;
    expect(share(({ meant }) => meant !== undefined)).toBeGreaterThan(0.05);
    expect(share(({ files }) => files.length > 1)).toBeGreaterThan(0.01);
    expect(share(({ options }) => options.source.kind === 'json')).toBeGreaterThan(0.1);
    expect(share(({ options }) => options.compression !== 'none')).toBeGreaterThan(0.05);
    expect(share(({ options }) => options.source.encoding === 'utf-16be')).toBeGreaterThan(0.005);
  });
});

it('chance is spread evenly', () => {
  const random = new Random(1, 2);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let draw = 0; draw < 10_000; draw += 1) counts[random.below(10)]! += 1;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

it('a store that cuts its chunks gives the bytes it holds', async () => {
  const store = choppingStore();
  const ref = { bucket: 'b', key: 'k' };
  const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index);
  await store.write(
    ref,
    (async function* () {
      yield bytes;
    })(),
  );
  for (const seed of [1, 2, 3]) {
    store.chopBy(seed);
    const chunks = await Array.fromAsync(store.read(ref));
    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(await collectBytes(store.read(ref))));
  }
});

describe('shrinking', () => {
  it('keeps what matters, and nothing else', async () => {
    const big = makeCase(1, 0, 'csv');
    const noise = Buffer.from('x'.repeat(200));
    const fuzzCase = {
      ...big,
      files: [Buffer.concat([noise, Buffer.from('"'), noise, Buffer.from(','), noise])],
    };
    const { meant: _, ...given } = fuzzCase;
    const smallest = await shrinkCase(
      given,
      async ({ files: [file] }) => Buffer.from(file!).toString().replaceAll('x', '') === '",',
      () => true,
    );
    expect(Buffer.from(smallest.files[0]!).toString()).toBe('",');
    expect(smallest.options).toMatchObject({ compression: 'none', source: {}, declared: [] });
  });

  it('stops when its time is up', async () => {
    const given = makeCase(1, 0, 'csv');
    const smallest = await shrinkCase(
      given,
      async () => true,
      () => false,
    );
    expect(smallest.files).toEqual(given.files);
  });
});
