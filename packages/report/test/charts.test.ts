import type { Estimate } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import {
  costChart,
  memoryChart,
  sizeChart,
  startupChart,
  throughputChart,
} from '../src/charts/bar-charts.ts';
import type { Row } from '../src/charts/chart-spec.ts';
import { chooseScale } from '../src/charts/choose-scale.ts';
import { describeChart } from '../src/charts/describe-chart.ts';
import { samplesChart } from '../src/charts/samples-chart.ts';
import { sliceNote } from '../src/charts/slices.ts';
import { stageChart } from '../src/charts/stage-chart.ts';
import { contestsOf, enginesOf } from '../src/contests.ts';
import { plausibleRecord } from './plausible-record.ts';
import { recordWithFailures } from './troubled-records.ts';

function bar(median: number, low = median): Row {
  const estimate: Estimate = { median, low, high: median, confidence: 0.95, samples: 12 };
  return { kind: 'bar', name: 'engine', colour: 0, estimate };
}

describe('the scale of a chart', () => {
  it('stays linear up to a thirtyfold range', () => {
    expect(chooseScale([bar(1), bar(30)])).toBe('linear');
  });

  it('is logarithmic beyond that', () => {
    expect(chooseScale([bar(1), bar(30.1)])).toBe('logarithmic');
  });

  it('stays linear when a value or the end of an interval is not positive', () => {
    expect(chooseScale([bar(0), bar(100)])).toBe('linear');
    expect(chooseScale([bar(1, -0.1), bar(100)])).toBe('linear');
  });

  it('stays linear for fewer than two bars', () => {
    expect(chooseScale([bar(1)])).toBe('linear');
    expect(chooseScale([])).toBe('linear');
  });
});

describe('the charts of a record', () => {
  const record = recordWithFailures();
  const contests = contestsOf(record);
  const engines = enginesOf(record);
  const [small, large] = contests as [(typeof contests)[0], (typeof contests)[0]];

  it('keep a row with its reason for every cell without a figure', () => {
    for (const chart of [
      throughputChart(contests, engines),
      memoryChart(contests, engines),
      costChart(small, engines),
    ]) {
      const empty = chart.rows.filter((row) => row.kind === 'empty');
      expect(empty.map(({ name, because }) => [name, because])).toEqual([
        ['worker-pool', 'failed: worker 2 ended with exit code 134 (out of memory)'],
        ['polars', 'wrong output: row 812, column squawk: expected "0042", found 42'],
        ['duckdb', 'unsupported: it cannot write Avro'],
      ]);
    }
  });

  it('state cost per TB where a slice makes the files differ in size', () => {
    expect(costChart(large, engines).axis).toBe('dollars per TB of input');
    expect(costChart(small, engines).axis).toBe('dollars per million files');
  });

  it('say that an outside command cannot be looked into', () => {
    const rows = startupChart(small, engines).rows;
    const mine = rows.slice(rows.findIndex(({ name }) => name === 'mine') + 1);
    expect(mine.map(({ kind }) => kind)).toEqual(['empty', 'empty', 'empty', 'bar']);
    expect(stageChart(small).rows.at(-1)).toMatchObject({ name: 'mine', values: [], whole: null });
  });

  it('mark engines that convert a slice, and never call it a file', () => {
    const names = startupChart(large, engines).rows.map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual([
      'sequential (slice)',
      'process start',
      'engine open',
      'first slice',
      'steady state, per slice',
    ]);
    expect(names.slice(-5)).toEqual([
      'wasm-arrow',
      'process start',
      'engine open',
      'first file',
      'steady state, per file',
    ]);
    for (const chart of [throughputChart([large], engines), memoryChart([large], engines)]) {
      expect(chart.rows.map(({ name }) => name)).toEqual([
        'sequential (slice)',
        'worker-pool (slice)',
        'wasm-arrow',
      ]);
    }
    expect(sizeChart([large], engines).rows[0]?.name).toBe('sequential (slice) · Parquet');
    expect(sliceNote(large.measured, 'so it is.')).toContain('marked (slice)');
    expect(sliceNote(small.measured, 'so it is.')).toBe('');
  });

  it('call a file a file where a slice is fewer whole files', () => {
    const record = plausibleRecord();
    const fewer = record.measurements.map((cell) =>
      cell.status === 'measured' && cell.scenario === 'small-files' && cell.engine === 'sequential'
        ? {
            ...cell,
            workload: { ...cell.workload, slice: { ofBytes: 64e6, ofFiles: 1000, because: 'slow' } },
          }
        : cell,
    );
    const contest = contestsOf({ ...record, measurements: fewer })[0]!;
    const names = startupChart(contest, engines).rows.map(({ name }) => name);
    expect(names.slice(0, 5)).toEqual([
      'sequential',
      'process start',
      'engine open',
      'first file',
      'steady state, per file',
    ]);
    expect(memoryChart([contest], engines).rows[0]?.name).toBe('sequential (slice)');
  });

  it('give output sizes as exact shares of the input', () => {
    const first = sizeChart(contests, engines).rows.find((row) => row.kind === 'exact');
    expect(first).toMatchObject({ name: 'sequential · Parquet', value: 0.212 });
  });

  it('show every pass in the order of the run', () => {
    const { traces } = samplesChart(small, engines);
    const slots = traces[0]?.points.map(({ x }) => x) ?? [];
    expect(slots).toEqual(slots.toSorted((a, b) => a - b));
    expect(slots).toHaveLength(15);
  });

  it('give the reference the first colour and engines without figures the last', () => {
    expect(engines).toEqual(['sequential', 'worker-pool', 'wasm-arrow', 'mine', 'polars', 'duckdb']);
  });

  it('are described in words, reasons included', () => {
    const text = describeChart('Throughput', throughputChart(contests, engines)).replace(/\u00a0/g, ' ');
    expect(text).toContain('sequential 3.23 MB/s (3.09–3.33);');
    expect(text).toContain('duckdb no figure, unsupported: it cannot write Avro;');
  });

  it('need no headings when there is one scenario', () => {
    const whole = plausibleRecord();
    const [only] = contestsOf(whole);
    const kinds = throughputChart(only === undefined ? [] : [only], enginesOf(whole)).rows.map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(['bar', 'bar', 'bar']);
  });
});
