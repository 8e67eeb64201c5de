import { displayRef, memoryStore, type ObjectStore } from '@parquetry/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { expandInputs } from '../src/inputs/expand-inputs.ts';
import { nameOutputs } from '../src/inputs/name-outputs.ts';
import { nameRejects } from '../src/inputs/name-rejects.ts';
import { below } from '../src/inputs/places.ts';

const KEYS = [
  'in/a.csv',
  'in/deep/b.CSV.gz',
  'in/deep/notes.txt',
  'in/deep/',
  'in/.hidden/c.csv',
  'in/_parquetry/dead-letters/d.json',
  'in/e.rejects.ndjson',
  'in/e.schema.json',
  'in-old/a.csv',
  'day=1/x1.csv',
  'day=2/x2.csv',
  'day=2/y.csv',
  'odd/[1]*.csv',
  'odd/x1.csv',
  '../up.csv',
  'twice//f.csv',
];

let lists: string[];
let store: ObjectStore;

beforeEach(async () => {
  const memory = memoryStore();
  lists = [];
  store = {
    ...memory,
    list(bucket, prefix, signal) {
      lists.push(prefix);
      return memory.list(bucket, prefix, signal);
    },
  };
  for (const key of KEYS) {
    await memory.write({ bucket: 's3://lake', key }, [Buffer.from('x\n1\n')] as never);
  }
});

const inputs = (...names: string[]) => expandInputs(names, '/work', { store });
const expand = async (...names: string[]) => (await inputs(...names)).map((input) => input.relativePath);

describe('inputs in S3', () => {
  it('are objects by their key, whatever its ending', async () => {
    expect(await expand('s3://lake/in/a.csv', 's3://lake/in/deep/notes.txt')).toEqual(['a.csv', 'notes.txt']);
    expect(lists).toEqual([]);
  });

  it('are what a directory would show of a prefix, with or without / at its end', async () => {
    const found = ['a.csv', 'deep/b.CSV.gz'];
    expect(await expand('s3://lake/in/')).toEqual(found);
    expect(await expand('s3://lake/in')).toEqual(found);
  });

  it('are those of a whole bucket', async () => {
    expect(await expand('s3://lake')).toHaveLength(9);
    expect(await expand('s3://lake/')).toContain('in-old/a.csv');
  });

  it('are what a pattern matches; only what stands before it is listed', async () => {
    expect(await expand('s3://lake/day=*/x*.csv')).toEqual(['day=1/x1.csv', 'day=2/x2.csv']);
    expect(await expand('s3://lake/in/**/*.{csv,CSV.gz}')).toEqual(['a.csv', 'deep/b.CSV.gz']);
    expect(lists).toEqual(['day=', 'in/']);
  });

  it('are the object whose key is the pattern itself, alone', async () => {
    expect(await expand('s3://lake/odd/[1]*.csv')).toEqual(['[1]*.csv']);
  });

  it('keep their keys as they are', async () => {
    const found = await inputs('s3://lake/twice/', 's3://lake/../up.csv');
    expect(found.map(({ ref }) => displayRef(ref))).toEqual([
      's3://lake/twice//f.csv',
      's3://lake/../up.csv',
    ]);
  });

  it.each([
    ['s3://lake/missing', 's3://lake/missing does not exist; check the key'],
    ['s3://lake/in/d', 'the first key that begins so is s3://lake/in/deep/b.CSV.gz'],
    ['s3://lake/in/*.xml', 's3://lake/in/*.xml: no object matches'],
    ['s3://lake/in/e', 'the first key that begins so is s3://lake/in/e.rejects.ndjson'],
    ['s3://lake/notes/', 'no .csv, .tsv, .json, .ndjson or .jsonl object'],
    ['s3://', "'' is no bucket name"],
    ['http://lake/a.csv', 'only files and objects of s3:// can be read'],
  ])('refuse %s', async (name, message) => {
    await expect(expand(name)).rejects.toThrow(message);
  });
});

describe('outputs of objects', () => {
  const name = async (from: string[], out?: string) =>
    nameOutputs({ inputs: await inputs(...from), out, formats: undefined, directory: '/work' })
      .refs.flat()
      .map(displayRef);

  it('lie beside the object that was named', async () => {
    expect(await name(['s3://lake/in/deep/b.CSV.gz'])).toEqual(['s3://lake/in/deep/b.parquet']);
  });

  it('keep relative paths below a prefix, a bucket and a directory', async () => {
    const both = (place: string) => [`${place}/a.parquet`, `${place}/deep/b.parquet`];
    expect(await name(['s3://lake/in/'], 's3://lake/out')).toEqual(both('s3://lake/out'));
    expect(await name(['s3://lake/in/'], 's3://other')).toEqual(both('s3://other'));
    expect(await name(['s3://lake/in/'], 'out')).toEqual(both('/work/out'));
  });

  it('are the object that was named', async () => {
    expect(await name(['s3://lake/in/a.csv'], 's3://other/x.avro')).toEqual(['s3://other/x.avro']);
  });

  it.each([
    [['s3://lake/in/'], undefined, 's3://lake/in/a.parquet would lie among the inputs'],
    [['s3://lake/in/'], 's3://lake/in/out/', 's3://lake/in/out/a.parquet would lie among the inputs'],
    [['s3://lake'], 's3://lake/out', 'would lie among the inputs'],
    [['s3://lake/day=*/*'], 's3://lake', 's3://lake/day=1/x1.parquet would lie among the inputs'],
    [['s3://lake/in/*.csv', 's3://lake/in-old/'], 's3://lake/in-old', 'would lie among the inputs'],
    [['s3://lake/twice/'], 'out', undefined],
  ] as const)(
    'of %j below %s are refused when a next run would find them there',
    async (from, out, message) => {
      if (message === undefined) expect(await name([...from], out)).toEqual(['/work/out/f.parquet']);
      else await expect(name([...from], out)).rejects.toThrow(message);
    },
  );

  it('may lie beside inputs that a pattern found, and does not find them', async () => {
    expect(await name(['s3://lake/day=*/x*.csv'])).toEqual([
      's3://lake/day=1/x1.parquet',
      's3://lake/day=2/x2.parquet',
    ]);
  });

  it('do not lead out of a directory', () => {
    expect(() => below('/work/out', '../up.parquet')).toThrow('../up.parquet would lead out of /work/out');
    expect(below('s3://lake/out', '../up.parquet')).toBe('s3://lake/out/../up.parquet');
  });
});

describe('rows that are set aside from objects', () => {
  const place = async (from: string[], options: { out?: string; rejects?: string } = {}) => {
    const expanded = await inputs(...from);
    const { out, rejects } = options;
    const named = nameOutputs({ inputs: expanded, out, formats: undefined, directory: '/work' });
    const refs = await nameRejects({ inputs: expanded, named, rejects, directory: '/work' });
    return refs.map(displayRef);
  };

  it('go beside the output', async () => {
    expect(await place(['s3://lake/in/a.csv'])).toEqual(['s3://lake/in/a.rejects.ndjson']);
  });

  it('go beside the root of a partitioned table', async () => {
    expect(await place(['s3://lake/day=1/'], { out: 's3://lake/table/day=1' })).toEqual([
      's3://lake/table.day=1.x1.rejects.ndjson',
    ]);
  });

  it('go to the object that is named, or below the prefix', async () => {
    const from = ['s3://lake/in/a.csv'];
    expect(await place(from, { rejects: 's3://other/bad.txt' })).toEqual(['s3://other/bad.txt']);
    expect(await place(from, { rejects: 's3://other/bad/' })).toEqual(['s3://other/bad/a.rejects.ndjson']);
    expect(await place(['s3://lake/in/'], { out: 'out', rejects: 's3://other/bad' })).toEqual([
      's3://other/bad/a.rejects.ndjson',
      's3://other/bad/deep/b.rejects.ndjson',
    ]);
  });

  it.each([
    [['s3://lake/in/'], { out: 'out', rejects: 's3://lake/in/bad/' }, 'would lie among the inputs'],
    [['s3://lake/in/a.csv'], { rejects: 's3://lake/in/a.csv' }, 'it is an input'],
    [['s3://lake/in/a.csv'], { rejects: 's3://lake/t/day=1/bad.ndjson' }, 'lies in a partitioned table'],
    [['s3://lake/in/a.csv'], { out: 's3://lake/day=3/a.parquet' }, 'rows that are set aside need a place'],
    [['s3://lake/in/a.csv'], { rejects: 's3://other' }, 's3://other names a prefix, not an object'],
  ])('of %j with %j are refused', async (from, options, message) => {
    await expect(place(from, options)).rejects.toThrow(message);
  });
});
