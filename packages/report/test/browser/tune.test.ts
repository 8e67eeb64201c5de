import type { MeasuredTuneCell, TuneFigures } from '@parquetry/bench/record';
import type { Chart } from 'chart.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plausibleRecord } from '../plausible-record.ts';
import { hostileTune } from '../support/hostile-tune.ts';
import { plausibleTune, recordOfTune } from '../support/tune-record.ts';
import { drawnDatasets } from './drawn-charts.ts';
import { launchChromium, openReport } from './open-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const tune = plausibleTune();
const measured = tune.cells.filter((cell): cell is MeasuredTuneCell => cell.status === 'measured');
const warm = measured.map((cell) => cell.warm!);

interface DrawnPoint {
  readonly y: number;
  readonly yMin?: number;
  readonly yMax?: number;
}

const pointsOf = (data: readonly unknown[]) => data as readonly DrawnPoint[];

const intervalsOf = (
  figures: readonly TuneFigures[],
  pick: (of: TuneFigures) => { median: number; low: number; high: number },
) => figures.map(pick).map(({ median, low, high }) => ({ y: median, yMin: low, yMax: high }));

/** Of the first data set: whether each mark and both ends of its whisker are where the scale has their values. */
function misplaced(page: Page, id: string): Promise<number> {
  return page.evaluate((chartId) => {
    const { Chart: library } = globalThis as unknown as { Chart: typeof Chart };
    const chart = library.getChart(chartId)!;
    const scale = chart.scales['y']!;
    const elements = chart.getDatasetMeta(0).data as unknown as Record<'y' | 'yMin' | 'yMax', number>[];
    const points = chart.data.datasets[0]!.data as unknown as Record<'y' | 'yMin' | 'yMax', number>[];
    return points.filter((point, index) =>
      (['y', 'yMin', 'yMax'] as const).some(
        (end) => Math.abs(scale.getPixelForValue(point[end]) - elements[index]![end]) > 0.5,
      ),
    ).length;
  }, id);
}

/** Whether any data set of a chart joins its points. */
function isJoined(page: Page, id: string): Promise<boolean> {
  return page.evaluate((chartId) => {
    const { Chart: library } = globalThis as unknown as { Chart: typeof Chart };
    const chart = library.getChart(chartId)!;
    return chart.data.datasets.some((_, index) => {
      const { controller } = chart.getDatasetMeta(index) as unknown as {
        controller: { options: { showLine: boolean } };
      };
      return controller.options.showLine;
    });
  }, id);
}

describe('the page of a tune', () => {
  it('draws cost and time of every size as the record has them, whiskers and single events included', async () => {
    await using report = await openReport(browser, recordOfTune(tune));
    const { page } = report;
    const ends = ({ y, yMin, yMax }: DrawnPoint) => ({ y, yMin, yMax });
    const [costs, costDots] = await drawnDatasets(page, 'chart-size-cost');
    expect(pointsOf(costs!.data).map(ends)).toEqual(intervalsOf(warm, (of) => of.dollarsPerMillion));
    const [times, timeDots] = await drawnDatasets(page, 'chart-size-time');
    expect(pointsOf(times!.data).map(ends)).toEqual(intervalsOf(warm, (of) => of.durationMs.p50));
    const counted = tune.samples.filter(
      ({ outcome, discarded }) => outcome === 'warm' && discarded === undefined,
    );
    expect(costDots!.data).toHaveLength(counted.length);
    expect(
      pointsOf(timeDots!.data)
        .map(({ y }) => y)
        .toSorted(),
    ).toEqual(counted.map(({ durationMs }) => durationMs).toSorted());
    expect([await misplaced(page, 'chart-size-cost'), await misplaced(page, 'chart-size-time')]).toEqual([
      0, 0,
    ]);
    expect(await isJoined(page, 'chart-size-cost')).toBe(false);
    expect([report.problems, report.requests]).toEqual([[], []]);
  });

  it('draws starts, stages and load as the record has them', async () => {
    const loaded = plausibleTune({ memoryMb: [1024, 1769], concurrency: [1, 4], samples: 40 });
    await using report = await openReport(browser, recordOfTune(loaded));
    const cells = loaded.cells.filter((cell): cell is MeasuredTuneCell => cell.status === 'measured');
    const alone = cells.filter(({ concurrency }) => concurrency === 1);
    const starts = await drawnDatasets(report.page, 'chart-starts-0');
    const marks = starts
      .filter(({ label }) => label !== '')
      .map(({ data }) => pointsOf(data).map(({ y }) => y));
    expect(marks).toEqual([
      alone.map((cell) => cell.warm!.durationMs.p50.median),
      alone.map((cell) => cell.cold!.durationMs.p50.median),
      alone.map((cell) => cell.cold!.initMs!.p50.median),
    ]);
    const stages = await drawnDatasets(report.page, 'chart-tune-stages-0');
    expect(stages.map(({ label }) => label)).toEqual([
      '1 Read',
      '2 Parse',
      '3 Encode Parquet',
      '4 Encode Avro',
      '5 Write',
    ]);
    const rates = await drawnDatasets(report.page, 'chart-answer-rate-0');
    const drawn = rates
      .filter(({ label }) => label !== '')
      .flatMap(({ data }) => pointsOf(data).map(({ y }) => y));
    expect(drawn).toEqual(cells.flatMap(({ answersPerSecond }) => answersPerSecond?.median ?? []));
    expect(report.problems).toEqual([]);
  });

  it('never makes a phone scroll sideways, all tables open, whatever the names are; and loads nothing', async () => {
    await using report = await openReport(browser, recordOfTune(hostileTune()), {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    const widest = await report.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return document.documentElement.scrollWidth;
    });
    expect(widest).toBe(390);
    expect([report.problems, report.requests]).toEqual([[], []]);
    expect(await report.page.locator('img').count()).toBe(0);
  });

  it('describes every chart in words and puts its figures into a table, beside a benchmark too', async () => {
    await using report = await openReport(browser, { ...plausibleRecord(), tune });
    const figures = await report.page.locator('#tune figure, #tune ~ section figure').evaluateAll((all) =>
      all.map((element) => ({
        described: (element.querySelector('canvas')?.getAttribute('aria-label') ?? '').length > 40,
        rows: element.querySelectorAll('table tbody tr').length,
      })),
    );
    expect(figures.length).toBeGreaterThanOrEqual(5);
    expect(figures.every(({ described, rows }) => described && rows > 0)).toBe(true);
    expect(report.problems).toEqual([]);
  });

  it('has the answer, the place and the key figures on the first screen of a desktop', async () => {
    await using report = await openReport(browser, recordOfTune(tune), {
      viewport: { width: 1280, height: 900 },
    });
    for (const selector of ['h1', '.badge', '.tiles', '#chart-size-cost']) {
      const box = await report.page.locator(selector).first().boundingBox();
      expect(box === null ? Number.POSITIVE_INFINITY : box.y + box.height, selector).toBeLessThanOrEqual(900);
    }
  });
});
