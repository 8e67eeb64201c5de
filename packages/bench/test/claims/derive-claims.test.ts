import { describe, expect, it } from 'vitest';
import { claimsRecord, type JudgedClaim } from '../../src/claims/claims-record.ts';
import { deriveClaims } from '../../src/claims/derive-claims.ts';
import { lambdaPrice } from '../../src/figures/lambda-prices.ts';
import type { Measurement } from '../../src/record/run-record.ts';
import { cells, claimsRun, fitsOf, measuredCell, SCENARIO } from './measured-cells.ts';

const price = lambdaPrice('x64');
const derive = (measurements: readonly Measurement[] = cells, changes = {}) =>
  deriveClaims(
    { measurements: [...measurements], price, fits: fitsOf(measurements) },
    { ...claimsRun, ...changes },
  );

const claim = (id: JudgedClaim['id'], measurements: readonly Measurement[] = cells) =>
  derive(measurements).claims.find((one) => one.id === id)!;

/** The cells with another in place of one of them. */
const withCell = (contender: string, files: number, batchMs: number, more = {}) =>
  cells.map((cell) =>
    cell.engine === contender
      ? measuredCell({ scenario: SCENARIO, contender, files, batchMs, ...more })
      : cell,
  );

describe('the claims of a run', () => {
  it('are eight, each with a finding, and fit the record', () => {
    const claims = claimsRecord.parse(derive());
    expect(claims.claims.map(({ id }) => id)).toEqual(['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8']);
    expect(JSON.parse(JSON.stringify(claims))).toEqual(claims);
  });

  it('R1: 300 ms against 20.2 ms is more than ten times as fast', () => {
    const [times, seconds] = claim('R1').findings;
    expect(times).toMatchObject({ verdict: 'exceeded', where: 'network profile report-2025' });
    expect(times?.found?.median).toBeCloseTo(300 / 20.2, 6);
    expect(seconds).toMatchObject({ verdict: 'exceeded', found: { median: 20.2, samples: 6 } });
  });

  it('R1: not reproduced where all measures give a factor of three', () => {
    expect(claim('R1', withCell('optimized', 500, 50_000)).findings[0]).toMatchObject({
      verdict: 'not reproduced',
      isSettled: true,
      found: { median: 3 },
    });
  });

  it('R1: not meaningful, with the reason, where the optimized pipeline failed', () => {
    const failed = cells.map((cell): Measurement => {
      const { scenario, engine, target } = cell;
      return engine === 'optimized'
        ? { scenario, engine, target, status: 'failed', error: 'it broke' }
        : cell;
    });
    expect(claim('R1', failed).findings[0]).toMatchObject({ verdict: 'not meaningful', because: 'it broke' });
  });

  it('R2: counts files a minute over 500 files, and nothing over fewer', () => {
    const [rate, capacity] = claim('R2').findings;
    expect(rate).toMatchObject({ verdict: 'reproduced', what: expect.stringContaining('500 files') });
    expect(rate?.found?.median).toBeCloseTo(60_000 / 20.2, 6);
    expect(capacity?.verdict).toBe('exceeded');
    const fewer = claim('R2', withCell('optimized', 100, 2_000)).findings[0];
    expect(fewer).toMatchObject({ verdict: 'not meaningful', because: expect.stringContaining('100') });
  });

  it('R3: a cache cannot make fewer requests than one for each object', () => {
    const [once, again] = claim('R3').findings;
    expect(once).toMatchObject({ verdict: 'not reproduced', isSettled: true });
    expect(once?.found?.median).toBe(1);
    expect(again).toMatchObject({
      verdict: 'not reproduced',
      what: expect.stringContaining('20 % of the keys'),
    });
    expect(again?.found?.median).toBeCloseTo(181 / 171, 6);
  });

  it('R4: the smallest reduction speaks for all batches', () => {
    const { findings } = claim('R4');
    expect(findings.map(({ what }) => what)).toEqual([
      'less time for a batch of 10 files',
      'less time for a batch of 50 files',
    ]);
    expect(findings[0]).toMatchObject({ verdict: 'exceeded', found: { median: 0.9 } });
    const slow = claim('R4', withCell('optimized-50-files', 50, 6_000)).findings[0];
    expect(slow).toMatchObject({ what: 'less time for a batch of 50 files', verdict: 'not reproduced' });
  });

  it('R5: at 2,048 MB the compute falls to the CPU that was used, and requests stay what they are', () => {
    const [all, compute] = claim('R5').findings;
    const before = 0.3 * 2 * price.dollarsPerGbSecond * 1e6;
    const after = Math.max(0.0202, (0.03 * 1769) / 2048) * 2 * price.dollarsPerGbSecond * 1e6;
    const requests = (files: number) => 0.2 + 0.4 + 10 + 5 / files;
    expect(compute?.found?.median).toBeCloseTo(1 - after / before, 2);
    expect(all?.found?.median).toBeCloseTo(1 - (after + requests(500)) / (before + requests(50)), 2);
    expect(all).toMatchObject({ verdict: 'not reproduced', isSettled: true });
    expect(compute?.verdict).toBe('exceeded');
  });

  it('R6: stages are shown, and prove nothing', () => {
    expect(claim('R6').findings).toMatchObject([
      {
        verdict: 'not meaningful',
        because: expect.stringContaining('39–47 %'),
        found: { median: expect.closeTo(0.93) },
      },
    ]);
  });

  it('R7: a line with a fixed start is straight, and fifty times the files are not a hundred', () => {
    const [straight, range] = claim('R7').findings;
    expect(straight).toMatchObject({ verdict: 'reproduced', what: expect.stringContaining('10–500 files') });
    expect(range).toMatchObject({ verdict: 'not meaningful', found: { median: 50 } });
    const bent = claim('R7', withCell('optimized', 500, 20_100)).findings[0];
    expect(bent).toMatchObject({ verdict: 'not reproduced' });
    expect(bent?.found?.low).toBeGreaterThan(0.1);
  });

  it('R7: two sizes make no bend', () => {
    const two = cells.filter(({ engine }) => engine !== 'optimized-10-files');
    expect(claim('R7', two).findings[0]).toMatchObject({
      verdict: 'not meaningful',
      because: expect.stringContaining('--full'),
    });
  });

  it('R8: the cache answers every repeated read, and pooling opens hardly a connection', () => {
    const [cache, pool, together] = claim('R8').findings;
    expect(cache).toMatchObject({ verdict: 'reproduced', found: { median: 1 } });
    expect(pool).toMatchObject({ verdict: 'reproduced' });
    expect(pool?.found?.median).toBeCloseTo(1 - 1 / 31 / (150 / 151), 3);
    expect(together?.found?.median).toBeGreaterThan(0.97);
  });

  it('R8: a cache that answers half of them does not eliminate them', () => {
    const half = withCell('cached-rereads', 50, 17_000, { gets: 55, puts: 120, cacheHits: 5 });
    expect(claim('R8', half).findings[0]).toMatchObject({
      verdict: 'not reproduced',
      found: { median: 0.5 },
    });
  });

  it('rest on five rounds at least', () => {
    const few = cells.map((cell) =>
      cell.status === 'measured' ? { ...cell, samples: cell.samples.slice(0, 3) } : cell,
    );
    expect(claim('R1', few).findings[0]?.verdict).toBe('not meaningful');
  });
});

describe('what stands beside the verdicts', () => {
  it('a ladder keeps a row for every rung, with the reason where it was not measured', () => {
    const [ladder] = derive().ladders;
    expect(ladder?.rungs).toHaveLength(claimsRun.rungs.length);
    expect(ladder?.rungs[0]?.result).toMatchObject({ status: 'measured', files: 50, timesAsFast: null });
    expect(ladder?.rungs.find(({ name }) => name === 'retrying')?.result).toEqual({
      status: 'missing',
      because: 'not part of this run',
    });
  });

  it('the tables of the document have measured figures beside the claimed ones', () => {
    const table = derive().tables.find(({ title }) => title === 'Execution time by file count')!;
    expect(table.rows.map(({ name }) => name)).toEqual(['10 files', '50 files', '100 files', '500 files']);
    expect(table.rows[0]?.cells[0]).toMatchObject({ claimed: '~6 s', found: { median: 3000 } });
    expect(table.rows[3]?.cells[0]).toMatchObject({
      claimed: '~300 s',
      found: null,
      note: 'not part of this run',
    });
    expect(table.rows[3]?.cells[1]?.found?.median).toBe(10_100);
  });

  it('a bill adds requests to the compute', () => {
    const table = derive().tables.find(({ title }) => title.startsWith('Monthly cost'))!;
    const million = table.rows[2]?.cells[0]?.found?.median;
    expect(million).toBeCloseTo(10 + 0.2 + 0.4 + 10 + 0.1, 2);
  });

  it('codecs are compared with the first of them', () => {
    const codecs = [
      measuredCell({ scenario: 'claims-codecs', contender: 'sequential', files: 20, batchMs: 400 }),
      measuredCell({ scenario: 'claims-codecs', contender: 'duckdb', files: 20, batchMs: 40 }),
    ];
    const { codecs: rows } = derive([...cells, ...codecs]);
    expect(rows).toMatchObject([
      { name: 'sequential', msPerFile: { median: 20 }, timesAsFast: null },
      { name: 'duckdb', timesAsFast: { median: 10 } },
    ]);
    expect(derive().codecs[0]).toMatchObject({ msPerFile: null, because: 'not part of this run' });
  });

  it('what was left out is said', () => {
    const { notMeasured } = derive();
    expect(notMeasured.join(' ')).toContain('Batches of 100, 500 files with the original');
    expect(notMeasured.join(' ')).toContain('Python');
    const sampled = derive(cells, {
      baseline: { kind: 'command' },
      inputs: { ...claimsRun.inputs, objects: 9_000, copies: 480 },
    });
    expect(sampled.notMeasured.join(' ')).toContain('8,500 of the 9,000 objects');
    expect(sampled.notMeasured.join(' ')).toContain('480 files are copies');
    expect(sampled.notMeasured.join(' ')).toContain('inside');
  });
});
