import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { useLocalS3 } from './support/local-s3.ts';
import { rowsOf } from './support/parquet-rows.ts';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const s3 = useLocalS3(['lake', 'other']);
const cli = (...args: string[]) => runInProcess(directory(), args, { environment: s3().environment });
const cliWith = (environment: Record<string, string>, ...args: string[]) =>
  runCli(directory(), args, { environment: { ...s3().environment, ...environment } });

/** What an SDK finds no credentials with, and does not ask the network for any. */
const NO_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

const CSV = 'icao24,alt\n0042,10.5\nabc,\n';
const ROWS = [
  { icao24: '0042', alt: 10.5 },
  { icao24: 'abc', alt: null },
];

describe('parquetry convert with s3://', () => {
  it('writes Parquet beside the object, and refuses to replace it', async () => {
    await s3().put('s3://lake/one/a.csv', CSV);
    const { code, err } = await cli('convert', 's3://lake/one/a.csv');
    expect(err).toContain('s3://lake/one/a.csv → s3://lake/one/a.parquet');
    expect(code).toBe(0);
    expect(await rowsOf(await s3().get('s3://lake/one/a.parquet'))).toEqual(ROWS);
    const again = await cli('convert', 's3://lake/one/a.csv');
    expect(again.code).toBe(2);
    expect(again.err).toContain('s3://lake/one/a.parquet exists already; use --overwrite to replace it');
    expect((await cli('convert', 's3://lake/one/a.csv', '--overwrite')).code).toBe(0);
  });

  it('converts a prefix to another bucket, under one schema that it saves there', async () => {
    await s3().put('s3://lake/many/a.csv.gz', gzipSync('x\n1\n'));
    await s3().put('s3://lake/many/deep/b.csv', 'x\n1.5\n');
    const saved = ['--save-schema', 's3://other/many.schema.json'];
    const { code } = await cli('convert', 's3://lake/many', '--out', 's3://other/many/', ...saved);
    expect(code).toBe(0);
    expect(await s3().keys('s3://other/many')).toEqual([
      'many.schema.json',
      'many/a.parquet',
      'many/deep/b.parquet',
    ]);
    expect(await rowsOf(await s3().get('s3://other/many/a.parquet'))).toEqual([{ x: 1 }]);
    expect(`${await s3().get('s3://other/many.schema.json')}`).toContain('float64');
    const more = ['--schema', 's3://other/many.schema.json', '-o', 's3://other/again/'];
    expect((await cli('convert', 's3://lake/many/**/*.csv*', ...more)).code).toBe(0);
    expect(await s3().keys('s3://other/again/')).toEqual(['again/a.parquet', 'again/deep/b.parquet']);
  });

  it('goes from files to objects and back, and through stdin and stdout', async () => {
    await writeFile(join(directory(), 'a.csv'), CSV);
    expect((await cli('convert', 'a.csv', '-o', 's3://lake/up/a.avro')).code).toBe(0);
    expect((await s3().get('s3://lake/up/a.avro')).subarray(0, 3).toString()).toBe('Obj');
    await s3().put('s3://lake/down/a.csv', CSV);
    expect((await cliWith({}, 'convert', 's3://lake/down/', '-o', 'out')).code).toBe(0);
    expect(await readdir(join(directory(), 'out'))).toEqual(['a.parquet']);
    const { stdout } = await cliWith({}, 'convert', 's3://lake/down/a.csv', '-o', '-');
    expect(await rowsOf(stdout)).toEqual(ROWS);
    const { environment } = s3();
    const piped = await runCli(directory(), ['convert', '-', '-o', 's3://lake/up/b.parquet'], {
      environment,
      stdin: CSV,
    });
    expect(piped.code).toBe(0);
    expect(await rowsOf(await s3().get('s3://lake/up/b.parquet'))).toEqual(ROWS);
  });

  it('sets rows aside there, and removes them when nothing is set aside any more', async () => {
    await s3().put('s3://lake/bad/a.csv', 'x,y\n1\n1,2\n');
    const args = ['convert', 's3://lake/bad/a.csv', '--on-bad-row', 'reject'];
    const { err } = await cli(
      ...args,
      '--rejects',
      's3://other/bad.ndjson',
      '-o',
      's3://lake/good/a.parquet',
    );
    expect(err).toContain('1 of 2 rows was set aside: s3://other/bad.ndjson');
    expect(`${await s3().get('s3://other/bad.ndjson')}`).toContain('"source":"s3://lake/bad/a.csv","row":1');
    await cli(...args);
    expect(await s3().keys('s3://lake/bad/')).toContain('bad/a.rejects.ndjson');
    await s3().put('s3://lake/bad/a.csv', 'x,y\n1,2\n');
    await cli('convert', 's3://lake/bad/a.csv', '--overwrite');
    expect(await s3().keys('s3://lake/bad/')).toEqual(['bad/a.csv', 'bad/a.parquet']);
  });

  it('widens a type that is contradicted late', async () => {
    const rows = Array.from({ length: 300_000 }, (_, index) => `${index}`);
    await s3().put('s3://lake/wide/a.csv', `x\n${rows.join('\n')}\nend\n`);
    const { code, err } = await cli('convert', 's3://lake/wide/a.csv');
    expect(err).toContain('column "x" is string instead of int64, since row 300,001');
    expect(code).toBe(0);
  });

  it.each([
    [['s3://lake/none.csv'], 's3://lake/none.csv does not exist; check the key'],
    [['s3://nosuchbucket/a.csv'], 's3://nosuchbucket/a.csv/: there is no such bucket; check its name'],
    [['s3://nosuchbucket/in/'], 's3://nosuchbucket/in/: there is no such bucket; check its name'],
    [['s3://A/a.csv'], "'A' is no bucket name"],
    [['a.csv', '-o', 's3://nosuchbucket/'], 'there is no such bucket'],
    [['a.csv', '--endpoint', 'localhost:9000'], '--endpoint: it must be a URL such as http://127.0.0.1:9000'],
  ])('says of %j what is wrong', async (args, message) => {
    await writeFile(join(directory(), 'a.csv'), CSV);
    const { code, err } = await cli('convert', ...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('says what to do without credentials, and shows none', async () => {
    const { code, err } = await cliWith(NO_CREDENTIALS, 'convert', 's3://lake/one/a.csv');
    expect(err).toContain('no AWS credentials were found; set AWS_PROFILE');
    expect(code).toBe(2);
  });

  it('says so when nothing listens at the endpoint', async () => {
    const { code, err } = await cli('convert', 's3://lake/a.csv', '--endpoint', 'http://127.0.0.1:9');
    expect(err).toContain('nothing listens at the endpoint');
    expect(code).toBe(2);
  });

  it('sends nothing to an endpoint of the environment that is not on this machine', async () => {
    const elsewhere = { AWS_ENDPOINT_URL: 'http://s3.example.com', AWS_ENDPOINT_URL_S3: '' };
    const { code, err } = await cliWith(elsewhere, 'convert', 's3://lake/a.csv');
    expect(err).toContain('http://s3.example.com, which is not on this machine; name it by --endpoint');
    expect(code).toBe(2);
  });

  it('says so when access is denied', async () => {
    const server = createServer((_request, response) => response.writeHead(403).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, err } = await cli('convert', 's3://lake/a.csv', '--endpoint', endpoint);
    server.close();
    expect(err).toContain('s3://lake/a.csv: access denied; check the credentials');
    expect(code).toBe(2);
  });
});

describe('other commands with s3://', () => {
  it('inspect shows objects, saves their schema and compares them with files', async () => {
    await s3().put('s3://lake/look/a.csv', CSV);
    const saved = ['--save-schema', 's3://lake/look/a.schema.json'];
    const { out, err } = await cli('inspect', 's3://lake/look/a.csv', '--endpoint', s3().endpoint, ...saved);
    expect(out).toContain(`npx parquetry convert s3://lake/look/a.csv --endpoint ${s3().endpoint}`);
    expect(err).toContain('schema: s3://lake/look/a.schema.json');
    await writeFile(join(directory(), 'b.csv'), CSV);
    expect((await cli('inspect', 's3://lake/look/a.csv', '--diff', 'b.csv')).code).toBe(0);
    expect((await cli('inspect', 's3://lake/look/')).out).toContain('2 rows × 2 columns');
  });

  it('generate writes the same bytes there', async () => {
    const args = ['generate', 'state-vectors', '--rows', '50'];
    await cli(...args, '--files', '2', '-o', 's3://lake/new/');
    await cli(...args, '--files', '2', '-o', 'new');
    expect(await s3().keys('s3://lake/new/')).toEqual([
      'new/state-vectors-0001.csv',
      'new/state-vectors-0002.csv',
    ]);
    const here = await readFile(join(directory(), 'new/state-vectors-0002.csv'));
    expect(await s3().get('s3://lake/new/state-vectors-0002.csv')).toEqual(here);
    const again = await cli(...args, '-o', 's3://lake/new/state-vectors-0002.csv');
    expect({ code: again.code, says: again.err.includes('exists already') }).toEqual({ code: 2, says: true });
  });

  it('doctor tells where S3 is and whether there are credentials, and shows none of them', async () => {
    const { out } = await cliWith({ AWS_SECRET_ACCESS_KEY: 'a-secret' }, 'doctor');
    expect(out).toContain(`${s3().endpoint}, region us-east-1, credentials found`);
    expect(out).not.toContain('a-secret');
    const without = await cliWith(NO_CREDENTIALS, 'doctor');
    expect(without.out).toMatch(/broken +S3 +no AWS credentials were found/);
    expect(without.code).toBe(2);
    const named = ['--endpoint', 'https://s3.example.com', '--region', 'eu-west-1'];
    expect((await cli('doctor', ...named)).out).toContain('https://s3.example.com, region eu-west-1');
    const file = JSON.stringify({ endpoint: 'https://s3.example.org', region: 'eu-north-1' });
    await writeFile(join(directory(), 'parquetry.config.json'), file);
    expect((await cliWith({}, 'doctor')).out).toContain('https://s3.example.org, region eu-north-1');
  });

  it('doctor says nothing of S3 where nobody has set it up', async () => {
    const unset = { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_S3: '', AWS_REGION: '', AWS_ACCESS_KEY_ID: '' };
    expect((await cliWith(unset, 'doctor')).out).not.toContain('S3');
  });
});
