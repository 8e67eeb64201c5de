import { CreateAliasCommand, GetAliasCommand, GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { writeRecord } from '@parquetry/bench';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FunctionsThere } from './support/functions-there.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';
import { runOfTune, tuneOf } from './support/tune-of.ts';

const directory = useDirectory();
const code = 'export const handler = async () => 1;';
const account = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'us-east-1' };

let host: FunctionHost;
let there: FunctionsThere;
let record = '';

beforeAll(async () => {
  host = await startFunctionHost({ cpuControl: 'none' });
  there = new FunctionsThere(host.endpoint);
  await there.create({ name: 'theirs', code });
});

afterAll(async () => {
  there[Symbol.dispose]();
  await host[Symbol.asyncDispose]();
});

beforeEach(async () => {
  record = await writeRecord(directory(), await runOfTune(tuneOf({ 512: 200, 1769: 50 })));
});

const run = (...words: string[]) => runInProcess(directory(), ['tune', ...words], { environment: account });
const at = (...words: string[]) => run(...words, '--endpoint', host.endpoint);

const memoryOf = async (FunctionName: string) =>
  (await there.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).MemorySize;

describe('tune apply', () => {
  it('gives a function the size of a record, and points an alias at it', async () => {
    const options = ['--function', 'theirs', '--alias', 'live', '--yes'];
    const first = await at('apply', record, ...options);
    expect(first.code, first.err).toBe(0);
    expect(first.out).toBe('theirs: 512 MB → 1769 MB (balanced)\nlive → version 1 (moved from nowhere)\n');
    expect(await memoryOf('theirs')).toBe(1769);
    const alias = await there.lambda.send(new GetAliasCommand({ FunctionName: 'theirs', Name: 'live' }));
    expect(alias.FunctionVersion).toBe('1');
    const again = await at('apply', record, ...options, '--json');
    expect(JSON.parse(again.out)).toMatchObject({ isChanged: false, after: { memoryMb: 1769 } });
  });

  it('changes nothing where there is nobody to say yes', async () => {
    await there.create({ name: 'asked', code });
    const { code: exitCode, err } = await at('apply', record, '--function', 'asked');
    expect([exitCode, err]).toEqual([2, expect.stringContaining('give --yes to go ahead')]);
    expect(await memoryOf('asked')).toBe(512);
  });

  it('prints the setting without a function to change', async () => {
    const { code: exitCode, out } = await run('apply', record, '--emit', 'terraform');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/memory_size\s+= 1769/);
  });

  it('says what a record of this machine lacks, and what is no record', async () => {
    const local = await at('apply', record, '--yes');
    expect([local.code, local.err]).toEqual([
      2,
      expect.stringContaining(
        'convert was tuned on this machine: --function names the one to change, with --endpoint where it still runs here',
      ),
    ]);
    const unanswered = await at('apply', record, '--function', 'theirs', '--question', 'knee', '--yes');
    expect([unanswered.code, unanswered.err]).toEqual([2, expect.stringContaining('choose one of cheapest')]);
    const nobody = await at('apply', record, '--function', 'nope', '--yes');
    expect([nobody.code, nobody.err]).toEqual([
      2,
      'error: there is no nope in us-east-1: check the name, --region and the credentials\n',
    ]);
    const absent = await at('apply', 'nothing.json', '--yes');
    expect([absent.code, absent.err]).toEqual([2, expect.stringContaining('nothing.json')]);
  });
});

describe('tune cleanup', () => {
  it('says that nothing was left', async () => {
    const { code: exitCode, out } = await at('cleanup', 'theirs');
    expect([exitCode, out]).toEqual([0, 'nothing was left to clean up\n']);
    expect(JSON.parse((await at('cleanup', 'theirs', '--json')).out)).toMatchObject({
      versions: [],
      left: [],
    });
  });

  it('unlocks what a run that is known to be dead has locked, and leaves a lock of another run', async () => {
    await there.create({ name: 'locked', code });
    const renewedAt = new Date().toISOString();
    const Description = `parquetry-tune 4f1c09aa ${renewedAt} memory=512 sizes=512,1024`;
    const lock = { FunctionName: 'locked', Name: 'parquetry-tune', FunctionVersion: '$LATEST', Description };
    await there.lambda.send(new CreateAliasCommand(lock));
    const other = await at('cleanup', 'locked');
    expect(other.code).toBe(2);
    expect(other.err).toContain('4f1c09aa');
    const { code: exitCode, out } = await at('cleanup', 'locked', '--run', '4f1c09aa');
    expect([exitCode, out]).toEqual([0, expect.stringContaining('unlocked')]);
  });

  it('says so where there is no such function', async () => {
    const { code: exitCode, err } = await at('cleanup', 'nope');
    expect([exitCode, err]).toEqual([
      2,
      'error: there is no nope in us-east-1: check the name, --region and the credentials\n',
    ]);
  });

  it('says that what somebody else has set since stays', async () => {
    await there.create({ name: 'changed', code, memoryMb: 2048 });
    const Description = 'parquetry-tune 4f1c09aa 2026-01-01T00:00:00.000Z memory=512 sizes=512,1024';
    const lock = { FunctionName: 'changed', Name: 'parquetry-tune', FunctionVersion: '$LATEST', Description };
    await there.lambda.send(new CreateAliasCommand(lock));
    const { out } = await at('cleanup', 'changed');
    expect(out).toBe('$LATEST stays as somebody else has set it; unlocked\n');
    expect(await memoryOf('changed')).toBe(2048);
  });
});
