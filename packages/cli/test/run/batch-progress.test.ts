import { Writable } from 'node:stream';
import { type DeliveryEvent, deliveryMeter, type Job } from '@parquetry/delivery';
import colors from 'picocolors';
import { expect, it } from 'vitest';
import { showBatchProgress } from '../../src/commands/run/batch-progress.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

function terminalOf(isInteractive: boolean) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const stderr = Object.assign(stream, { columns: 120 });
  const terminal = {
    stderr,
    isInteractive,
    quiet: false,
    colors: colors.createColors(false),
    directory: '/work',
  };
  return { terminal: terminal as unknown as Terminal, written: () => text };
}

const job: Job = { id: '1', source: { ref: { bucket: '/work', key: 'a.csv' }, etag: '2' } };
const failure = { kind: 'permanent', message: '/work/a.csv is broken', code: 'x', attempts: 1 } as const;
const FAILED: DeliveryEvent = {
  kind: 'job-ended',
  outcome: { status: 'failed', job, failure },
  elapsedMs: 1,
  inFlight: 0,
};
const BOUNDS: DeliveryEvent = { kind: 'bounds', filesInFlight: 1, because: 'memory is short' };
const CHANGED: DeliveryEvent = { kind: 'source-changed', job, was: '1', is: '2' };

it('in a pipe only what is noteworthy is told', () => {
  const { terminal, written } = terminalOf(false);
  using progress = showBatchProgress(terminal, deliveryMeter());
  for (const event of [FAILED, BOUNDS, CHANGED]) progress.observe(event);
  expect(written()).toBe(
    'note: memory is short\nnote: a.csv has changed since it was converted; it is converted again\n',
  );
});

it('on a terminal the last line tells how far it is, with the first failures above it', () => {
  const { terminal, written } = terminalOf(true);
  const meter = deliveryMeter();
  meter.observe({ kind: 'listed', objects: 10, bytes: 100, isAll: true });
  const progress = showBatchProgress(terminal, meter);
  for (let n = 0; n < 5; n += 1) progress.observe(FAILED);
  progress[Symbol.dispose]();
  expect(written()).toContain('░░░░ 0 of 10 files');
  expect(written().match(/failed: a\.csv is broken\n/g)).toHaveLength(3);
  expect(written().endsWith('\r\u001b[K\u001b[?25h')).toBe(true);
});
