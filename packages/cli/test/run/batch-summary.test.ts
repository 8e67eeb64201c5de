import type { FailedOutcome, PipelineUsage, Recipe } from '@parquetry/delivery';
import { describe, expect, it } from 'vitest';
import { type BatchEnd, summaryLines } from '../../src/commands/run/batch-summary.ts';
import { FailureNotes } from '../../src/commands/run/failure-notes.ts';

const recipe: Recipe = {
  from: { bucket: 's3://lake', prefix: 'in/' },
  to: { bucket: 's3://lake', prefix: 'out/' },
  rejects: { bucket: 's3://lake', prefix: 'out/_parquetry/rejects/' },
  source: {},
  typing: { kind: 'per-object' },
  outputs: [{ format: 'parquet', codec: 'snappy' }],
};

const usage: PipelineUsage = {
  s3: {
    requests: { GetObject: 2, PutObject: 0 },
    retries: 1,
    bytesRead: 0,
    bytesWritten: 0,
    connectionsOpened: 1,
    mostConnections: 1,
  },
  cache: { hits: 3, misses: 0 },
};

const nothing: BatchEnd['summary'] = {
  offered: 0,
  converted: 0,
  skipped: { finished: 0, gone: 0 },
  failed: { transient: 0, throttling: 0, resource: 0, 'data-quality': 0, permanent: 0 },
  unfinished: 0,
  leftOut: {
    'directory-marker': 0,
    hidden: 0,
    ending: 0,
    'by-product': 0,
    'not-included': 0,
    excluded: 0,
    'too-small': 0,
    'too-large': 0,
  },
  retried: 0,
  changed: 0,
  rows: { read: 0, written: 0, rejected: 0 },
  bytes: { offered: 0, read: 0, parsed: 0, written: 0 },
  vanished: { sources: 0, first: [] },
  uploadsAborted: 0,
  warnings: [],
  elapsedMs: 60_000,
};

const failed = (key: string, message: string, attempts: number): FailedOutcome => ({
  status: 'failed',
  job: { id: key, source: { ref: { bucket: 's3://lake', key } } },
  failure: { kind: attempts > 1 ? 'transient' : 'data-quality', message, code: 'x', attempts },
});

function endOf(summary: Partial<BatchEnd['summary']>, failures: readonly FailedOutcome[] = []): BatchEnd {
  const notes = new FailureNotes();
  for (const failure of failures) notes.add(failure);
  return { recipe, summary: { ...nothing, ...summary }, usage, failures: notes, isInterrupted: false };
}

describe('the end of a batch', () => {
  it('is told with rows, bytes, speed and requests', () => {
    const bytes = { offered: 0, read: 6e6, parsed: 0, written: 3e6 };
    const rows = { read: 10, written: 10, rejected: 0 };
    expect(summaryLines(endOf({ offered: 600, converted: 600, bytes, rows }))).toEqual([
      'converted 600 of 600 files in 60 s: 10 rows, 6 MB → 3 MB (600 files/min, 100 kB/s)',
      'requests: 2 GetObject; 1 request tried again; 3 reads from the cache',
    ]);
  });

  it('names what was not converted, and why', () => {
    const lines = summaryLines(
      endOf({
        offered: 9,
        skipped: { finished: 4, gone: 1 },
        unfinished: 3,
        changed: 1,
        vanished: { sources: 1, first: ['s3://lake/in/old.csv'] },
        leftOut: { ...nothing.leftOut, hidden: 2, excluded: 1 },
        warnings: ['a segment is damaged'],
      }),
    );
    expect(lines).toEqual([
      'converted 0 of 9 files in 60 s',
      'skipped: 4 finished before',
      'gone since they were listed: 1',
      'converted again, because they have changed: 1',
      '1 source of an earlier run is gone, outputs stay: s3://lake/in/old.csv',
      'not finished: 3',
      'passed over, because they are no sources: 2 hidden, 1 excluded',
      'requests: 2 GetObject; 1 request tried again; 3 reads from the cache',
      'note: a segment is damaged',
    ]);
  });

  it('tells the first failure of each kind, where the others are, and what was set aside, quietly too', () => {
    const counts = { ...nothing.failed, transient: 1, 'data-quality': 2 };
    const failures = [
      failed('a', 'a is empty', 1),
      failed('b', 'b is empty', 1),
      failed('c', 'c is slow', 4),
    ];
    const rows = { read: 9, written: 8, rejected: 1 };
    expect(summaryLines(endOf({ offered: 3, failed: counts, rows }, failures), true)).toEqual([
      'failed: 3, kept in s3://lake/out/_parquetry/dead-letters/; the first of each kind:',
      '  transient, 1: c is slow (after 4 attempts)',
      '  data-quality, 2: a is empty',
      '  look at them with: npx parquetry jobs list s3://lake/out/',
      '1 of 9 rows was set aside: s3://lake/out/_parquetry/rejects/',
    ]);
  });

  it('names a hundred failures at most', () => {
    const notes = new FailureNotes();
    for (let n = 0; n < 150; n += 1) notes.add(failed(`${n}`, 'x', 1));
    expect(notes.named).toHaveLength(100);
    expect(notes.kinds).toEqual(['data-quality']);
  });
});
