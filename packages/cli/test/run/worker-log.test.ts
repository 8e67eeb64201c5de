import { PassThrough } from 'node:stream';
import type { PollNote } from '@parquetry/delivery';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { deliveryLoggerOf, logNote, openWorkerLog } from '../../src/commands/run/worker-log.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

const NOTES: readonly PollNote[] = [
  { kind: 'received', messages: 10 },
  { kind: 'handled', messages: 9, comeAgain: 1 },
  { kind: 'not-deleted', messages: 1, because: 'the queue refused to delete them' },
  { kind: 'not-hidden', because: 'gone' },
  { kind: 'waiting', ms: 1_000, because: 'nothing listens' },
];

/** What a worker writes of all that may happen to its queue. */
function linesOf(level: string, terminal: Partial<Terminal> = {}) {
  const stderr = new PassThrough();
  const silent = pino({ level: 'silent' });
  const log = openWorkerLog(
    { isInteractive: false, quiet: false, log: silent, stderr, ...terminal } as Terminal,
    level,
  );
  for (const note of NOTES) logNote(log, note);
  deliveryLoggerOf(log).error('failed', { code: 'x' });
  const text = `${(stderr.read() as Buffer | null) ?? ''}`.trim();
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log of a worker', () => {
  it('tells everything at DEBUG, and by default what somebody may have to look at', () => {
    const tell = (level: string) => linesOf(level).map((line) => `${line['level']}: ${line['msg']}`);
    const warnings = ['warn: not-deleted', 'warn: not-hidden', 'warn: the queue does not answer'];
    expect(tell('DEBUG')).toEqual(['debug: received', 'debug: handled', ...warnings, 'error: failed']);
    expect(tell('INFO')).toEqual([...warnings, 'error: failed']);
    expect(tell('ERROR')).toEqual(['error: failed']);
    expect(tell('SILENT')).toEqual([]);
  });

  it('has times that people can read, and reasons', () => {
    const [first] = linesOf('WARN');
    expect(first).toMatchObject({ messages: 1, because: 'the queue refused to delete them' });
    expect(first!['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('tells errors alone with --quiet, and nothing on a terminal, where a line is shown', () => {
    expect(linesOf('INFO', { quiet: true }).map(({ msg }) => msg)).toEqual(['failed']);
    expect(linesOf('INFO', { isInteractive: true })).toEqual([]);
  });
});
