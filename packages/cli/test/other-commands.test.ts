import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const cli = (...args: string[]) => runInProcess(directory(), args);
const spawned = (...args: string[]) => runCli(directory(), args);
const read = (path: string) => readFile(join(directory(), path));

describe('parquetry generate', () => {
  it('writes the same bytes for the same seed, and others for another', async () => {
    await cli('generate', 'state-vectors', '--rows', '500', '--seed', '7', '-o', 'a.csv');
    await cli('generate', 'state-vectors', '--rows', '500', '--seed', '7', '-o', 'b.csv');
    await cli('generate', 'state-vectors', '--rows', '500', '--seed', '8', '-o', 'c.csv');
    expect(await read('a.csv')).toEqual(await read('b.csv'));
    expect(await read('a.csv')).not.toEqual(await read('c.csv'));
  });

  it('writes many files into a directory', async () => {
    const { code, out } = await cli(
      'generate',
      'airline-ontime',
      '--files',
      '3',
      '--bytes',
      '20kB',
      '-o',
      'd',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out).files).toHaveLength(3);
    expect(await readdir(join(directory(), 'd'))).toHaveLength(3);
  });

  it('streams to stdout', async () => {
    const { out } = await spawned('generate', 'state-vectors', '--rows', '2', '-o', '-');
    expect(out.trimEnd().split('\n')).toHaveLength(3);
  });

  it.each([
    [['nothing'], 'unknown recipe "nothing"; known: state-vectors, airline-ontime'],
    [['state-vectors', '--rows', '1', '--bytes', '1kB'], 'give --rows or --bytes, not both'],
    [['state-vectors', '--bytes', 'many'], 'It must be a size such as 500kB'],
    [['state-vectors', '--files', '2', '-o', '-'], '--files needs a directory'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await cli('generate', ...args);
    expect({ code, says: err.includes(message) }).toEqual({ code: 2, says: true });
  });

  it('does not replace a file unless told to', async () => {
    await writeFile(join(directory(), 'a.csv'), 'mine');
    expect(await cli('generate', 'state-vectors', '-o', 'a.csv')).toMatchObject({ code: 2 });
    expect((await read('a.csv')).toString()).toBe('mine');
    expect(await cli('generate', 'state-vectors', '--rows', '1', '-o', 'a.csv', '--overwrite')).toMatchObject(
      { code: 0 },
    );
  });
});

describe('parquetry doctor', () => {
  it('finds this machine fit', async () => {
    const { code, out } = await spawned('doctor');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`ok +Node +${process.version}`));
    expect(out).toMatch(/ok +engine wasm-arrow +starts in/);
  });

  it('finds a results folder that cannot be written', async () => {
    await writeFile(join(directory(), 'file'), '');
    const { code, out } = await cli('doctor', '--results', 'file/below');
    expect(code).toBe(2);
    expect(out).toMatch(/broken +results folder +ENOTDIR.*choose another with --results/);
  });

  it('prints each setting and where it came from', async () => {
    await writeFile(join(directory(), 'parquetry.config.json'), '{ "threads": 3 }');
    const { out } = await runCli(directory(), ['doctor', '--config'], {
      environment: { PARQUETRY_MEMORY: '512' },
    });
    expect(out).toMatch(/threads +3 +.*parquetry\.config\.json/);
    expect(out).toMatch(/memory +512 +PARQUETRY_MEMORY/);
    expect(out).toMatch(/engine +simd +default/);
  });
});

describe('the command line', () => {
  it('shows examples with --help', async () => {
    const { code, out } = await cli('convert', '--help');
    expect(code).toBe(0);
    expect(out).toContain('$ parquetry convert flights.csv.gz --out out/ --to parquet,avro');
  });

  it('stays quiet about progress in a pipe', async () => {
    const { err } = await spawned('generate', 'state-vectors', '--rows', '1000', '-o', 'a.csv');
    expect(err.split('\n')).toHaveLength(2);
    expect(err).not.toContain('\u001b');
  });
});
