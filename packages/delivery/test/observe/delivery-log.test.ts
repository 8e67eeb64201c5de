import { describe, expect, it } from 'vitest';
import { type DeliveryLogger, deliveryLog, fieldsFirst } from '../../src/observe/delivery-log.ts';
import { tellAll } from '../../src/observe/tell-all.ts';
import { failed, oneOfEach } from './support/events.ts';

type Line = readonly [level: string, message: string, fields: Readonly<Record<string, unknown>>];

const keepingLogger = () => {
  const lines: Line[] = [];
  const say = (level: string) => (message: string, fields: Readonly<Record<string, unknown>>) =>
    lines.push([level, message, fields]);
  const logger: DeliveryLogger = {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
  };
  return { lines, logger };
};

describe('the log of a delivery', () => {
  it('has a line for every event, each at its level', () => {
    const { lines, logger } = keepingLogger();
    for (const event of oneOfEach) deliveryLog(logger)(event);
    expect(lines.map(([level, message]) => `${level}: ${message}`)).toEqual([
      'debug: listed',
      'info: listed',
      'debug: started',
      'warn: to be tried again',
      'warn: waiting for a dependency',
      'info: converted',
      'error: failed',
      'info: skipped',
      'debug: skipped',
      'warn: breaker open',
      'info: breaker half-open',
      'info: breaker closed',
      'warn: bounds changed',
      'warn: source changed',
      'debug: manifest written',
    ]);
  });

  it('names the job and its source in every line of a job', () => {
    const { lines, logger } = keepingLogger();
    const ofJobs = oneOfEach.filter((event) => 'job' in event || 'outcome' in event);
    for (const event of ofJobs) deliveryLog(logger)(event);
    expect(lines).toHaveLength(8);
    for (const [, , fields] of lines) {
      expect(fields).toMatchObject({ jobId: '0123456789abcdef', source: 's3://lake/in/a.csv' });
    }
  });

  it('says why a job failed', () => {
    const { lines, logger } = keepingLogger();
    deliveryLog(logger)(failed('throttling', 'SlowDown'));
    expect(lines[0]![2]).toMatchObject({
      failure: 'throttling',
      code: 'SlowDown',
      attempts: 4,
      because: 'broken pipe',
      elapsedMs: 3_000,
    });
  });

  it('says what became of a job that was converted', () => {
    const { lines, logger } = keepingLogger();
    for (const event of oneOfEach) deliveryLog(logger)(event);
    expect(lines.find(([, message]) => message === 'converted')![2]).toMatchObject({
      attempts: 1,
      rows: { read: 100, written: 98, rejected: 2 },
      outputs: ['s3://lake/out/a.parquet'],
    });
  });

  it('fits a logger that takes the fields first', () => {
    const written: unknown[][] = [];
    const say = (...told: unknown[]) => written.push(told);
    deliveryLog(fieldsFirst({ debug: say, info: say, warn: say, error: say }))(failed());
    expect(written).toEqual([[expect.objectContaining({ jobId: '0123456789abcdef' }), 'failed']]);
  });
});

describe('several observers', () => {
  it('are all told, in their order', () => {
    const told: string[] = [];
    const observe = tellAll(
      ({ kind }) => told.push(`first ${kind}`),
      ({ kind }) => told.push(`second ${kind}`),
    );
    observe({ kind: 'flushed', jobs: 1 });
    expect(told).toEqual(['first flushed', 'second flushed']);
  });
});
