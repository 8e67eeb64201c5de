import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { displayRef, type OutputFormat } from '@parquetry/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { expandInputs, STDIN } from '../src/inputs/expand-inputs.ts';
import { nameOutputs } from '../src/inputs/name-outputs.ts';
import { nameRejects } from '../src/inputs/name-rejects.ts';
import { useDirectory } from './support/run-cli.ts';

const directory = useDirectory();

beforeEach(async () => {
  for (const path of ['in/a.csv', 'in/deep/b.CSV', 'in/deep/c.csv.gz', 'in/notes.txt', 'd.tsv']) {
    await mkdir(join(directory(), path, '..'), { recursive: true });
    await writeFile(join(directory(), path), 'x\n1\n');
  }
});

const expand = async (...inputs: string[]) =>
  (await expandInputs(inputs, directory())).map((input) => input.relativePath);

describe('inputs', () => {
  it('are files by name, whatever their ending', async () => {
    expect(await expand('d.tsv', 'in/notes.txt')).toEqual(['d.tsv', 'notes.txt']);
  });

  it('are the CSV files below a directory, with their paths below it', async () => {
    expect(await expand('in')).toEqual(['a.csv', 'deep/b.CSV', 'deep/c.csv.gz']);
  });

  it('are JSON files, packed ones and those in capitals, too, but nothing that a conversion left there', async () => {
    const found = ['a.csv.zst', 'b.json', 'c.ndjson.gz', 'd.jsonl', 'e.TSV.GZ'];
    for (const path of [...found, 'a.rejects.ndjson', 'a.schema.json', 'f.parquet', 'g.txt']) {
      await mkdir(join(directory(), 'more'), { recursive: true });
      await writeFile(join(directory(), 'more', path), '');
    }
    expect(await expand('more')).toEqual(found);
    expect(await expand('more/a.rejects.ndjson')).toEqual(['a.rejects.ndjson']);
  });

  it('are what a glob matches, with paths below its fixed part', async () => {
    expect(await expand('in/**/*.csv.gz')).toEqual(['deep/c.csv.gz']);
    expect(await expand('*.tsv')).toEqual(['d.tsv']);
  });

  it('do not lead out of a directory through a link', async () => {
    await symlink('..', join(directory(), 'in/loop'));
    expect(await expand('in')).toEqual(['a.csv', 'deep/b.CSV', 'deep/c.csv.gz']);
  });

  it('are taken once, however often they are named', async () => {
    expect(await expand('in/a.csv', 'in', './in/a.csv')).toHaveLength(3);
  });

  it.each([
    ['missing.csv', 'missing.csv does not exist; check the path'],
    ['in/*.xml', 'in/*.xml: no file matches'],
    ['/dev/null', '/dev/null can be read only once; hand it over as stdin'],
    ['s3://bucket/key', 'only local files can be read here'],
  ])('refuse %s', async (input, message) => {
    await expect(expand(input)).rejects.toThrow(message);
  });

  it('refuse a directory without CSV, naming what was looked for', async () => {
    await mkdir(join(directory(), 'empty'));
    await expect(expand('empty')).rejects.toThrow('empty: no .csv, .tsv, .json, .ndjson or .jsonl file');
  });
});

describe('outputs', () => {
  const name = async (inputs: string[], out?: string, formats?: OutputFormat[]) => {
    const named = nameOutputs({
      inputs: await expandInputs(inputs, directory()),
      out,
      formats,
      directory: directory(),
    });
    return named.refs.map((refs) => refs.map((ref) => displayRef(ref).replace(`${directory()}/`, '')));
  };

  it('lie beside their input when nothing is said', async () => {
    expect(await name(['in'])).toEqual([['in/a.parquet'], ['in/deep/b.parquet'], ['in/deep/c.parquet']]);
  });

  it('keep relative paths below a directory', async () => {
    expect(await name(['in'], 'out', ['parquet', 'avro'])).toEqual([
      ['out/a.parquet', 'out/a.avro'],
      ['out/deep/b.parquet', 'out/deep/b.avro'],
      ['out/deep/c.parquet', 'out/deep/c.avro'],
    ]);
  });

  it('are the file that was named, in the format of its ending', async () => {
    expect(await name(['in/a.csv'], 'x.parquet')).toEqual([['x.parquet']]);
    expect(await name(['in/a.csv'], 'x.avro')).toEqual([['x.avro']]);
  });

  it('are named without the endings of what is read', async () => {
    const inputs = ['a.csv.zst', 'b.json', 'c.ndjson.gz', 'd.jsonl', 'e.txt', 'f.dat'];
    for (const path of inputs) await writeFile(join(directory(), path), '');
    const names = (await name(inputs)).flat();
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e', 'f.dat'].map((stem) => `${stem}.parquet`));
  });

  it('can be stdout', async () => {
    expect(await name(['-'], '-')).toEqual([['stdout']]);
  });

  it.each([
    [['in'], 'x.parquet', undefined, 'takes one input, there are 3'],
    [['in/a.csv'], 'x.parquet', ['parquet', 'avro'], 'takes one format, --to names parquet and avro'],
    [['in/a.csv'], 'x.parquet', ['avro'], 'x.parquet ends in .parquet, but --to asks for avro'],
    [['-'], undefined, undefined, 'reading stdin needs --out'],
    [['in'], '-', undefined, 'stdout takes one input'],
  ] as const)('refuse %j to %s as %j', async (inputs, out, formats, message) => {
    await expect(name([...inputs], out, formats && [...formats])).rejects.toThrow(message);
  });

  it('refuse two inputs that would write the same file', async () => {
    await writeFile(join(directory(), 'in/a.csv.gz'), '');
    await expect(name(['in/a.csv', 'in/a.csv.gz'])).rejects.toThrow(/would both write .*in\/a.parquet/);
  });

  it('refuse to write an input', async () => {
    await writeFile(join(directory(), 'x.parquet'), 'a\n1\n');
    await expect(name(['x.parquet'], 'x.parquet')).rejects.toThrow('is an input; inputs are never written');
  });

  it('know stdin by its own ref', async () => {
    expect((await expandInputs(['-'], directory()))[0]?.ref).toBe(STDIN);
  });
});

describe('rows that are set aside', () => {
  const place = async (inputs: string[], options: { out?: string; rejects?: string } = {}) => {
    const expanded = await expandInputs(inputs, directory());
    const outputs = { inputs: expanded, out: options.out, formats: undefined, directory: directory() };
    const named = nameOutputs(outputs);
    const { rejects } = options;
    const refs = await nameRejects({ inputs: expanded, named, rejects, directory: directory() });
    return refs.map((ref) => displayRef(ref).replace(`${directory()}/`, ''));
  };

  beforeEach(async () => {
    await mkdir(join(directory(), 'table/year=2024/month=01'), { recursive: true });
    await writeFile(join(directory(), 'table/year=2024/month=01/part.csv'), 'x\n1\n');
  });

  it('go beside the output', async () => {
    expect(await place(['in/a.csv'])).toEqual(['in/a.rejects.ndjson']);
    expect(await place(['in/a.csv'], { out: 'out/b.avro' })).toEqual(['out/b.rejects.ndjson']);
    expect(await place(['-'], { out: 'b.parquet' })).toEqual(['b.rejects.ndjson']);
  });

  it('go beside the root of a partitioned table, never into it', async () => {
    expect(await place(['table'])).toEqual(['table.year=2024.month=01.part.rejects.ndjson']);
    expect(await place(['in/a.csv'], { out: 'table/year=2024/a.parquet' })).toEqual([
      'table.year=2024.a.rejects.ndjson',
    ]);
  });

  it('go to the file that is named, or below the directory', async () => {
    expect(await place(['in/a.csv'], { rejects: 'bad.txt' })).toEqual(['bad.txt']);
    expect(await place(['in/a.csv'], { rejects: 'bad/' })).toEqual(['bad/a.rejects.ndjson']);
    expect(await place(['in/a.csv'], { rejects: 'in' })).toEqual(['in/a.rejects.ndjson']);
    expect(await place(['in/a.csv', 'd.tsv'], { out: 'out', rejects: 'bad' })).toEqual([
      'bad/a.rejects.ndjson',
      'bad/d.rejects.ndjson',
    ]);
    expect(await place(['in'], { out: 'out', rejects: 'bad' })).toContain('bad/deep/b.rejects.ndjson');
    expect(await place(['table'], { rejects: 'bad/' })).toEqual([
      'bad/year=2024.month=01.part.rejects.ndjson',
    ]);
  });

  it.each([
    [['in'], { out: 'out', rejects: 'bad.ndjson' }, '--rejects bad.ndjson names a file, there are 3 inputs'],
    [['table'], { rejects: 'table/bad.ndjson' }, 'lies in a partitioned table'],
    [['in/a.csv'], { rejects: 'table/year=2024/bad.ndjson' }, 'lies in a partitioned table'],
    [['in/a.csv'], { rejects: 'in/a.csv' }, 'it is an input'],
    [['in/a.csv'], { rejects: 'in/a.parquet' }, 'it is an output'],
    [['in/a.csv'], { rejects: 'in/a.parquet/' }, 'it lies below an input or an output'],
    [['in/a.csv'], { rejects: 'in/a.csv/bad.ndjson' }, 'it lies below an input or an output'],
    [['-'], { out: '-' }, 'rows that are set aside need a place: name a file with --rejects'],
  ])('of %j with %j are refused', async (inputs, options, message) => {
    await expect(place(inputs, options)).rejects.toThrow(message);
  });
});
