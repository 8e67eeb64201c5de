import { PassThrough } from 'node:stream';
import pino from 'pino';
import { expect, it } from 'vitest';
import { reportTune } from '../src/commands/tune/tune-progress.ts';
import type { Terminal } from '../src/terminal/terminal.ts';

it('in a pipe a size that ends early is named with engine and concurrency', () => {
  const stderr = new PassThrough();
  const log = pino({ level: 'silent' });
  const terminal = { stderr, isInteractive: false, quiet: false, log } as unknown as Terminal;
  using reporter = reportTune(terminal, 10);
  const gap = { memoryMb: 1769, status: 'not-measured', because: 'no answer' } as const;
  reporter.tell({ kind: 'size-closed', gap: { ...gap, engine: 'simd', concurrency: 4 } });
  reporter.tell({ kind: 'size-closed', gap: { ...gap, engine: null, concurrency: 1 } });
  const said = String(stderr.read());
  expect(said).toContain('note: 1769 MB simd ×4: no answer\n');
  expect(said).toContain('note: 1769 MB: no answer\n');
});
