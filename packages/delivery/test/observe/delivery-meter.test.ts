import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryMeter } from '../../src/observe/delivery-meter.ts';
import { SlidingWindow } from '../../src/observe/sliding-window.ts';
import { aJob } from '../resilience/support/a-job.ts';
import { converted, failed, oneOfEach, skipped } from './support/events.ts';

const setUp = () => {
  let now = 1_000;
  const meter = deliveryMeter({ now: () => now, windowMs: 30_000 });
  const pass = (ms: number) => {
    now += ms;
  };
  const list = (objects: number, isAll = true) =>
    meter.observe({ kind: 'listed', objects, bytes: objects * 1_000, isAll });
  return { meter, pass, list };
};

describe('a delivery’s numbers', () => {
  it('are nothing at first', () => {
    const numbers = setUp().meter.numbers();
    expect(numbers).toMatchObject({
      elapsedMs: 0,
      done: 0,
      converted: 0,
      failed: 0,
      inFlight: 0,
      breakers: {},
    });
    expect(numbers.overall).toEqual({ filesPerMinute: 0, megabytesPerSecond: 0 });
    for (const unknown of ['successRate', 'errorRate', 'leftMs']) expect(numbers).not.toHaveProperty(unknown);
  });

  it('add up what was told', () => {
    const { meter, pass } = setUp();
    for (const event of oneOfEach) meter.observe(event);
    pass(60_000);
    expect(meter.numbers()).toEqual({
      elapsedMs: 60_000,
      listed: { objects: 5, bytes: 5_000, isAll: true },
      done: 4,
      converted: 1,
      skipped: { finished: 1, gone: 1 },
      failed: 1,
      failures: { transient: 1, throttling: 0, resource: 0, 'data-quality': 0, permanent: 0 },
      retried: 1,
      waited: 1,
      inFlight: 0,
      rows: { read: 100, written: 98, rejected: 2 },
      bytes: { read: 1_000, written: 800 },
      stages: { readMs: 5, parseMs: 3, encodeParquetMs: 2, encodeAvroMs: 0, writeMs: 7 },
      overall: { filesPerMinute: 1, megabytesPerSecond: 1_000 / 1e6 / 60 },
      recent: { filesPerMinute: 0, megabytesPerSecond: 0 },
      successRate: 0.5,
      errorRate: 0.5,
      breakers: {},
    });
  });

  it('name the dependencies whose breakers are not closed', () => {
    const { meter } = setUp();
    meter.observe({ kind: 'breaker', dependency: 'source', state: 'open' });
    meter.observe({ kind: 'breaker', dependency: 'output', state: 'half-open' });
    expect(meter.numbers().breakers).toEqual({ source: 'open', output: 'half-open' });
  });

  it('tell the pace of late apart from that of the whole', () => {
    const { meter, pass } = setUp();
    pass(60_000);
    for (let file = 0; file < 30; file += 1) {
      pass(1_000);
      meter.observe(converted({ bytes: { read: 2_000_000, parsed: 0, written: 1 } }));
    }
    const { overall, recent } = meter.numbers();
    expect(overall.filesPerMinute).toBeCloseTo(20);
    expect(recent.filesPerMinute).toBeGreaterThan(57);
    expect(recent.filesPerMinute).toBeLessThan(63);
    expect(recent.megabytesPerSecond).toBeCloseTo(2, 0);
  });

  it('say how much time is left as soon as all is listed, and not before', () => {
    const { meter, pass, list } = setUp();
    list(40, false);
    for (let file = 0; file < 10; file += 1) {
      pass(1_000);
      meter.observe(converted());
    }
    expect(meter.numbers().leftMs).toBeUndefined();
    list(40);
    expect(meter.numbers().leftMs).toBeCloseTo(30_000);
    for (let file = 0; file < 30; file += 1) meter.observe(converted());
    expect(meter.numbers().leftMs).toBe(0);
  });

  it('take the longer of what files and bytes say is left', () => {
    const { meter, pass } = setUp();
    meter.observe({ kind: 'listed', objects: 20, bytes: 10 * 1_000 + 10 * 50_000, isAll: true });
    for (let file = 0; file < 10; file += 1) {
      pass(1_000);
      meter.observe(converted());
    }
    expect(meter.numbers().leftMs).toBeCloseTo(500_000);
  });

  it('do not guess when nothing has been converted lately', () => {
    const { meter, pass, list } = setUp();
    list(3);
    meter.observe(converted());
    pass(120_000);
    expect(meter.numbers().leftMs).toBeUndefined();
  });

  it('count skipped jobs as done, not as fast ones', () => {
    const { meter, pass, list } = setUp();
    list(1_000);
    for (let file = 0; file < 900; file += 1) meter.observe(skipped('finished'));
    pass(10_000);
    meter.observe(converted());
    expect(meter.numbers()).toMatchObject({ done: 901, leftMs: 990_000 });
  });

  it('know how many are in flight', () => {
    const { meter } = setUp();
    meter.observe({ kind: 'job-started', job: aJob(), inFlight: 7 });
    expect(meter.numbers().inFlight).toBe(7);
    meter.observe({ ...failed(), inFlight: 6 });
    expect(meter.numbers().inFlight).toBe(6);
  });
});

describe('a sliding window', () => {
  it('holds what happened in its time, to a thirtieth of it', () => {
    const anyStep = fc.record({ afterMs: fc.integer({ min: 0, max: 9_000 }), bytes: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 80 }), (steps) => {
        const window = new SlidingWindow(30_000, 0);
        const happened: { at: number; bytes: number }[] = [];
        let now = 0;
        for (const { afterMs, bytes } of steps) {
          now += afterMs;
          window.add(now, 1, bytes);
          happened.push({ at: now, bytes });
        }
        const { files, bytes, ms } = window.sum(now);
        expect(ms).toBeLessThanOrEqual(30_000);
        const within = happened.filter(({ at }) => at >= now - ms);
        expect(files).toBe(within.length);
        expect(bytes).toBe(within.reduce((sum, one) => sum + one.bytes, 0));
        if (now > 30_000) expect(ms).toBeGreaterThanOrEqual(29_000);
        else expect(ms).toBeLessThanOrEqual(now);
      }),
    );
  });
});
