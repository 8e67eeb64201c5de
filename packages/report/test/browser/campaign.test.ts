import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plausibleCampaign, recordOf } from '../campaign-record.ts';
import { drawnBars, drawnDatasets } from './drawn-charts.ts';
import { launchChromium, openReport } from './open-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

describe('the page of a fault campaign', () => {
  it('draws the fate of the objects as columns that are as high as there are objects', async () => {
    await using report = await openReport(browser, recordOf(plausibleCampaign()));
    const parts = await drawnDatasets(report.page, 'chart-fates');
    expect(parts).toEqual([
      { label: 'converted before', data: [0, 30, 30, 70, 95] },
      { label: 'converted by this process', data: [30, 0, 40, 25, 2] },
      { label: 'not converted yet, or bad', data: [70, 70, 30, 5, 3] },
    ]);
    expect(report.problems).toEqual([]);
    expect(report.requests).toEqual([]);
  });

  it('draws how often each fault struck', async () => {
    await using report = await openReport(browser, recordOf(plausibleCampaign()));
    const bars = await drawnBars(report.page, 'chart-faults');
    expect(bars.map(({ label, x }) => [label, x])).toEqual([
      ['503 Slow Down', 90],
      ['reset after the work is done', 60],
      ['body cut, as if it were whole', 50],
    ]);
  });

  it('fits a phone without scrolling the page sideways', async () => {
    await using report = await openReport(browser, recordOf(plausibleCampaign()), {
      viewport: { width: 390, height: 800 },
    });
    const [content, window] = await report.page.evaluate(() => [
      document.documentElement.scrollWidth,
      innerWidth,
    ]);
    expect(content).toBeLessThanOrEqual(window!);
  });
});
