import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { complainAndFail } from '../src/products/complain-and-fail.ts';
import { parseDeploySettings } from '../src/settings/deploy-settings.ts';
import { readSettingsFile } from '../src/settings/read-settings-file.ts';

const complaint = (input: unknown): string => {
  try {
    parseDeploySettings(input);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

const lake = { kind: 'existing', name: 'lake' } as const;

describe('settings of a deployment', () => {
  it('are complete when nothing is said', () => {
    const settings = parseDeploySettings({});
    expect(settings.functions).toEqual([{ engine: 'simd', architecture: 'arm64', memoryMb: 1769 }]);
    expect(settings.backfill).toEqual({ batchObjects: 100, maxConcurrency: 50, toleratedFailurePercent: 5 });
    expect(settings.reservedConcurrency).toBeUndefined();
    expect(settings.provisionedConcurrency).toBeUndefined();
  });

  it('are refused with every problem at once, each with its place', () => {
    const message = complaint({ inputPrefix: '/in', timeoutSeconds: 1000, alarms: { topicArn: 'mine' } });
    expect(message).toContain('inputPrefix: has to be empty, or to end in /');
    expect(message).toContain('timeoutSeconds: ');
    expect(message).toContain('alarms.topicArn: is no ARN of sns');
  });

  it('are refused with a name that is none of theirs', () => {
    expect(complaint({ memory: 512 })).toContain('memory');
  });

  it('let nothing be written below the input prefix of one bucket', () => {
    const message = complaint({ inputBucket: lake, outputBucket: lake, outputPrefix: 'in/out/' });
    expect(message).toContain(
      "outputPrefix: 'in/out/' and the input prefix 'in/' lie within each other in lake",
    );
    expect(complaint({ inputBucket: lake, errorBucket: lake, inputPrefix: 'backfill/' })).toContain(
      'errorBucket',
    );
    expect(complaint({ inputBucket: lake, outputBucket: lake, inputPrefix: '' })).toContain('outputPrefix');
    expect(complaint({ inputBucket: lake, outputBucket: lake, errorBucket: lake })).toBe('none');
  });

  it('are refused with endings of which one ends in another', () => {
    expect(complaint({ inputSuffixes: ['.csv', '.json', '.csv.gz', '.gz'] })).toContain(
      "inputSuffixes.2: '.csv.gz' ends in '.gz', which is there as well",
    );
    expect(complaint({ inputSuffixes: ['.csv', '.csv.gz'] })).toBe('none');
  });

  it('are refused when less concurrency is reserved than the queue may cause, or is kept warm', () => {
    expect(complaint({ reservedConcurrency: 10 })).toContain('10 is less than queueConcurrency (50)');
    const warm = { reservedConcurrency: 50, provisionedConcurrency: 60 };
    expect(complaint(warm)).toContain('50 is less than provisionedConcurrency (60)');
    expect(complaint({ reservedConcurrency: 50, provisionedConcurrency: 10 })).toBe('none');
  });

  it('are refused with the same function twice', () => {
    expect(complaint({ functions: [{ engine: 'simd' }, { engine: 'simd', memoryMb: 512 }] })).toContain(
      'simd on arm64 is there twice',
    );
  });

  it('name a retention that CloudWatch has', () => {
    expect(complaint({ logRetentionDays: 31 })).toContain('logRetentionDays: is none that CloudWatch has');
  });
});

describe('a file of settings', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'parquetry-settings-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const file = async (text: string) => {
    const path = join(directory, 'deploy.json');
    await writeFile(path, text);
    return path;
  };

  it('is read, and everything has a default without one', async () => {
    expect(readSettingsFile(await file('{ "name": "flights" }')).name).toBe('flights');
    expect(readSettingsFile(undefined).name).toBe('parquetry');
  });

  it('is refused by its name when it is not there, or no JSON', async () => {
    expect(() => readSettingsFile(join(directory, 'none.json'))).toThrow(/cannot be read: .*none\.json/);
    const path = await file('{');
    expect(() => readSettingsFile(path)).toThrow(`${path} is not JSON`);
  });
});

describe('a command of the package that fails', () => {
  it('says in a sentence what the user can mend, and exits with 2', () => {
    const written: string[] = [];
    const { exitCode } = process;
    onTestFinished(() => {
      process.exitCode = exitCode;
    });
    complainAndFail(new TypeError('memory is wrong'), { write: (text) => written.push(text) });
    expect(written).toEqual(['error: memory is wrong\n']);
    expect(process.exitCode).toBe(2);
  });

  it('keeps the trace of anything else', () => {
    expect(() => complainAndFail(new Error('ours'))).toThrow('ours');
  });
});
