import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plausibleHistory, recordOfGate, troubledGate } from '../support/gate-record.ts';
import { hostileGate } from '../support/hostile-gate.ts';
import { drawnDatasets } from './drawn-charts.ts';
import { launchChromium, openReport } from './open-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const record = () => ({ ...recordOfGate(troubledGate()), history: plausibleHistory() });

describe('the page of a gate', () => {
  it('draws changes with their intervals, single pairs, medians and the history as the record has them', async () => {
    await using report = await openReport(browser, record());
    const [marks, dots] = await drawnDatasets(report.page, 'chart-change-cpu');
    const compared = troubledGate().benchmarks.flatMap(({ comparisons }) =>
      comparisons.filter(({ metric }) => metric === 'cpu').map(({ ratio }) => ratio),
    );
    const ends = (marks!.data as { x: number; xMin: number; xMax: number }[]).map(({ x, xMin, xMax }) => ({
      estimate: x,
      low: xMin,
      high: xMax,
    }));
    expect(ends).toHaveLength(compared.length);
    for (const { estimate, low, high } of compared) expect(ends).toContainEqual({ estimate, low, high });
    expect(dots!.data).toHaveLength(compared.reduce((sum, { pairs }) => sum + pairs, 0));
    const running = await drawnDatasets(report.page, 'chart-running-0');
    expect(running.filter(({ label }) => label !== '')).toHaveLength(4);
    const [line, low, high] = await drawnDatasets(report.page, 'chart-history-0-0');
    expect([line, low, high].map((set) => set!.data.length)).toEqual([32, 32, 32]);
    expect([report.problems, report.requests]).toEqual([[], []]);
  });

  it('has a table and words for every chart', async () => {
    await using report = await openReport(browser, record());
    const figures = await report.page.locator('figure').evaluateAll((all) =>
      all.map((element) => ({
        described: (element.querySelector('canvas')?.getAttribute('aria-label') ?? '').length > 40,
        rows: element.querySelectorAll('table tbody tr').length,
      })),
    );
    expect(figures).toHaveLength(8);
    expect(figures.every(({ described, rows }) => described && rows > 0)).toBe(true);
  });

  it('fits a small phone in the dark, with every table open and whatever the record says', async () => {
    await using report = await openReport(
      browser,
      { ...recordOfGate(hostileGate()), history: plausibleHistory() },
      { viewport: { width: 360, height: 780 }, colorScheme: 'dark' },
    );
    const widest = await report.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return document.documentElement.scrollWidth;
    });
    expect(widest).toBe(360);
    expect(await report.page.locator('img').count()).toBe(0);
    expect([report.problems, report.requests]).toEqual([[], []]);
  });

  it('has the verdict, what was compared and the chart on the first screen of a desktop', async () => {
    await using report = await openReport(browser, record(), { viewport: { width: 1280, height: 900 } });
    for (const selector of ['h1', '.badge', '.tiles', '#chart-change-cpu']) {
      const box = await report.page.locator(selector).first().boundingBox();
      expect(box === null ? Number.POSITIVE_INFINITY : box.y + box.height, selector).toBeLessThanOrEqual(900);
    }
  });
});
