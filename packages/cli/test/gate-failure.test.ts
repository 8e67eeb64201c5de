import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInputError } from '@parquetry/core';
import { GateFailure } from '@parquetry/gate/gate-failure';
import { describe, expect, test } from 'vitest';
import { failureOf, withoutBlame } from '../src/commands/gate/failure-of.ts';
import { exitCodeOf } from '../src/complain.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();

describe('what nobody foresaw', () => {
  const gate = async (words: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const project = join(directory(), 'project');
    await mkdir(project);
    return await runInProcess(project, ['gate', '--counters', ...words], {
      environment: {
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: '',
        TMPDIR: join(directory(), 'not | there'),
        ...environment,
      },
    });
  };

  test('is told as an infrastructure failure wherever people look', async () => {
    const summary = join(directory(), 'summary.md');
    const { code, out, err } = await gate(['--json', '--summary', summary]);
    expect([code, err]).toEqual([2, expect.stringContaining('error: ENOENT')]);
    expect(err).toMatch(/^::error title=Gate%3A infrastructure failure::ENOENT/m);
    expect(await readFile(summary, 'utf8')).toMatch(/infrastructure failure\.\*\* ENOENT.*not &#124; there/);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'infrastructure-failure', kind: 'unexpected' });
  });

  test('is told although the summary cannot be written', async () => {
    const summary = join(directory(), 'nowhere', 'summary.md');
    const { code, out, err } = await gate(['--json', '--summary', summary]);
    expect([code, err]).toEqual([2, expect.stringMatching(/mkdtemp.*the summary could not be written/s)]);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'infrastructure-failure' });
  });

  test('is no regression, not even where other commands would blame the input', () => {
    const error = new BadInputError('a.csv row 3: 4 fields, the header has 5');
    expect(exitCodeOf(error)).toBe(1);
    expect(exitCodeOf(withoutBlame(error))).toBe(2);
    expect(withoutBlame(error)).toMatchObject({ kind: 'unexpected', message: error.message });
  });

  test('keeps what it is where it is known', () => {
    const failure = new GateFailure('no-base', 'no base');
    expect([failureOf(failure), withoutBlame(failure)]).toEqual([failure, failure]);
    const other = new TypeError('x is undefined');
    expect(withoutBlame(other)).toBe(other);
    expect(failureOf('gone').message).toBe('gone');
  });
});
