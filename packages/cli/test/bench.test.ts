import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runRecord } from '@parquetry/bench';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const BIN = fileURLToPath(new URL('../bin/parquetry.js', import.meta.url));

const directory = useDirectory();
/** A process of its own is left to the tests that are about one: starting it takes longer than most of what is asked. */
const cli = (...args: string[]) => runInProcess(directory(), args);
const put = (path: string, content: string) => writeFile(join(directory(), path), content);

afterEach(() => vi.unstubAllEnvs());

const CSV = `id,name,when\n${Array.from({ length: 300 }, (_, row) => `${row},name ${row % 7},2024-01-0${1 + (row % 9)}`).join('\n')}\n`;

/** A converter of somebody else's: a script run with the paths of input and output. */
async function contestant(name: string, body: string): Promise<string[]> {
  await put(`${name}.mjs`, body);
  return ['--contestant', `${name}=${process.execPath} ${name}.mjs {input} {output}`];
}

const convertWith = (types: string) => `
import { spawnSync } from 'node:child_process';
const [input, output] = process.argv.slice(2);
process.exit(spawnSync(process.execPath, [${JSON.stringify(BIN)}, 'convert', input, '-o', output, '--overwrite', ${types}]).status);
`;

describe('parquetry bench', () => {
  it('measures the user’s file, keeps every contestant in the table, and writes record and report', async () => {
    await put('a.csv', CSV);
    const run = await runCli(directory(), [
      ...['bench', 'a.csv', '--processes', '2', '--engines', 'sequential,wasm-arrow', '--json'],
      ...(await contestant('right', convertWith("'--quiet'"))),
      ...(await contestant('wrong', convertWith("'--types', 'strings'"))),
      ...(await contestant('crashing', "console.error('no such codec'); process.exit(3);")),
      ...(await contestant('idle', 'process.exit(0);')),
    ]);
    expect(run.err).toContain('right has no {avro} in its command, so everyone writes Parquet only');
    const answer = JSON.parse(run.out);
    const cells = Object.fromEntries(
      answer.measurements.map((cell: { engine: string }) => [cell.engine, cell]),
    );
    expect(cells).toMatchObject({
      sequential: {
        scenario: 'user-files',
        target: 'local',
        status: 'measured',
        verifiedBy: { parquet: 'hyparquet' },
      },
      'wasm-arrow': { status: 'measured', workload: { files: 1, rows: 300 } },
      right: { status: 'measured' },
      wrong: { status: 'wrong-output', mismatch: expect.stringContaining('column "id"') },
      crashing: { status: 'failed', error: expect.stringContaining('no such codec') },
      idle: { status: 'failed', error: expect.stringContaining('wrote') },
    });
    expect(cells['sequential'].samples).toHaveLength(2);
    expect(run.code).toBe(1);

    const record = runRecord.parse(JSON.parse(await readFile(answer.record, 'utf8')));
    expect(record.measurements).toEqual(answer.measurements);
    expect(record.scenarios[0]?.repeat).toContain(
      'npx parquetry bench a.csv --engines sequential,wasm-arrow',
    );
    expect(await readFile(answer.report, 'utf8')).toContain('<!doctype html>');
    expect(await readFile(join(directory(), '.parquetry/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('repeats with everything that was not a default, and keeps secrets out of record and report', async () => {
    await put('a.csv', CSV.replaceAll(',', ';'));
    vi.stubEnv('SECRET_OF_MINE', 's3cret');
    const [flag, command = ''] = await contestant(
      'mine',
      convertWith("'--overwrite', '--schema', process.argv[4]"),
    );
    const text = `${command} {schema} $SECRET_OF_MINE`;
    const run = await runCli(directory(), [
      ...['bench', 'a.csv', '--engines', 'wasm-arrow', flag!, text],
      ...['--processes', '1', '--delimiter', ';', '--to', 'parquet', '--json'],
    ]);
    expect(run).toMatchObject({ code: 0 });
    const answer = JSON.parse(run.out);
    expect(answer.measurements).toMatchObject([{ status: 'measured' }, { status: 'measured' }]);
    const written = await readFile(answer.record, 'utf8');
    const { command: repeat, scenarios } = runRecord.parse(JSON.parse(written));
    expect(repeat).toBe(
      `npx parquetry bench a.csv --engines wasm-arrow --contestant '${text}' --to parquet --delimiter ';' --processes 1`,
    );
    expect(scenarios[0]?.repeat).toMatch(
      /--delimiter ';' --processes 1 --threads \d+ --memory \d+ --seed 1$/,
    );
    expect(answer.record).toMatch(/Z-bench-\w+\.json$/);
    expect(written + (await readFile(answer.report, 'utf8'))).not.toContain('s3cret');
  });

  it('judges bars, and fails where one does', async () => {
    const run = await cli(
      ...['bench', '--scenario', 'cold-start', '--engines', 'wasm-arrow,sequential', '--processes', '1'],
      ...[
        '--contestant',
        `polars=${process.execPath} -e 0 {input} {output}`,
        '--judge',
        'wasm-arrow',
        '--json',
      ],
    );
    const answer = JSON.parse(run.out);
    expect(answer.measurements[0]).toMatchObject({
      engine: 'wasm-arrow',
      bars: [{ metric: 'first-file', against: 'polars', limit: 0.7, verdict: 'not-judged' }],
    });
    expect(run.code).toBe(1);

    const { scenarios } = runRecord.parse(JSON.parse(await readFile(answer.record, 'utf8')));
    expect(scenarios[0]).toMatchObject({
      metric: 'first-file',
      limits: { threads: 1 },
      plan: { formats: ['parquet'] },
    });
    expect(scenarios[0]?.repeat).toContain('--scenario cold-start --engines wasm-arrow,sequential');
    expect(scenarios[0]?.repeat).toContain('--judge wasm-arrow --threads 1');
  });

  it('prints bars below the table, and judges none under other conditions', async () => {
    const memory = [
      'bench',
      '--scenario',
      'cold-start',
      '--engines',
      'wasm-arrow,sequential',
      '--processes',
      '1',
    ];
    const other = await cli(...memory, '--judge', 'wasm-arrow', '--threads', '2', '--json');
    expect(JSON.parse(other.out).measurements[0].bars).toEqual([]);
    expect(other.code).toBe(0);
  });

  it('lists its scenarios, one line each', async () => {
    const { out } = await cli('bench', '--help');
    for (const name of ['small-files', 'million-rows', 'cold-start', 'memory-5gb', 'inferring', 'bars']) {
      expect(out).toMatch(new RegExp(`^  ${name} +\\S`, 'm'));
    }
  });

  it('never overwrites a record, and draws the newest or a named one again', async () => {
    await put('a.csv', CSV);
    const measure = [
      'bench',
      'a.csv',
      '--processes',
      '1',
      '--engines',
      'wasm-arrow',
      '--to',
      'parquet',
      '--quiet',
    ];
    expect((await cli(...measure)).code).toBe(0);
    expect((await cli(...measure)).code).toBe(0);
    const records = await readdir(join(directory(), '.parquetry/records'));
    expect(records).toHaveLength(2);
    const drawn = await cli('report', join('.parquetry/records', records[0]!), '-o', 'page.html');
    expect(drawn).toMatchObject({ code: 0, out: expect.stringContaining('page.html') });
    expect((await cli('report')).code).toBe(0);
  });

  it.each([
    [['--scenario', 'huge'], 'unknown scenario "huge"; known: small-files, large-file, cold-start'],
    [['--scenario', 'small-files', '--engines', 'original'], 'original takes no part in small-files'],
    [['--scenario', 's3', '--engines', 'simd-50'], 'simd-50 takes no part in s3-small-files'],
    [['--engines', 'nobody'], 'unknown engine "nobody"'],
    [['--contestant', 'mine'], '--contestant: '],
    [['--reference', 'nobody'], '--reference nobody does not take part; taking part: sequential'],
    [['missing.csv'], 'missing.csv does not exist'],
    [['-'], 'bench cannot read stdin'],
    [['--contestant', 'sequential=x {input} {output}'], 'two contestants are called sequential'],
    [
      ['--contestant', 'mine=x $NO_SUCH_VARIABLE {input} {output}'],
      'the environment has no NO_SUCH_VARIABLE',
    ],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await runInProcess(directory(), ['bench', ...args]);
    expect({ code, says: err.includes(message) }).toEqual({ code: 2, says: true });
    expect(await readdir(directory())).toEqual([]);
  });

  it('stops on Ctrl-C, leaving neither record nor scratch files', async () => {
    await put('a.csv', CSV);
    const run = await runCli(directory(), ['bench', 'a.csv', '--processes', '50', '-v'], {
      interruptAt: '"step":"sample"',
    });
    expect(run.code).toBe(130);
    expect(
      (await readdir(directory(), { recursive: true })).filter((path) => path.endsWith('.json')),
    ).toEqual([]);
  });
});

describe('parquetry report', () => {
  it('says what to do when there is no record', async () => {
    expect(await cli('report')).toMatchObject({
      code: 2,
      err: expect.stringContaining('measure something first'),
    });
  });

  it('refuses what is no record', async () => {
    await put('x.json', '{}');
    expect(await cli('report', 'x.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('x.json is no run record'),
    });
    expect(await cli('report', 'nothing.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing.json'),
    });
  });
});
