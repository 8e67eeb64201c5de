import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plausibleRecord, recordWithBars } from '../plausible-record.ts';
import { drawnBars } from './drawn-charts.ts';
import { launchChromium, openReport } from './open-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

describe('the chart of bars', () => {
  it('draws each as a share of its limit, whiskers included, and keeps a row for what was not judged', async () => {
    await using report = await openReport(browser, recordWithBars());
    const bars = await drawnBars(report.page, 'chart-limits');
    expect(bars.map(({ label, x }) => [label, x])).toEqual([
      ['time against polars', expect.closeTo(0.31 / 0.42)],
      ['time against duckdb', expect.closeTo(0.31 / 0.28)],
      ['cold start against polars', expect.closeTo(0.31 / 0.3)],
      ['output size against polars', expect.closeTo(0.971)],
      ['peak memory', expect.closeTo(0.575)],
      ['time against mine', null],
    ]);
    expect(bars[0]).toMatchObject({ xMin: expect.closeTo(0.29 / 0.42), xMax: expect.closeTo(0.33 / 0.42) });
    for (const { pixels, expected } of bars) expect(pixels).toEqual(expected);
    expect(report.problems).toEqual([]);
  });

  it('fits a phone without scrolling the page sideways', async () => {
    await using report = await openReport(browser, recordWithBars(), {
      viewport: { width: 390, height: 800 },
    });
    const [content, window] = await report.page.evaluate(() => [
      document.documentElement.scrollWidth,
      innerWidth,
    ]);
    expect(content).toBeLessThanOrEqual(window!);
  });

  it('is not there where nothing was claimed', async () => {
    await using report = await openReport(browser, plausibleRecord());
    expect(await report.page.locator('#bars').count()).toBe(0);
  });
});
