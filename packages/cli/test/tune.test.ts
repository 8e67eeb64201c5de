import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecord } from '@parquetry/bench';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { farAddressOf } from './support/far-address.ts';
import { FunctionsThere } from './support/functions-there.ts';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const isLinux = process.platform === 'linux';
const tune = (...args: string[]) => runInProcess(directory(), ['tune', ...args]);

describe('a tune of this machine', () => {
  it('leaves a record, a report and the public tuner’s file, and answers in JSON', async () => {
    await writeFile(join(directory(), 'in.csv'), `n,s\n${'1,one\n2,two\n'.repeat(2000)}`);
    const sizes = ['--memory', '1024,1769', '--samples', '2', '--cold', '1'];
    const asked = ['--payload', 'in.csv', '--export', 'power.json', '--events-per-month', '1000'];
    const { code, err, out } = await tune('local:convert', ...sizes, ...asked, '--json');
    const answer = JSON.parse(out);
    const { place, tune: recorded, warnings } = await readRecord(answer.record);
    expect(answer.tune).toEqual(JSON.parse(JSON.stringify(recorded)));
    expect([place.startsWith('local'), warnings]).toEqual([true, []]);
    // On a machine that is busy with other things, samples are spoiled.
    expect(recorded!.cells.map(({ memoryMb }) => memoryMb)).toEqual([1024, 1769]);
    for (const { status } of recorded!.cells) expect(['measured', 'not-measurable']).toContain(status);
    expect(recorded!.samples.every(({ outcome }) => outcome === 'warm' || outcome === 'cold')).toBe(true);
    expect(recorded!.plan.payloads).toMatchObject({ count: 1, description: '1 object' });
    expect(recorded!.eventsPerMonth).toBe(1000);
    expect(await readFile(answer.report, 'utf8')).toContain(recorded!.runId);
    if (recorded!.cells.some((cell) => cell.status === 'measured' && cell.warm !== null)) {
      const exported = JSON.parse(await readFile(join(directory(), 'power.json'), 'utf8'));
      expect([code, exported]).toEqual([0, expect.objectContaining({ stats: expect.anything() })]);
    } else expect([code, err]).toEqual([2, expect.stringContaining('there is no result to export')]);
    expect(err).toContain('note: uncalibrated');
    expect(err).toContain('report: .parquetry/report.html');
  });

  it('refuses a function that there is not', async () => {
    const { code, err } = await tune('local:nothing');
    expect([code, err]).toEqual([2, 'error: there is no local:nothing; known: local:convert, local:bench\n']);
  });

  it('refuses files that there are not, before anything is built', async () => {
    const { code, err } = await tune('local:convert', '--payload', 'nowhere.csv');
    expect(code).toBe(2);
    expect(err).toContain('nowhere.csv');
    const remote = await tune('local:convert', '--payload', 's3://bucket/key');
    expect([remote.code, remote.err]).toEqual([2, expect.stringContaining('name files or a directory')]);
    await writeFile(join(directory(), 'in.csv'), 'n\n1\n');
    const kernel = await tune('local:bench', '--payload', 'in.csv');
    expect([kernel.code, kernel.err]).toEqual([2, expect.stringContaining('leave out --payload')]);
  });

  it('refuses sizes that Lambda does not have', async () => {
    const { code, err } = await runCli(directory(), ['tune', 'local:convert', '--memory', '64']);
    expect(code).toBe(2);
    expect(err).toContain('64');
    expect(await readdir(directory())).toEqual([]);
  });

  it.runIf(isLinux)('ends with Ctrl-C, and leaves neither files nor processes', async () => {
    const temporary = join(directory(), 'tmp');
    await mkdir(temporary);
    const args = [
      'tune',
      'local:convert',
      '--memory',
      '1769',
      '--samples',
      '500',
      '--cold',
      '0',
      '--verbose',
    ];
    const { code, err } = await runCli(directory(), args, {
      environment: { TMPDIR: temporary },
      interruptAt: '"kind":"sampled"',
    });
    expect(code).toBe(130);
    expect(err).toContain('interrupted');
    // Its function is gone by then.
    expect(err).not.toContain('--resume');
    expect(await readdir(temporary)).toEqual([]);
    expect(await processesWith(`TMPDIR=${temporary}`)).toEqual([]);
    await expect(access(join(directory(), '.parquetry', 'records'))).rejects.toThrow('ENOENT');
  });
});

/** Those that were started with this in their environment. */
async function processesWith(variable: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = ids.map((id) => readFile(`/proc/${id}/environ`, 'latin1').catch(() => ''));
  const found = await Promise.all(environments);
  return ids.filter((_, index) => found[index]!.split('\0').includes(variable));
}

describe('a tune of a function of somebody’s account', () => {
  let host: FunctionHost;
  let there: FunctionsThere;
  const environment = {
    AWS_ACCESS_KEY_ID: 'there',
    AWS_SECRET_ACCESS_KEY: 'there',
    AWS_REGION: 'us-east-1',
  };

  beforeAll(async () => {
    host = await startFunctionHost({ cpuControl: 'none' });
    there = new FunctionsThere(host.endpoint);
    await there.create({ name: 'theirs', code: 'export const handler = async () => 1;' });
  });

  afterAll(async () => {
    there[Symbol.dispose]();
    await host[Symbol.asyncDispose]();
  });

  async function tuneThere(...args: string[]) {
    const words = [
      'tune',
      'theirs',
      '--endpoint',
      farAddressOf(host.endpoint),
      '--memory',
      '512,1024',
      '--samples',
      '1',
    ];
    return await runInProcess(directory(), [...words, '--cold', '1', ...args], { environment });
  }

  it('shows what it would do and does nothing, where there is nobody to say yes', async () => {
    const { code, err, out } = await tuneThere();
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^function +arn:aws:lambda:us-east-1:\d+:function:theirs$/m);
    expect(err).toMatch(/^dollars +about \$/m);
    expect(err).toContain('error: there is nobody to ask: give --yes');
    expect(await there.versions('theirs')).toEqual(['$LATEST']);
  });

  it('goes ahead with --yes, in the words of its own plan, and removes what it made', async () => {
    const { code, err, out } = await tuneThere('--yes');
    // On a machine that is busy with other things nothing may be measurable.
    expect(code, err).toBe(/^(512|1024) MB +[\d.]+ (ms|µs)/m.test(out) ? 0 : 2);
    expect(out).toMatch(/^512 MB /m);
    expect(out).not.toContain('Fargate');
    expect(err).not.toContain('uncalibrated');
    expect(await there.versions('theirs')).toEqual(['$LATEST']);
  });

  it('is not begun with a payload that there is not, or where it would cost too much', async () => {
    const absent = await tuneThere('--payload', 'nowhere.json');
    expect([absent.code, absent.err]).toEqual([2, 'error: --payload: nowhere.json does not exist\n']);
    const dear = await tuneThere('--yes', '--max-usd', '0.00000001');
    expect([dear.code, dear.err]).toEqual([2, expect.stringContaining('or --max-usd')]);
  });
});
