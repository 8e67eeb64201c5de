import type { Estimate, MeasuredCell, RunRecord } from '@parquetry/bench/record';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markedName } from '../../src/charts/slices.ts';
import { plausibleRecord } from '../plausible-record.ts';
import { hostileRecord, recordWithFailures } from '../troubled-records.ts';
import { drawnBars, drawnDatasets } from './drawn-charts.ts';
import { launchChromium, openReport } from './open-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

function measuredCells(record: RunRecord, scenario?: string): MeasuredCell[] {
  return record.measurements.filter(
    (cell): cell is MeasuredCell =>
      cell.status === 'measured' && (scenario ?? cell.scenario) === cell.scenario,
  );
}

function bar(label: string, { median, low, high }: Estimate) {
  return { label, x: median, xMin: low, xMax: high };
}

const RECORDS: readonly (readonly [string, RunRecord])[] = [
  ['of a complete run', plausibleRecord()],
  ['with failed, unsupported and wrong cells', recordWithFailures()],
  ['with hostile names', hostileRecord()],
];

describe.each(RECORDS)('the report of a record %s', (_name, record) => {
  it('opens without errors and asks for nothing beyond itself', async () => {
    await using report = await openReport(browser, record);
    expect(report.problems).toEqual([]);
    expect(report.requests).toEqual([]);
    expect(await report.page.locator('img').count()).toBe(0);
  });

  it('draws throughput and memory of every cell as the record has them, whiskers included', async () => {
    await using report = await openReport(browser, record);
    const picks = [
      ['chart-throughput', ({ figures }: MeasuredCell) => figures.inputBytesPerSecond],
      ['chart-memory', ({ figures }: MeasuredCell) => figures.peakRssBytes!],
    ] as const;
    for (const [id, pick] of picks) {
      const bars = await drawnBars(report.page, id);
      const withFigures = bars.filter(({ x }) => x !== null);
      expect(withFigures.map(({ label, x, xMin, xMax }) => ({ label, x, xMin, xMax }))).toEqual(
        record.scenarios.flatMap(({ name }) =>
          measuredCells(record, name).map((cell) => bar(markedName(cell), pick(cell))),
        ),
      );
      for (const { pixels, expected } of bars) {
        expect(pixels).toEqual(expected);
      }
    }
  });

  it('keeps a row for every cell without figures, and draws nothing in it', async () => {
    await using report = await openReport(browser, record);
    const bars = await drawnBars(report.page, 'chart-throughput');
    const without = record.measurements
      .filter(({ status }) => status !== 'measured')
      .map(({ engine }) => engine);
    const empty = bars.filter(({ x }) => x === null);
    const headings = record.scenarios.map(({ name }) => name);
    expect(empty.map(({ label }) => label).toSorted()).toEqual([...without, ...headings].toSorted());
    expect(empty.every(({ xMin, xMax }) => xMin === undefined && xMax === undefined)).toBe(true);
  });

  it('draws cost, stages and raw samples of the first scenario as the record has them', async () => {
    await using report = await openReport(browser, record);
    const cells = measuredCells(record, record.scenarios[0]?.name);
    const costs = (await drawnBars(report.page, 'chart-cost-0')).filter(({ x }) => x !== null);
    expect(costs.map(({ label, x, xMin, xMax }) => ({ label, x, xMin, xMax }))).toEqual(
      cells.map(({ engine, figures }) => bar(engine, figures.cost.dollarsPerMillionFiles)),
    );

    const stages = cells.flatMap(({ figures }) =>
      figures.stagesPerFile === null ? [] : [figures.stagesPerFile],
    );
    const drawn = await drawnDatasets(report.page, 'chart-stages-0');
    expect(drawn.map(({ data }) => data.filter((share) => share !== null))).toEqual(
      (['readMs', 'parseMs', 'encodeParquetMs', 'encodeAvroMs', 'writeMs'] as const).map((stage) =>
        stages.map((times) => times[stage] / Object.values(times).reduce((sum, time) => sum + time, 0)),
      ),
    );

    const traces = await drawnDatasets(report.page, 'chart-samples-0');
    expect(
      traces.map(({ label, data }) => ({
        label,
        passes: data.map((point) => (point as { wallMs: number }).wallMs),
      })),
    ).toEqual(
      cells.map(({ engine, samples }) => ({
        label: engine,
        passes: samples.flatMap(({ iterations }) => iterations.map(({ wallMs }) => wallMs)),
      })),
    );
  });

  it('describes every chart in words and puts its figures into a table', async () => {
    await using report = await openReport(browser, record);
    const figures = await report.page.locator('figure').evaluateAll((all) =>
      all.map((element) => ({
        described: (element.querySelector('canvas')?.getAttribute('aria-label') ?? '').length > 40,
        rows: element.querySelectorAll('table tbody tr').length,
      })),
    );
    expect(figures.length).toBeGreaterThanOrEqual(9);
    expect(figures.every(({ described, rows }) => described && rows > 0)).toBe(true);
  });
});

it('says when a scale is logarithmic, in the caption and on the axis', async () => {
  await using report = await openReport(browser, recordWithFailures());
  const type = await report.page.evaluate(() => {
    const { Chart } = globalThis as unknown as { Chart: typeof import('chart.js').Chart };
    return Chart.getChart('chart-throughput')?.scales['x']?.type;
  });
  expect(type).toBe('logarithmic');
  expect(await report.page.locator('#figure-throughput figcaption').textContent()).toContain(
    'The scale is logarithmic',
  );
});
