import { defaultPrices as prices } from '@parquetry/prices';
import { describe, expect, test } from 'vitest';
import type { ReportLine } from '../../src/report-line/report.ts';
import { type RankedFunction, rankFunctions, type ScanEvidence } from '../../src/scan/rank-functions.ts';
import { readReportMessages } from '../../src/scan/read-report-message.ts';
import { type ScanProgress, scanFunctions } from '../../src/scan/scan-functions.ts';
import type { ScanSource } from '../../src/scan/scan-source.ts';
import type { ScannedFunction } from '../../src/scan/scanned-function.ts';

const functionOf = (changes: Partial<ScannedFunction> = {}): ScannedFunction => ({
  name: 'convert',
  memoryMb: 1024,
  architecture: 'x86_64',
  ephemeralStorageMb: 512,
  timeoutSeconds: 30,
  runtime: 'nodejs24.x',
  logGroup: '/aws/lambda/convert',
  ...changes,
});

const reportOf = (changes: Partial<ReportLine> = {}): ReportLine => ({
  requestId: 'r',
  format: 'text',
  durationMs: 99.5,
  billedMs: 100,
  memoryMb: 1024,
  maxMemoryUsedMb: 200,
  initMs: null,
  restoreMs: null,
  billedRestoreMs: null,
  status: null,
  errorType: null,
  ...changes,
});

function evidenceOf(
  it: Partial<ScannedFunction>,
  report: Partial<ReportLine> = {},
  invocationsPerMonth = 1e6,
): ScanEvidence {
  const scanned = functionOf(it);
  const reports = Array.from({ length: 8 }, () => reportOf({ memoryMb: scanned.memoryMb, ...report }));
  return { function: scanned, invocationsPerMonth, sampled: { reports, unreadable: 0 } };
}

function ranked(evidence: ScanEvidence): RankedFunction {
  const [row] = rankFunctions([evidence], prices);
  if (row?.status !== 'ranked') throw new Error(row?.because);
  return row;
}

const COMPUTE = 1e6 * 0.1 * 0.0000166667;

describe('a function with reports', () => {
  test('costs the mean of what they were billed, times its invocations', () => {
    const row = ranked(evidenceOf({}));
    expect(row).toMatchObject({ reports: 8, coldShare: 0, timeouts: 0, maxMemoryUsedMb: 200 });
    expect(row.dollarsPerMonth.median).toBeCloseTo(COMPUTE + 0.2, 8);
  });

  test('could save at most the share of memory that it does not use, a quarter being kept', () => {
    const { saving } = ranked(evidenceOf({}));
    expect(saving).toMatchObject({ finding: 'memory-to-spare', smallestMb: 256 });
    expect(saving.mostDollarsPerMonth).toBeCloseTo(COMPUTE * 0.75, 8);
    expect(saving.because).toContain('200 of 1024 MB used at most, 256 MB would do');
    expect(saving.because).toContain('do not say how much of the time is computing');
  });

  test('above one core is told that only code on several cores profits', () => {
    const { saving } = ranked(evidenceOf({ memoryMb: 3008 }, { maxMemoryUsedMb: 500 }));
    expect(saving.finding).toBe('more-than-one-core');
    expect(saving.because).toContain('above 1769 MB only code that runs on several cores gets faster');
  });

  test('with little memory left is told so, and saves nothing', () => {
    const { saving } = ranked(evidenceOf({ memoryMb: 256 }, { maxMemoryUsedMb: 240 }));
    expect(saving).toMatchObject({ finding: 'little-memory-left', mostDollarsPerMonth: 0, smallestMb: 256 });
  });

  test('that fits no smaller size, or has the smallest, has nothing to save', () => {
    expect(ranked(evidenceOf({ memoryMb: 256 }, { maxMemoryUsedMb: 200 })).saving).toMatchObject({
      finding: 'nothing-to-save',
      mostDollarsPerMonth: 0,
    });
    expect(ranked(evidenceOf({ memoryMb: 128 }, { maxMemoryUsedMb: 40 })).saving.finding).toBe(
      'nothing-to-save',
    );
  });

  test('has its cold starts and time-outs counted', () => {
    const reports = [
      reportOf({ initMs: 300 }),
      reportOf({ restoreMs: 100 }),
      reportOf({ status: 'timeout' }),
      reportOf(),
    ];
    const row = ranked({ ...evidenceOf({}), sampled: { reports, unreadable: 0 } });
    expect(row).toMatchObject({ coldShare: 0.5, timeouts: 1 });
  });

  test('is judged by reports of the size that it has now', () => {
    const reports = [reportOf({ memoryMb: 512, billedMs: 900 }), reportOf()];
    expect(ranked({ ...evidenceOf({}), sampled: { reports, unreadable: 0 } }).reports).toBe(1);
  });
});

describe('functions', () => {
  test('are ranked by what could be saved, then by what they cost', () => {
    const rows = rankFunctions(
      [
        { ...evidenceOf({ name: 'never' }), invocationsPerMonth: 0 },
        evidenceOf({ name: 'full', memoryMb: 2048 }, { maxMemoryUsedMb: 2000 }),
        evidenceOf({ name: 'empty' }),
        evidenceOf({ name: 'busy and empty' }, {}, 1e7),
        evidenceOf({ name: 'full and small', memoryMb: 256 }, { maxMemoryUsedMb: 250 }),
      ],
      prices,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'busy and empty',
      'empty',
      'full',
      'full and small',
      'never',
    ]);
  });

  test.each([
    [{ reports: [], unreadable: 0 }, '/aws/lambda/convert has no REPORT lines of the time'],
    [
      { reports: [], unreadable: 0, setAside: { others: 9, unnamed: 0 } },
      '/aws/lambda/convert is of other functions too, and none of 9 REPORT lines that were read there is its own',
    ],
    [
      { reports: [], unreadable: 0, setAside: { others: 9, unnamed: 1 } },
      '/aws/lambda/convert may be of other functions too, and its streams do not name theirs: whose REPORT lines they are cannot be told',
    ],
    [{ reports: [], unreadable: 2 }, 'none of 2 REPORT lines is of its 1024 MB and can be read'],
    [
      { reports: [reportOf({ memoryMb: 128 })], unreadable: 0 },
      'none of 1 REPORT lines is of its 1024 MB and can be read',
    ],
  ])('that nothing can be said of have the reason: %#', (sampled, because) => {
    expect(rankFunctions([{ ...evidenceOf({}), sampled }], prices)).toEqual([
      { status: 'unranked', name: 'convert', because },
    ]);
  });
});

describe('messages of a log', () => {
  const text =
    'REPORT RequestId: 1\tDuration: 5.1 ms\tBilled Duration: 6 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n';
  const json = JSON.stringify({
    time: '2026-11-21T10:00:00.000Z',
    type: 'platform.report',
    record: {
      requestId: '2',
      status: 'success',
      metrics: { durationMs: 7.2, billedDurationMs: 8, memorySizeMB: 128, maxMemoryUsedMB: 60 },
    },
  });

  test('are reports in both formats, with X-Ray lines behind them', () => {
    const { reports, unreadable } = readReportMessages([text, `${text}XRAY TraceId: 1\t`, json, 'hello', '']);
    expect(reports.map(({ billedMs }) => billedMs)).toEqual([6, 6, 8]);
    expect(unreadable).toBe(0);
  });

  test('without a figure are counted, and no zeros', () => {
    expect(readReportMessages([text.replace('Billed Duration: 6 ms\t', '')])).toEqual({
      reports: [],
      unreadable: 1,
    });
  });
});

describe('a scan', () => {
  const DAY = 86_400_000;
  const options = { prices, window: { start: 0, end: 10 * DAY }, mostReports: 60 };

  /** Counts what is asked of it. */
  class FakeSource implements ScanSource {
    readonly asked: string[] = [];
    readonly names: readonly string[];
    constructor(names: readonly string[]) {
      this.names = names;
    }
    async *listFunctions() {
      for (const name of this.names) yield functionOf({ name });
    }
    async sampleReports({ name }: ScannedFunction, _window: object, most: number) {
      this.asked.push(`${name} ${most}`);
      if (name === 'secret') throw new Error('not allowed');
      return { reports: [reportOf(), reportOf()], unreadable: 0 };
    }
    async countInvocations(names: readonly string[]) {
      return new Map(names.filter((name) => name !== 'idle').map((name) => [name, 1000]));
    }
  }

  test('reads the logs of functions that were invoked, and takes a month from what the window had', async () => {
    const source = new FakeSource(['convert', 'idle', 'other']);
    const rows = await scanFunctions(source, { ...options, isWanted: (name) => name !== 'other' });
    expect(source.asked).toEqual(['convert 60']);
    expect(rows).toMatchObject([
      { status: 'ranked', name: 'convert', invocationsPerMonth: expect.closeTo((1000 * 730) / 240, 6) },
      { status: 'unranked', name: 'idle', because: 'it was not invoked' },
    ]);
  });

  test('goes on past a log that it may not read', async () => {
    const rows = await scanFunctions(new FakeSource(['secret', 'convert']), options);
    expect(rows.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'convert ranked',
      'secret unranked',
    ]);
    expect(rows[1]).toMatchObject({ because: 'its log could not be read (Error: not allowed)' });
  });

  test('tells how many logs are read, of how many', async () => {
    const told: string[] = [];
    const tell = ({ of, read }: ScanProgress) => told.push(`${read} of ${of}`);
    await scanFunctions(new FakeSource(['a', 'b']), { ...options, tell });
    expect(told).toEqual(['0 of 2', '1 of 2']);
  });

  test('that may not list or count says what it needs', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    const refuse = () => Promise.reject(denied);
    const unlisted = Object.assign(new FakeSource([]), {
      listFunctions: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
    });
    const uncounted = Object.assign(new FakeSource(['a']), { countInvocations: refuse });
    await expect(scanFunctions(unlisted, options)).rejects.toThrow(
      /^listing functions was not allowed .* a scan needs lambda:ListFunctions/,
    );
    await expect(scanFunctions(uncounted, options)).rejects.toThrow(/^counting invocations was not allowed/);
  });

  test('ends with an abort', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(
      scanFunctions(new FakeSource(['convert']), { ...options, signal: abort.signal }),
    ).rejects.toThrow('enough');
  });
});
