import { PassThrough } from 'node:stream';
import { deliveryMeter } from '@parquetry/delivery';
import { expect, it } from 'vitest';
import { showWorkerLine, workerText } from '../../src/commands/run/worker-line.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

const job = { id: '1', source: { ref: { bucket: 's3://raw', key: 'a.csv' } } };

function meterOfTroubles() {
  const meter = deliveryMeter({ now: () => 0 });
  meter.observe({ kind: 'job-started', job, inFlight: 3 });
  meter.observe({ kind: 'job-retried', job, attempt: 1, failure: 'transient', code: 'x', delayMs: 1 });
  const failure = { kind: 'permanent', message: 'no', code: 'x', attempts: 1 } as const;
  const outcome = { status: 'failed', job, failure } as const;
  meter.observe({ kind: 'job-ended', outcome, elapsedMs: 1, inFlight: 2 });
  meter.observe({ kind: 'breaker', dependency: 'output', state: 'open' });
  return meter;
}

it('a worker tells in one line how it is', () => {
  expect(workerText('working', meterOfTroubles().numbers())).toBe(
    'working: 0 converted, 0/min, 1 failed, 1 tried again, 2 in flight, output is down',
  );
  expect(workerText('stopping', deliveryMeter({ now: () => 0 }).numbers())).toBe(
    'finishing what it holds; press Ctrl-C again to stop at once: 0 converted, 0/min, 0 in flight',
  );
});

const shownOn = (isInteractive: boolean) => {
  const stderr = Object.assign(new PassThrough(), { columns: 120 });
  using line = showWorkerLine({ isInteractive, stderr } as unknown as Terminal, deliveryMeter());
  line.show('no-queue');
  return `${(stderr.read() as Buffer | null) ?? ''}`;
};

it('the line is drawn on a terminal, and never in a pipe', () => {
  expect(shownOn(true)).toContain('the queue does not answer: 0 converted');
  expect(shownOn(false)).toBe('');
});
