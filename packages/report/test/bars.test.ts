import { describe, expect, it } from 'vitest';
import { barsOf, barsSentence } from '../src/bars.ts';
import { describeChart } from '../src/charts/describe-chart.ts';
import { limitChart } from '../src/charts/limit-chart.ts';
import { contestsOf } from '../src/contests.ts';
import { renderReport } from '../src/index.ts';
import { plausibleRecord, recordWithBars } from './plausible-record.ts';

const contests = contestsOf(recordWithBars());
const bars = contests.flatMap(barsOf);

describe('the bars of a record', () => {
  it('are counted in one sentence', () => {
    expect(barsSentence(bars)).toBe('3\u00a0bars hold, 1 fails, 1 is undecided and 1 could not be judged.');
    expect(barsSentence(bars.slice(0, 1))).toBe('1\u00a0bar holds.');
  });

  it('are drawn as shares of their limits, so that one line marks all limits', () => {
    const { rows, limit } = limitChart(contests.slice(0, 1));
    expect(limit).toBe(1);
    expect(
      rows.map((row) => (row.kind === 'bar' ? [row.name, row.tone, row.estimate.median] : row.kind)),
    ).toEqual([
      ['time against polars', 'good', expect.closeTo(0.31 / 0.42)],
      ['time against duckdb', 'bad', expect.closeTo(0.31 / 0.28)],
      ['cold start against polars', 'warn', expect.closeTo(0.31 / 0.3)],
      ['output size against polars', 'good', expect.closeTo(0.971)],
      ['peak memory', 'good', expect.closeTo(0.575)],
      'empty',
    ]);
  });

  it('are told in words to those who do not see the chart', () => {
    const text = describeChart('Bars', limitChart(contests.slice(0, 1))).replaceAll('\u00a0', ' ');
    expect(text).toContain('time against polars 0.310× of 0.420× holds;');
    expect(text).toContain('peak memory 92 MB of 160 MB holds;');
    expect(text).toContain('no figure, not judged: mine is failed;');
  });
});

describe('the page', () => {
  it('has a section of bars, and a way to it', async () => {
    const page = await renderReport(recordWithBars());
    expect(page).toContain('<section class="wrap" id="bars">');
    expect(page).toContain('href="#bars"');
    expect(page).toContain('mine is failed');
  });

  it('has none where nothing is claimed', async () => {
    const page = await renderReport(plausibleRecord());
    expect(page).not.toContain('id="bars"');
    expect(page).not.toContain('href="#bars"');
  });

  it('says how large files were verified', async () => {
    const record = plausibleRecord();
    const measurements = record.measurements.map((cell) =>
      cell.status === 'measured' ? { ...cell, verification: 'by checksums' } : cell,
    );
    expect(await renderReport({ ...record, measurements })).toContain('(by checksums)');
  });
});
