import { PassThrough } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { reportGate } from '../src/commands/gate/gate-progress.ts';
import type { Terminal } from '../src/terminal/terminal.ts';

const silent = pino({ level: 'silent' });

function toldInPipe(quiet: boolean): string {
  const stderr = new PassThrough();
  using reporter = reportGate({ isInteractive: false, quiet, stderr, log: silent } as unknown as Terminal);
  reporter.label('preparing the canaries');
  reporter.tell({
    step: 'plan',
    msByUnit: new Map([['parse', 1200]]),
    expectedMinutes: 3,
    maximumMinutes: 15,
  });
  reporter.tell({
    step: 'pair',
    benchmark: 'parse',
    pairs: 3,
    nextLook: 12,
    ratio: undefined,
    wouldDecide: '9 more pairs',
    openUnits: 1,
    elapsedMs: 4000,
  });
  reporter.tell({ step: 'decided', benchmark: 'parse', verdict: 'pass', because: 'excludes 3 %' });
  return (stderr.read() as Buffer | null)?.toString() ?? '';
}

test('a pipe is told the plan and what is decided, and not every pair', () => {
  expect(toldInPipe(false)).toMatch(/^plan: parse 1\.2 s a pair; .*\nparse: pass, excludes 3 %\n$/);
});

test('a quiet one is told nothing', () => {
  expect(toldInPipe(true)).toBe('');
});
