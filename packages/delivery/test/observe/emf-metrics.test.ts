import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type EmfOptions, emfMetrics } from '../../src/observe/emf-metrics.ts';
import { emfShape } from './support/emf-shape.ts';
import { converted, failed, oneOfEach, skipped } from './support/events.ts';

const setUp = async (options: EmfOptions = {}) => {
  const written: string[] = [];
  const output = { write: (line: string) => written.push(line) };
  const metrics = await emfMetrics({ output, memoryBytes: () => 123_000_000, ...options });
  const lines = () =>
    written.map((line) => {
      expect(line.endsWith('}\n')).toBe(true);
      return emfShape.parse(JSON.parse(line));
    });
  return { metrics, lines };
};

describe('metrics of CloudWatch', () => {
  it('have a line for a job that was converted', async () => {
    const at = Date.now() - 5_000;
    const { metrics, lines } = await setUp({ now: () => at });
    metrics.observe(converted());
    expect(lines()).toEqual([
      {
        _aws: {
          Timestamp: at,
          CloudWatchMetrics: [
            {
              Namespace: 'Parquetry',
              Dimensions: [['service']],
              Metrics: [
                { Name: 'ProcessingTime', Unit: 'Milliseconds' },
                { Name: 'ErrorRate', Unit: 'Percent' },
                { Name: 'MemoryUsage', Unit: 'Bytes' },
                { Name: 'RecordsProcessed', Unit: 'Count' },
                { Name: 'CompressionRatio', Unit: 'None' },
                { Name: 'ThroughputRecordsPerSecond', Unit: 'Count/Second' },
              ],
            },
          ],
        },
        service: 'parquetry',
        jobId: '0123456789abcdef',
        source: 's3://lake/in/a.csv',
        ProcessingTime: 25,
        ErrorRate: 0,
        MemoryUsage: 123_000_000,
        RecordsProcessed: 100,
        CompressionRatio: 5,
        ThroughputRecordsPerSecond: 4_000,
      },
    ]);
  });

  it('have a line for a job that failed, with its reason beside the metrics', async () => {
    const { metrics, lines } = await setUp();
    metrics.observe(failed('throttling', 'SlowDown'));
    expect(lines()).toMatchObject([
      { ErrorRate: 100, ProcessingTime: 3_000, failure: 'throttling', code: 'SlowDown' },
    ]);
    expect(lines()[0]).not.toHaveProperty('RecordsProcessed');
  });

  it('are silent of everything else', async () => {
    const { metrics, lines } = await setUp();
    for (const event of oneOfEach.filter(({ kind }) => kind !== 'job-ended')) metrics.observe(event);
    metrics.observe(skipped('gone'));
    metrics.flush();
    expect(lines()).toEqual([]);
  });

  it('never divide by nothing', async () => {
    const { metrics, lines } = await setUp();
    metrics.observe(converted({ bytes: { read: 0, parsed: 0, written: 0 } }, { elapsedMs: 0 }));
    expect(lines()[0]).toMatchObject({ ProcessingTime: 0, RecordsProcessed: 100 });
    expect(lines()[0]).not.toHaveProperty('CompressionRatio');
    expect(lines()[0]).not.toHaveProperty('ThroughputRecordsPerSecond');
  });

  it('gather the times of stages, those alone that took any, each under its dimension', async () => {
    const { metrics, lines } = await setUp({ dimensions: { Engine: 'simd' } });
    metrics.observe(converted());
    metrics.observe(converted());
    metrics[Symbol.dispose]();
    const stages = lines().slice(2);
    expect(stages.map(({ Stage, StageTime }) => [Stage, StageTime])).toEqual([
      ['Read', [5, 5]],
      ['Parse', [3, 3]],
      ['EncodeParquet', [2, 2]],
      ['Write', [7, 7]],
    ]);
    for (const line of stages) {
      expect(line._aws.CloudWatchMetrics[0]!.Dimensions).toEqual([['service', 'Engine', 'Stage']]);
      expect(line).not.toHaveProperty('jobId');
    }
    metrics.flush();
    expect(lines()).toHaveLength(6);
  });

  it('never hold more than 100 metrics or values, however many jobs there are, and lose none', async () => {
    const { metrics, lines } = await setUp();
    for (let job = 0; job < 1_000; job += 1) metrics.observe(converted());
    metrics.flush();
    const all = lines();
    expect(all.filter((line) => 'ProcessingTime' in line)).toHaveLength(1_000);
    const reads = all
      .filter(({ Stage }) => Stage === 'Read')
      .flatMap(({ StageTime }) => StageTime as number[]);
    expect(reads).toHaveLength(1_000);
  });

  it('name neither jobs nor objects as dimensions', async () => {
    const { metrics, lines } = await setUp();
    for (const event of oneOfEach) metrics.observe(event);
    metrics.flush();
    const names = lines().flatMap(({ _aws }) =>
      _aws.CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions.flat()),
    );
    expect(new Set(names)).toEqual(new Set(['service', 'Stage']));
  });

  it('go to stdout through Powertools when no other place is named', () => {
    const script = `
      import { emfMetrics } from ${JSON.stringify(new URL('../../src/observe/emf-metrics.ts', import.meta.url).href)};
      const metrics = await emfMetrics({ namespace: 'Lake', service: 'nightly' });
      metrics.observe(${JSON.stringify(converted())});
      metrics.flush();
    `;
    const run = (environment: Record<string, string>) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], ...environment },
      });
    const lines = run({})
      .trimEnd()
      .split('\n')
      .map((line) => emfShape.parse(JSON.parse(line)));
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatchObject({ service: 'nightly', RecordsProcessed: 100 });
    expect(lines[0]!._aws.CloudWatchMetrics[0]!.Namespace).toBe('Lake');
    expect(lines[0]!['MemoryUsage']).toBeGreaterThan(1e6);
    expect(run({ POWERTOOLS_METRICS_DISABLED: 'true' })).toBe('');
  });
});
