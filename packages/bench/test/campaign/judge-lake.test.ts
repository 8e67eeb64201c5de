import { describe, expect, test } from 'vitest';
import { isFaultless } from '../../src/campaign/judge/judgement.ts';
import { avroOf, deliveredLake, type HandMadeLake, parquetOf } from './support/hand-made-lake.ts';

const none = { count: 0, first: [] };
const FAULTLESS = { lost: none, doubled: none, wrong: none, stray: none, leaked: none, changed: none };

/** A lake that was delivered as it should be, changed, and judged. */
async function judged(change: (lake: HandMadeLake) => Promise<void>) {
  const lake = await deliveredLake();
  await change(lake);
  return lake.judge();
}

describe('the judge', () => {
  test('finds nothing where every source was delivered or is a dead letter', async () => {
    const judgement = await judged(async () => {});
    expect(judgement).toMatchObject({
      offered: 3,
      delivered: 2,
      deadLettered: [{ kind: 'data-quality', code: 'BadInputError', letters: 1, first: 'bad' }],
      rows: 11,
      verifiedBy: { parquet: 'hyparquet', avro: 'parquetry' },
      ...FAULTLESS,
    });
    expect(isFaultless(judgement)).toBe(true);
  });

  test('finds a source lost that has neither output nor dead letter', async () => {
    const judgement = await judged(async (lake) => {
      await lake.remove('out/a/0.parquet');
      await lake.remove('out/a/0.avro');
    });
    expect(judgement).toMatchObject({
      delivered: 1,
      ...FAULTLESS,
      lost: {
        count: 1,
        first: ['a/0.csv: there is no out/a/0.parquet, no out/a/0.avro, and no dead letter'],
      },
    });
    expect(isFaultless(judgement)).toBe(false);
  });

  test('finds a source lost that has but one of its outputs', async () => {
    const { lost, delivered } = await judged((lake) => lake.remove('out/a/0.avro'));
    expect(lost.first).toEqual(['a/0.csv: there is no out/a/0.avro, and no dead letter']);
    expect(delivered).toBe(1);
  });

  test('finds a bad source lost that has no dead letter', async () => {
    const { lost } = await judged((lake) => lake.remove('out/_parquetry/dead-letters/bad.csv.json'));
    expect(lost.first).toEqual([expect.stringMatching(/^bad\.csv: there is no /)]);
  });

  test('finds rows lost within an output', async () => {
    const judgement = await judged(async (lake) => {
      await lake.put('out/a/0.avro', await avroOf(lake.rows('a/0.csv').slice(0, 6)));
    });
    expect(judgement).toMatchObject({ ...FAULTLESS, lost: { count: 1 }, delivered: 1 });
    expect(judgement.lost.first).toEqual([
      expect.stringMatching(/^a\/0\.csv: s3:\/\/lake\/out\/a\/0\.avro lacks 2 rows; avro: expected 8 rows/),
    ]);
  });

  test('finds rows doubled within an output', async () => {
    const judgement = await judged(async (lake) => {
      const rows = lake.rows('a/0.csv');
      await lake.put('out/a/0.parquet', await parquetOf([...rows, ...rows.slice(0, 1)]));
    });
    expect(judgement).toMatchObject({ ...FAULTLESS, doubled: { count: 1 }, delivered: 1 });
    expect(judgement.doubled.first).toEqual([expect.stringContaining('out/a/0.parquet has a row too many')]);
  });

  test('finds rows lost where as many of others are there', async () => {
    const { lost } = await judged(async (lake) => {
      const [first, , ...rest] = lake.rows('a/0.csv');
      await lake.put('out/a/0.parquet', await parquetOf([first!, first!, ...rest]));
    });
    expect(lost.first).toEqual([expect.stringContaining('out/a/0.parquet lacks a row')]);
  });

  test('finds another value', async () => {
    const judgement = await judged(async (lake) => {
      const [first, ...rest] = lake.rows('b 1.csv');
      await lake.put('out/b 1.avro', await avroOf([{ ...first!, payload: 'other' }, ...rest]));
    });
    expect(judgement).toMatchObject({ ...FAULTLESS, wrong: { count: 1 } });
    expect(judgement.wrong.first).toEqual([
      expect.stringMatching(/^b 1\.csv: .*out\/b 1\.avro: avro: row 1, column "payload": expected /),
    ]);
  });

  test('finds an output lost that cannot be read', async () => {
    const { lost } = await judged((lake) => lake.put('out/b 1.parquet', 'torn'));
    expect(lost.first).toEqual([expect.stringContaining('out/b 1.parquet cannot be read')]);
  });

  test('finds a source doubled whose rows are there under another name', async () => {
    const judgement = await judged((lake) => lake.copy('out/b 1.parquet', 'out/b 1 (2).parquet'));
    expect(judgement).toMatchObject({ ...FAULTLESS, doubled: { count: 1 }, delivered: 2 });
    expect(judgement.doubled.first).toEqual([
      's3://lake/out/b 1 (2).parquet holds rows of b 1.csv once more',
    ]);
  });

  test('finds a source doubled that was delivered and is a dead letter', async () => {
    const judgement = await judged((lake) => lake.letter('a/0.csv'));
    expect(judgement).toMatchObject({ ...FAULTLESS, doubled: { count: 1 }, delivered: 1 });
    expect(judgement.doubled.first).toEqual(['a/0.csv was delivered, and is a dead letter: bad']);
  });

  test('finds what lies among the outputs and is none', async () => {
    const { stray } = await judged((lake) => lake.put('out/a/0.parquet.tmp', 'half'));
    expect(stray).toEqual({ count: 1, first: ['s3://lake/out/a/0.parquet.tmp is no output'] });
  });

  test('finds dead letters that tell of no job, or of no source', async () => {
    const { stray } = await judged(async (lake) => {
      await lake.put('out/_parquetry/dead-letters/torn.json', '{');
      await lake.put('out/_parquetry/dead-letters/silent.json', '{"job":{}}');
      await lake.letter('nobody.csv');
    });
    expect(stray.count).toBe(3);
    expect(stray.first).toEqual([
      's3://lake/out/_parquetry/dead-letters/nobody.csv.json is of in/nobody.csv, which is no source',
      expect.stringMatching(/silent\.json tells of no job: /),
      expect.stringMatching(/torn\.json tells of no job: /),
    ]);
  });

  test('leaves half of a dead letter be where it is right, and not where it is wrong', async () => {
    const half = async (lake: HandMadeLake) => {
      await lake.letter('a/0.csv', { kind: 'transient', code: 'timeout', message: 'no answer' });
      await lake.remove('out/a/0.avro');
    };
    const right = await judged(half);
    expect(right).toMatchObject({ ...FAULTLESS, delivered: 1 });
    expect(right.deadLettered).toHaveLength(2);
    const wrong = await judged(async (lake) => {
      await half(lake);
      await lake.copy('out/b 1.parquet', 'out/a/0.parquet');
    });
    expect(wrong.lost.first).toEqual([expect.stringContaining('out/a/0.parquet lacks 8 rows')]);
  });

  test('finds an output of a source that nothing can be made of', async () => {
    const judgement = await judged((lake) => lake.copy('out/b 1.parquet', 'out/bad.parquet'));
    expect(isFaultless(judgement)).toBe(false);
    expect(judgement.delivered).toBe(2);
  });

  test('finds uploads that were left open, by the count of the server and by its list', async () => {
    const counted = await judged(async (lake) => {
      lake.uploads = { created: 9, completed: 5, aborted: 2 };
    });
    expect(counted).toMatchObject({ ...FAULTLESS, leaked: { count: 2, first: [] } });
    const named = await judged(async (lake) => {
      lake.open.push({ ref: { bucket: 's3://lake', key: 'out/a/0.avro' }, uploadId: 'u1' });
    });
    expect(named.leaked).toEqual({ count: 1, first: ['upload u1 of s3://lake/out/a/0.avro is open'] });
  });

  test('finds sources that have changed, are gone or are new', async () => {
    const { changed } = await judged(async (lake) => {
      await lake.put('in/bad.csv', 'id\n1\n');
      await lake.remove('in/b 1.csv');
      await lake.remove('out/b 1.parquet');
      await lake.remove('out/b 1.avro');
      await lake.put('in/new.csv', 'id\n');
    });
    expect(changed.first.toSorted()).toEqual([
      's3://lake/in/b 1.csv is gone',
      expect.stringMatching(/^s3:\/\/lake\/in\/bad\.csv was v\d+, is v\d+$/),
      's3://lake/in/new.csv was not there',
    ]);
  });

  test('names the first of many, and counts them all', async () => {
    const { stray } = await judged(async (lake) => {
      for (let n = 0; n < 9; n += 1) await lake.put(`out/other ${n}`, 'x');
    });
    expect(stray.count).toBe(9);
    expect(stray.first).toHaveLength(5);
  });
});
