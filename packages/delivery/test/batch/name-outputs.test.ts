import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outputRefs, stemOf } from '../../src/jobs/name-outputs.ts';
import { output, recipeOf, source } from './support/recipes.ts';

const recipe = recipeOf({ rejects: { bucket: 's3://lake', prefix: 'odd/' } });
const outputOf = (name: string) => outputRefs(recipe, source(name)).outputs[0]!.key.slice('out/'.length);

test.each([
  ['a/b.csv', 'a/b.parquet'],
  ['a/b.csv.gz', 'a/b.parquet'],
  ['a/b.NDJSON.ZST', 'a/b.parquet'],
  ['a/b.gz', 'a/b.parquet'],
  ['a/b', 'a/b.parquet'],
  ['a/b.dat', 'a/b.dat.parquet'],
  ['a.csv/b.csv', 'a.csv/b.parquet'],
  ['a/.csv', 'a/.csv.parquet'],
  ['.csv.gz', '.csv.parquet'],
  ['a/b.csv.csv', 'a/b.csv.parquet'],
  ['day=1/ümläut 日本.csv', 'day=1/ümläut 日本.parquet'],
  ['a//b.csv', 'a//b.parquet'],
  ['/../a b+%20.csv', '/../a b+%20.parquet'],
  ['a\\b\n.csv', 'a\\b\n.parquet'],
])('%j is written to %j in S3', (key, expected) => {
  expect(outputOf(key)).toBe(expected);
});

test('a source has one output for each format, in the order of the recipe, and a place for rejected rows', () => {
  const both = recipeOf({
    rejects: { bucket: 's3://odd', prefix: '' },
    outputs: [
      { format: 'avro', codec: 'null' },
      { format: 'parquet', codec: 'snappy' },
    ],
  });
  expect(outputRefs(both, source('a/b.csv'))).toEqual({
    outputs: [output('a/b.avro'), output('a/b.parquet')],
    rejects: { bucket: 's3://odd', key: 'a/b.rejects.ndjson' },
  });
});

test('a recipe without a place for rejected rows names none', () => {
  expect(outputRefs(recipeOf(), source('a.csv'))).not.toHaveProperty('rejects');
});

test('a source that lies elsewhere is refused', () => {
  const named = (bucket: string, key: string) => () => outputRefs(recipe, { bucket, key });
  expect(named('s3://lake', 'inner/a.csv')).toThrow(
    's3://lake/inner/a.csv does not lie below s3://lake/in/; give the recipe that is for it',
  );
  expect(named('s3://other', 'in/a.csv')).toThrow('does not lie below');
});

describe('outputs that are files', () => {
  const toFiles = recipeOf({ to: { bucket: '/data', prefix: 'out/' } });

  test.each(['../a.csv', 'a/../../b.csv', '/etc/a.csv', 'a//b.csv', './a.csv', 'a/\0.csv'])(
    '%j is no name for a file',
    (name) => {
      expect(() => outputRefs(toFiles, source(name))).toThrow('no file below /data can be named');
    },
  );

  test('names with dots are names', () => {
    expect(outputRefs(toFiles, source('..a/b..csv')).outputs).toEqual([
      { bucket: '/data', key: 'out/..a/b..parquet' },
    ]);
  });
});

test('keys are kept byte for byte: the stem begins the key, and only endings are missing', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '.csv', '.json.gz', '.TXT'),
      (name, ending) => {
        const key = name + ending;
        expect(key.startsWith(stemOf(key))).toBe(true);
        expect(key.slice(stemOf(key).length)).toMatch(/^(\.(csv|tsv|txt|json|ndjson|jsonl))?(\.(gz|zst))?$/i);
      },
    ),
  );
});
