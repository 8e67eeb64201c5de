import { runRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { describeChart } from '../src/charts/describe-chart.ts';
import { fitChart } from '../src/charts/fit-chart.ts';
import { codecsChart, ladderChart } from '../src/charts/ladder-chart.ts';
import { toneOf, verdictCounts } from '../src/claims/claim-names.ts';
import { claimsAnswer } from '../src/claims/claims-answer.ts';
import { renderReport } from '../src/index.ts';
import { plainText } from '../src/text/sentence.ts';
import { recordWithClaims } from './claims-record.ts';
import { plausibleRecord } from './plausible-record.ts';

const record = recordWithClaims();
const claims = record.claims!;
const ladder = claims.ladders[0]!;

const textOf = async (shown = record) =>
  (await renderReport(shown)).replaceAll('\u00a0', ' ').replaceAll(/<small>/g, ' <small>');

it('the record of the tests is valid', () => {
  expect(runRecord.parse(record)).toEqual(record);
});

describe('the answer', () => {
  it('counts the verdicts, and tells the gain of all measures with its interval and its network', () => {
    const text = plainText(claimsAnswer(claims)).replaceAll('\u00a0', ' ');
    expect(text).toMatch(
      /^Of the report’s claims \d of 8 (is|are) exceeded, .*\. With the codecs held fixed all its measures together are 17\.\d times as fast with network profile report-2025 \(93 % interval [\d.–]+, 5 samples\), against our Node re-implementation of the original\.$/,
    );
  });

  it('says so where the optimized pipeline was not measured', () => {
    const without = { ...claims, ladders: [] };
    expect(plainText(claimsAnswer(without))).toContain('the optimized pipeline was not measured');
  });

  it('leaves out verdicts that nothing got', () => {
    const one = { claims: claims.claims.filter(({ id }) => id === 'R3') };
    expect(verdictCounts(one)).toBe('1 of 1 is not reproduced');
  });

  it('shows what is not settled in another colour than what is', () => {
    expect(toneOf({ verdict: 'not reproduced', isSettled: true })).toBe('refuted');
    expect(toneOf({ verdict: 'not reproduced', isSettled: false })).toBe('unsettled');
  });
});

describe('the charts', () => {
  it('keep a row for each step, with the reason where it has no figure, and shade what is claimed', () => {
    const chart = ladderChart(ladder);
    expect(chart.band).toEqual({ low: 5, high: 10 });
    expect(chart.rows.map(({ kind, name }) => [kind, name])).toEqual([
      ['exact', 'Original'],
      ['bar', 'Pooled connections'],
      ['bar', 'Files in parallel'],
      ['bar', 'Formats in parallel'],
      ['bar', 'LRU cache'],
      ['empty', 'Retries'],
      ['bar', 'Optimized'],
      ['bar', 'Optimized, wasm-arrow'],
      ['bar', 'Optimized, simd'],
    ]);
    expect(describeChart('The ladder', chart)).toContain('Claimed: 5.00× to 10.0×.');
  });

  it('say why a codec has no figure', () => {
    expect(codecsChart(claims).rows[1]).toEqual({
      kind: 'empty',
      name: 'duckdb',
      because: 'not part of this run',
    });
  });

  it('draw each line over the range of its points, between the ends of both intervals', () => {
    const [series] = fitChart(record.fits).series;
    const { line, points } = series!;
    expect(points).toHaveLength(15);
    expect(line.map(({ x }) => x)).toEqual([10, 500]);
    expect(line[1]!.y).toBeCloseTo(214 + 16.9 * 500);
    expect(line[1]!.low).toBeCloseTo(0.95 * (214 + 16.9 * 500));
    expect(describeChart('Lines', fitChart(record.fits))).toMatch(/optimized: 15\spoints/);
  });
});

describe('the page', () => {
  it('has every claim with figure, interval, samples and reason', async () => {
    const text = await textOf();
    for (const id of ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8']) expect(text).toContain(`id="${id}"`);
    expect(text).toContain('the whole interval is worse than the claimed range');
    expect(text).toContain('5 (93 %)');
    expect(text).toContain('local · 2 cores · AMD EPYC 7763');
  });

  it('puts what is claimed beside what was measured', async () => {
    expect(await textOf()).toMatch(
      /<th scope="row">10 files<\/th><td class="claimed">~6 s<\/td><td><b>3\.01 s<\/b>/,
    );
  });

  it('lists contradictions, the sample and what was not measured', async () => {
    const text = await textOf();
    expect(text).toContain('$0.0000166667 × 10,000 = $0.183');
    expect(text).toContain('8,500 of the 9,000 objects');
    expect(text).toContain('objects of S3, read and copied');
  });

  it('prices the user’s own month where it is told the volume', async () => {
    expect(await textOf()).toContain('--files-per-month');
    expect(await textOf(recordWithClaims(300_000))).toContain('300,000 files a month');
  });

  it('is titled by its verdicts', async () => {
    expect(await textOf()).toMatch(/<title>claims: \d of 8 /);
  });

  it('has no word of claims where there are none', async () => {
    const text = await renderReport(plausibleRecord());
    expect(text).not.toContain('id="claims"');
    expect(text).not.toContain('#ladder');
  });
});
