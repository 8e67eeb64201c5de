import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordWithClaims } from '../claims-record.ts';
import { drawnBars, drawnDatasets } from './drawn-charts.ts';
import { launchChromium, openReport } from './open-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const record = recordWithClaims(300_000);
const PHONE = { width: 390, height: 844 };

describe('the report of a claims run', () => {
  it('opens without errors and asks for nothing beyond itself', async () => {
    await using report = await openReport(browser, record);
    expect(report.problems).toEqual([]);
    expect(report.requests).toEqual([]);
  });

  it('draws the ladder as the record has it, whiskers included, with room for the claimed range', async () => {
    await using report = await openReport(browser, record);
    const bars = await drawnBars(report.page, 'chart-ladder-0');
    const rungs = record.claims!.ladders[0]!.rungs;
    const expected = rungs.map(({ title, result }) => {
      const gain = result.status === 'measured' ? result.timesAsFast : undefined;
      return [title, gain === undefined ? null : (gain?.median ?? 1)];
    });
    expect(bars.map(({ label, x }) => [label, x])).toEqual(expected);
    for (const { pixels, expected: places } of bars) expect(pixels).toEqual(places);
    const most = await report.page.evaluate(() => {
      const { Chart } = globalThis as unknown as { Chart: typeof import('chart.js').Chart };
      return Chart.getChart('chart-ladder-0')?.scales['x']?.max;
    });
    expect(most).toBeGreaterThan(10);
  });

  it('draws points, line and band of each fit', async () => {
    await using report = await openReport(browser, record);
    const [points, line, low, high] = await drawnDatasets(report.page, 'chart-scaling');
    expect(points).toMatchObject({ label: 'optimized' });
    expect(points?.data).toHaveLength(15);
    const at = (index: number) => ({ x: 500, y: expect.closeTo((214 + 16.9 * 500) * index) });
    expect(line?.data.at(-1)).toEqual(at(1));
    expect(low?.data.at(-1)).toEqual(at(0.95));
    expect(high?.data.at(-1)).toEqual(at(1.05));
  });

  it('never makes a phone scroll sideways, all tables open', async () => {
    await using report = await openReport(browser, record, { viewport: PHONE });
    const widest = await report.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return document.documentElement.scrollWidth;
    });
    expect(widest).toBe(PHONE.width);
  });

  it('leads from each verdict to its figures', async () => {
    await using report = await openReport(browser, record);
    const { page } = report;
    await page.locator('.claims a').first().click();
    expect(new URL(page.url()).hash).toBe('#R1');
    const row = page.locator('#R1');
    expect(await row.textContent()).toContain('R1 Time per file');
  });

  it('has the answer, the verdicts and the whole ladder on the first screen of a desktop', async () => {
    await using report = await openReport(browser, record, { viewport: { width: 1280, height: 900 } });
    for (const selector of ['h1', '.badge', '.claims', '#chart-ladder-0']) {
      const box = await report.page.locator(selector).first().boundingBox();
      expect(box === null ? Number.POSITIVE_INFINITY : box.y + box.height, selector).toBeLessThanOrEqual(900);
    }
  });
});
