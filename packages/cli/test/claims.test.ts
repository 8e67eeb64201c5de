import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClaimsRecord, type RunRecord, runRecord } from '@parquetry/bench';
import { describe, expect, it } from 'vitest';
import { chooseBaseline, formatsOf } from '../src/commands/claims/choose-baseline.ts';
import { claimsTable } from '../src/commands/claims/claims-table.ts';
import { parseExpectations, unexpected } from '../src/commands/claims/expectations.ts';
import { estimateText, quantityText } from '../src/commands/claims/figure-text.ts';
import { useLocalS3 } from './support/local-s3.ts';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const s3 = useLocalS3(['exports']);

const CSV = `id,name,when\n${Array.from({ length: 120 }, (_, row) => `${row},name ${row % 7},2024-01-0${1 + (row % 9)}`).join('\n')}\n`;

/**
 * As many rows of long text. The pipelines are given as many files as hold the bytes of 500 usual ones: some thirty of these,
 * where 500 of the short ones would go through each.
 */
const LONG_ROWS = CSV.replaceAll(/name \d/g, (name) => `${name} `.repeat(1_400));

/** Some twenty processes, one after the other, on a machine that may be busy. */
const LONG = 300_000;
const CLAIMS = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8'];

/** Few files, no network, one round: as short as a run can be. */
const SHORT = ['--rounds', '1', '--networks', 'none', '--threads', '2'];

interface Answer {
  readonly claims: ClaimsRecord;
  readonly record: string;
  readonly report: string;
}

async function recordOf({ record }: Answer): Promise<RunRecord> {
  return runRecord.parse(JSON.parse(await readFile(record, 'utf8')));
}

describe('parquetry claims', () => {
  it('judges the claims on the user’s files, and expects what it is told to', { timeout: LONG }, async () => {
    await writeFile(join(directory(), 'a.csv'), LONG_ROWS);
    const expected = ['--expect', 'R3=not-reproduced,R6=exceeded', '--files-per-month', '1000'];
    const run = await runCli(directory(), ['claims', 'a.csv', ...SHORT, ...expected, '--json']);
    const answer: Answer = JSON.parse(run.out);
    const record = await recordOf(answer);
    expect(record.claims).toEqual(answer.claims);
    expect(record.measurements.map(({ status }) => status)).not.toContain('failed');
    expect(answer.claims).toMatchObject({ rounds: 1, cost: { filesPerMonth: 1000 }, scope: 'default' });
    expect(answer.claims.claims.map(({ id }) => id)).toEqual(CLAIMS);
    // Requests are counted, not sampled: they are judged whatever the number of rounds.
    expect(answer.claims.claims[2]?.findings[0]).toMatchObject({ verdict: 'not reproduced' });
    expect(answer.claims.claims[0]?.findings[0]).toMatchObject({
      verdict: 'not meaningful',
      because: expect.stringContaining('--rounds 5'),
    });
    expect(run.code).toBe(1);
    expect(run.err).toContain('R6 is not meaningful, expected exceeded');
    expect(run.err).toMatch(/about \d+ minutes? on an idle machine/);
    expect(record.command).toMatch(/^npx parquetry claims a\.csv --files-per-month 1000 --rounds 1/);
    expect(await readFile(answer.report, 'utf8')).toContain('id="claims"');
  });

  it('samples a prefix of S3 by size, and never writes to it', { timeout: LONG }, async () => {
    const many = Array.from({ length: 24 }, (_, index) => index);
    for (const index of many) await s3().put(`s3://exports/day/${index}.csv`, CSV.repeat(1 + (index % 3)));
    await s3().resetCounters();
    const args = ['claims', 's3://exports/day/', '--endpoint', s3().endpoint, ...SHORT, '-v'];
    // Whatever it asks of that S3 it has asked by then.
    const run = await runCli(directory(), args, {
      environment: s3().environment,
      interruptAt: '"step":"verify"',
    });
    expect(run.code).toBe(130);
    expect(await s3().requests()).toEqual({ ListObjectsV2: 1, GetObject: 10 });
  });

  it.each([
    [['--baseline', 'python old.py'], "give original, or command:'python old.py {input} {output}'"],
    [['--baseline', 'command:python old.py'], 'the command needs {input}'],
    [['--networks', 'moon'], 'unknown "moon"; known: none, same-region, report-2025'],
    [['--expect', 'R9=reproduced'], 'claims: R1, R2'],
    [['--expect', 'R1=fine'], 'verdicts: exceeded, reproduced, not-reproduced, not-meaningful'],
    [['--expect', 'R1=exceeded,R1=reproduced'], 'names a claim twice'],
    [['missing.csv'], 'missing.csv does not exist'],
    [['-'], 'claims cannot read stdin'],
    [['--target', 'lambda:mine'], 'parquetry bench --target measures the engines in a function'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await runInProcess(directory(), ['claims', ...args]);
    expect({ code, says: err.includes(message) }).toEqual({ code: 2, says: true });
    expect(await readdir(directory())).toEqual([]);
  });

  it('stops on Ctrl-C, leaving neither record nor scratch files', { timeout: LONG }, async () => {
    await writeFile(join(directory(), 'a.csv'), LONG_ROWS);
    const run = await runCli(directory(), ['claims', 'a.csv', ...SHORT, '-v'], {
      interruptAt: '"step":"verify"',
    });
    expect(run.code).toBe(130);
    const left = await readdir(directory(), { recursive: true });
    expect(left.filter((path) => path.endsWith('.json'))).toEqual([]);
  });
});

const found = { median: 12.34, low: 11.1, high: 13.5, confidence: 0.9375, samples: 5 };
const finding = {
  what: 'times as fast',
  where: 'network profile report-2025',
  claimed: '5–10x faster',
  range: null,
  quantity: 'times',
  found,
  verdict: 'exceeded',
  isSettled: true,
  because: 'all of it is better',
} as const;
const judged = { id: 'R1', claim: 'faster', measuredAs: 'wall time', findings: [finding] } as const;

describe('what is expected', () => {
  it('is compared with the verdict of each claim, by words or with hyphens', () => {
    const claims = { claims: [{ ...judged, findings: [finding] }] };
    expect(unexpected(parseExpectations(['r1=exceeded']), claims)).toEqual([]);
    expect(unexpected(parseExpectations(['R1=not-reproduced']), claims)).toEqual([
      'R1 is exceeded, expected not reproduced',
    ]);
    expect(unexpected(parseExpectations(), claims)).toEqual([]);
  });
});

describe('the baseline', () => {
  it('is the original unless a command is given, and decides what is written', () => {
    expect(chooseBaseline()).toBeUndefined();
    expect(formatsOf(chooseBaseline('original'))).toEqual(['parquet', 'avro']);
    expect(formatsOf(chooseBaseline('command:x {input} {output}'))).toEqual(['parquet']);
    expect(formatsOf(chooseBaseline('command:x {input} {output} {avro}'))).toEqual(['parquet', 'avro']);
  });
});

describe('figures', () => {
  it('carry interval and samples, and counted ones neither', () => {
    expect(estimateText('times', found)).toBe('12.3x (11.1x–13.5x), n 5');
    expect(estimateText('percent', { ...found, median: 0.5, confidence: 1 })).toBe('50 %');
    expect(estimateText('duration', { ...found, samples: 1, confidence: 0 })).toBe('12.3 ms, n 1');
    expect(estimateText('count', null)).toBe('–');
  });

  it('have their units', () => {
    expect(quantityText('dollars', 0.1833)).toBe('$0.183');
    expect(quantityText('rate', 12_345)).toBe('12,300');
    expect(quantityText('duration', 1_500)).toBe('1.5 s');
  });
});

describe('the table', () => {
  it('has a line for each claim, the ladder of each network, and a word on contradictions', () => {
    const estimate = { ...found, median: 300 };
    const claims = {
      claims: [{ ...judged, findings: [{ ...finding, verdict: 'not reproduced', isSettled: false }] }],
      inputs: { description: '500 files' },
      baseline: { kind: 'original' },
      checks: [{ holds: false }, { holds: true }],
      ladders: [
        {
          profile: 'report-2025',
          rungs: [
            {
              title: 'Original',
              result: {
                status: 'measured',
                files: 50,
                msPerFile: estimate,
                timesAsFast: null,
                requestsPerFile: 3.02,
                connectionsPerFile: 3.02,
              },
            },
            { title: 'Retries', result: { status: 'missing', because: 'it broke' } },
          ],
        },
      ],
    } as unknown as ClaimsRecord;
    const text = claimsTable({ place: 'local · 2 cores' } as RunRecord, claims);
    expect(text).toMatch(/^R1 +not reproduced \(unsettled\) +5–10x faster +12\.3x \(11\.1x–13\.5x\), n 5/m);
    expect(text).toMatch(/^Original +300 ms +– +3\.02 +3 +50$/m);
    expect(text).toContain('Retries: no figure: it broke');
    expect(text).toContain('1 figure of the document contradict');
    expect(text).toContain('local · 2 cores');
  });
});
