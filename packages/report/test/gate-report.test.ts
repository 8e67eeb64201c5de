import { runRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { describeChart } from '../src/charts/describe-chart.ts';
import { changeChart, metricsOf, runningCharts } from '../src/charts/gate-charts.ts';
import { historyChart } from '../src/charts/history-charts.ts';
import { answerSentence, renderReport } from '../src/index.ts';
import {
  plausibleHistory,
  quietGate,
  recordOfGate,
  recordOfHistory,
  troubledGate,
} from './support/gate-record.ts';
import { hostileGate } from './support/hostile-gate.ts';
import { HOSTILE_NAMES } from './troubled-records.ts';

const textOf = (page: string) =>
  page
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/\s+/g, ' ');

const troubledPage = renderReport({ ...recordOfGate(troubledGate()), history: plausibleHistory() });
const historyPage = renderReport(recordOfHistory(plausibleHistory()));

describe('charts of a gate', () => {
  it('have a row for every benchmark that was to be compared, its ratio, and each of its pairs', () => {
    const gate = troubledGate();
    const { rows, limits } = changeChart(gate, 'cpu');
    expect(rows.map(({ kind, name }) => [kind, name])).toEqual([
      ['empty', 'my-tool parse'],
      ['change', 'csv/wasm-arrow'],
      ['change', 's3/pipeline'],
      ['change', 'csv/simd'],
      ['change', 'avro/encode'],
    ]);
    const [, slow] = rows;
    const { comparisons, pairs } = gate.benchmarks[1]!;
    expect(slow).toEqual({
      kind: 'change',
      name: 'csv/wasm-arrow',
      state: 'regression',
      ratio: comparisons[0]!.ratio,
      dots: pairs.map(({ logRatios }) => Math.exp(logRatios.cpu!)),
    });
    expect(limits).toEqual([1.025, 1.05]);
  });

  it('are one for each metric, those that decide first, with the alarm of each', () => {
    expect(metricsOf(troubledGate())).toEqual(['cpu', 'wall', 'parallelism', 'rss']);
    expect(changeChart(troubledGate(), 'wall').limits).toEqual([1.25]);
    expect(changeChart(troubledGate(), 'rss').limits).toEqual([1.1]);
  });

  it('are said in words, verdicts included', () => {
    expect(describeChart('Change', changeChart(troubledGate(), 'cpu')).replaceAll('\u00a0', ' ')).toMatch(
      /^Dot chart with intervals\. Change: CPU time of head against base, right is slower\. my-tool parse no figure, head does not run: exit code 127; csv\/wasm-arrow \+7\.\d % \([^)]*\), regression; /,
    );
  });

  it('follow the plain median of the pairs in their order, from the third on, and mark the looks', () => {
    const gate = quietGate();
    const [benchmark] = gate.benchmarks;
    const logs = [0.3, 0.1, 0.2, 0, 0.4];
    const pairs = benchmark!.pairs
      .slice(0, 5)
      .map((pair, index) => ({ ...pair, logRatios: { cpu: logs[index]! } }));
    const shuffled = [3, 1, 4, 0, 2].map((index) => pairs[index]!);
    const [chart] = runningCharts({
      ...gate,
      benchmarks: [{ ...benchmark!, pairs: shuffled, looks: [4] }],
    });
    expect(
      chart!.lines[0]!.points.map(({ x, y, isMarked }) => [x, Math.log(y).toFixed(3), isMarked]),
    ).toEqual([
      [3, '0.200', false],
      [4, '0.150', true],
      [5, '0.200', false],
    ]);
  });

  it('draw five lines at most into one chart, and none for what was never paired', () => {
    const gate = quietGate();
    const benchmarks = Array.from({ length: 7 }, (_, index) => ({
      ...gate.benchmarks[0]!,
      name: `b${index}`,
    }));
    expect(runningCharts({ ...gate, benchmarks }).map(({ lines }) => lines.length)).toEqual([5, 2]);
    expect(runningCharts({ ...gate, benchmarks: [{ ...benchmarks[0]!, pairs: [] }] })).toEqual([]);
  });

  it('leave canaries to their own table', () => {
    const gate = quietGate();
    const canary = { ...gate.benchmarks[0]!, kind: 'canary' as const, name: 'a tenth more work' };
    expect(changeChart({ ...gate, benchmarks: [canary] }, 'cpu').rows).toEqual([]);
  });
});

describe('the chart of a history', () => {
  it('is one line of one machine, with the commits below and the changes marked', () => {
    const series = plausibleHistory().machines[0]!.series[0]!;
    const chart = historyChart(series);
    expect(chart.lines[0]!.points).toHaveLength(series.points.length);
    expect(chart.labels[19]).toBe(series.points[19]!.commit.slice(0, 7));
    expect(chart.changes.map(({ x, text }) => [x, text.replaceAll('\u00a0', ' ')])).toEqual([
      [19, `41.1 ms → 44.4 ms (+8.0 %) at ${chart.labels[19]}`],
    ]);
    expect(chart.lines[0]!.points.flatMap(({ x, isMarked }) => (isMarked ? [x] : []))).toEqual([19]);
  });

  it('names a unit that it does not know, and writes plain numbers', () => {
    const chart = historyChart(plausibleHistory().machines[1]!.series[0]!);
    expect([chart.axis, chart.quantity]).toEqual(['rows per second', 'rate']);
  });

  it('of cores says that they were kept busy, where a comparison says that they were lost', async () => {
    const history = plausibleHistory();
    const [machine] = history.machines;
    const series = [{ ...machine!.series[0]!, metric: 'parallelism' as const, unit: 'cores' }];
    const text = textOf(
      await renderReport(recordOfHistory({ ...history, machines: [{ ...machine!, series }] })),
    );
    expect(text).toContain('· cores kept busy');
    expect(text).not.toContain('lost parallelism');
  });
});

describe('the page of a gate', () => {
  it('has the verdict as its answer and in its title', async () => {
    const page = await troubledPage;
    expect(page).toContain('<title>Infrastructure failure: my-tool parse does not run in head');
    expect(textOf(page)).toContain('Infrastructure failure: my-tool parse does not run in head');
    expect(answerSentence(recordOfGate(quietGate())).replaceAll('\u00a0', ' ')).toBe(
      'Pass: 2 benchmarks, none is slower by more than +1.3 %',
    );
  });

  it('has every part of what was found, and how it was decided', async () => {
    const text = textOf(await troubledPage);
    for (const said of [
      'faster-unions at 90ab4f6a11bb with changes that are not committed against base origin/main at 4f1d0c7be2a9',
      'Benchmarks passed by time and counters 3 of 6',
      's3/pipeline: requestsPerFile was 3 and is 4',
      'after 84 pairs the interval still reaches +6 %',
      '41 % of the CPU time is start-up',
      's3/pipeline requestsPerFile 3 4 none may not move ✗ regression',
      'canary: a tenth more work an alarm an alarm +10.1 % (+8.7 to +11.6) &lt; 0.0001 ✓ as expected',
      '✗ void accepted for another base',
      'What no benchmark of this run can see',
      'False alarms, each benchmark at most 1 %',
      'a warning where the interval ends below +10 %, else a failure',
      'Fingerprint, osImage Debian 13',
      'npx parquetry gate --base origin/main',
      'A pass is no proof of equality',
      'Figures of machines that differ in their fingerprint are never joined or compared.',
      '1: 41.1 ms → 44.4 ms (+8.0 %)',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('leads to its sections, and to none that it does not have', async () => {
    const linksOf = (page: string) => [...page.matchAll(/<li><a href="#([\w-]+)">/g)].map(([, id]) => id!);
    const page = await troubledPage;
    expect(linksOf(page)).toEqual([
      'gate-verdicts',
      'gate-metrics',
      'gate-running',
      'gate-counters',
      'gate-checks',
      'history',
      'gate-basis',
      'repeat',
      'limits',
      'environment',
    ]);
    for (const one of [page, await historyPage]) {
      expect(linksOf(one).filter((id) => !one.includes(`id="${id}"`))).toEqual([]);
    }
  });

  it('is there where nothing was compared at all', async () => {
    const gate = { ...quietGate(), benchmarks: [], canaries: [], verdict: 'infrastructure-failure' as const };
    const text = textOf(await renderReport(recordOfGate(gate)));
    expect(text).toContain('Infrastructure failure:');
    expect(text).toContain('This run had no canaries.');
  });

  it('writes nothing of the record as markup', async () => {
    const record = recordOfGate(hostileGate());
    expect(runRecord.parse(record)).toEqual(record);
    const page = await renderReport(record);
    expect(page.includes(HOSTILE_NAMES.script)).toBe(false);
    expect(page.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '').match(/<(?:img|style)\b/g)).toBeNull();
  });
});

describe('the page of a history alone', () => {
  it('answers how often a level changed, and says where', async () => {
    const page = await historyPage;
    const text = textOf(page);
    expect(text).toContain('On main 1 level changed , in 3 series of 2 machines; 1 counter moved.');
    expect(text).toContain('s3/pipeline requestsPerFile 4 3 90ab4f6 2026-11-21 09:30 UTC');
    expect(page).toContain('<title>history of main: 1');
    expect(answerSentence(recordOfHistory(plausibleHistory())).replaceAll('\u00a0', ' ')).toBe(
      'On main 1 level changed, in 3 series of 2 machines; 1 counter moved.',
    );
  });

  it('says that no run has been kept yet', async () => {
    const text = textOf(await renderReport(recordOfHistory({ branch: 'main', machines: [] })));
    expect(text).toContain('On main no level changed , in 0 series of 0 machines.');
    expect(text).toContain('No run of this branch has been kept yet.');
  });
});
