import type { Chart } from 'chart.js';
import type { Page } from 'playwright-core';

/** A bar as chart.js holds it, and where its ends and whiskers are on the canvas. */
export interface DrawnBar {
  readonly label: string;
  readonly x: number | null;
  readonly xMin?: number;
  readonly xMax?: number;
  readonly pixels: { readonly end: number; readonly low: number | null; readonly high: number | null };
  /** Where the scale puts the same values. */
  readonly expected: { readonly end: number; readonly low: number | null; readonly high: number | null };
}

/** Reads the bars of a chart back from chart.js. */
export function drawnBars(page: Page, id: string): Promise<DrawnBar[]> {
  return page.evaluate((chartId) => {
    const { Chart: library } = globalThis as unknown as { Chart: typeof Chart };
    const chart = library.getChart(chartId);
    const scale = chart?.scales['x'];
    if (chart === undefined || scale === undefined) throw new Error(`${chartId} is not drawn`);
    const points = chart.data.datasets[0]?.data as unknown as {
      x: number | null;
      xMin?: number;
      xMax?: number;
    }[];
    const elements = chart.getDatasetMeta(0).data;
    const pixelOf = (value: number | null | undefined) =>
      value === null || value === undefined ? null : scale.getPixelForValue(value);
    return points.map((point, index) => {
      const { x, xMin, xMax } = elements[index] as unknown as {
        x: number;
        xMin: number | null;
        xMax: number | null;
      };
      return {
        ...point,
        label: String(chart.data.labels?.[index]),
        pixels: { end: x, low: xMin, high: xMax },
        expected: { end: pixelOf(point.x) ?? x, low: pixelOf(point.xMin), high: pixelOf(point.xMax) },
      };
    });
  }, id);
}

export interface DrawnDataset {
  readonly label: string;
  readonly data: readonly unknown[];
}

/** Reads all datasets of a chart back from chart.js. */
export function drawnDatasets(page: Page, id: string): Promise<DrawnDataset[]> {
  return page.evaluate((chartId) => {
    const { Chart: library } = globalThis as unknown as { Chart: typeof Chart };
    const datasets = library.getChart(chartId)?.data.datasets;
    if (datasets === undefined) throw new Error(`${chartId} is not drawn`);
    return datasets.map(({ label, data }) => ({ label: label ?? '', data: [...data] }));
  }, id);
}
