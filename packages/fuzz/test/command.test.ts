import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseText } from '../src/cases/fuzz-case.ts';
import { makeCase } from '../src/cases/make-case.ts';
import { watchChild } from '../src/process/watch-child.ts';
import { tellFinding } from '../src/tell-finding.ts';
import { PROJECT, runFuzzer } from './run-fuzzer.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'parquetry-fuzz-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const run = (args: readonly string[], interruptMs?: number) =>
  runFuzzer(PROJECT, args, { cwd: scratch, ...(interruptMs !== undefined && { interruptMs }) });

const fine = () => {
  const { options } = makeCase(1, 0, 'csv');
  const { newColumns: _, ...others } = options;
  return { files: [Buffer.from('a,b\n1,x\n')], options: { ...others, source: {}, declared: [] } };
};

describe('the command', () => {
  it('explains itself', async () => {
    const { code, stdout } = await run(['--help']);
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      'Makes CSV and JSON bytes, converts them with every engine, and looks for what must not be.',
    ]);
  });

  it.each([
    [
      ['--engine', 'steam'],
      'fuzz: --engine: there is no "steam"; known: sequential, worker-pool, wasm-arrow, simd\n',
    ],
    [['--seconds', 'soon'], 'fuzz: --seconds: "soon" is no number from 0.1 on\n'],
    [['--kind', 'xml'], 'fuzz: --kind: there is no "xml"; known: csv, json, hostile\n'],
  ])('does not understand %j', async (args, complaint) => {
    expect(await run(args)).toEqual({ code: 2, stdout: '', stderr: complaint });
  });

  it('converts one case from a file, and says one line in a pipe', async () => {
    const path = join(scratch, 'fine.json');
    await writeFile(path, caseText(fine()));
    const { code, stdout, stderr } = await run(['--case', path, '--engine', 'sequential']);
    expect(stdout).toMatch(/^.*fine\.json with sequential in [\d.]+ s: nothing found\n$/);
    expect([code, stderr]).toEqual([0, '']);
  });

  it('names a case file that is none', async () => {
    const path = join(scratch, 'none.json');
    await writeFile(path, '{}');
    const { code, stderr } = await run(['--case', path]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/none\.json is no case of the fuzzer/);
  });

  it('ends with what it has seen when it is interrupted', async () => {
    const { code, stdout, stderr } = await run(
      ['--seconds', '50', '--engine', 'sequential', '--kind', 'csv'],
      2500,
    );
    expect(stdout).toMatch(/^seed \d+, \d+ cases with sequential in [\d.]+ s: nothing found\n$/);
    expect([code, stderr]).toEqual([130, '']);
  });
});

describe('the watchdog', () => {
  const assignment = { engines: ['sequential'] as const, seed: 1, firstCase: 0, shrinkMs: 0 };
  const watch = (limits: { caseMs: number; rssBytes: number }) =>
    watchChild(assignment, {
      limits: { runMs: 20_000, ...limits },
      signal: new AbortController().signal,
      onCase: () => {},
    });

  it('ends a child that gives no answer', async () => {
    const ending = await watch({ caseMs: 1, rssBytes: 2 ** 40 });
    expect(ending).toMatchObject({ status: 'found', finding: { check: 'hang' } });
  });

  it.skipIf(process.platform !== 'linux')('ends a child that grows too large', async () => {
    const ending = await watch({ caseMs: 20_000, rssBytes: 1 << 20 });
    expect(ending).toMatchObject({ status: 'found', finding: { check: 'memory' } });
  });
});

it('a finding is told with its input, its options and the command that repeats it', async () => {
  const found = {
    status: 'found' as const,
    number: 7,
    finding: { check: 'engines disagree', details: 'about this' },
    caseText: caseText(fine()),
  };
  const options = { seed: 3, seconds: 1, firstCase: 0, engines: [], kind: undefined, caseFile: undefined };
  const told = await tellFinding(found, options, scratch);
  expect(told).toMatch(
    /^finding: engines disagree\n {2}about this\n\nseed 3, case 7\ninput \(8 bytes\): "a,b\\n1,x\\n"\noptions: \{.*\}\nrepeat: npm run fuzz -- --case (.*)\n$/,
  );
  const path = join(scratch, /--case (.*)/.exec(told)![1]!);
  expect(await readFile(path, 'utf8')).toBe(found.caseText);
});
