import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collectBytes,
  fileStore,
  memoryStore,
  observeReads,
  reopeningOf,
  reopenStore,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';

describe('a store as seen from another thread', () => {
  it('can be reopened where it holds files', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'parquetry-reopen-'));
    try {
      await writeFile(join(directory, 'a'), 'content');
      const reopened = reopenStore(reopeningOf(fileStore())!.spec);
      const bytes = await collectBytes(reopened.read({ bucket: directory, key: 'a' }));
      expect(Buffer.from(bytes).toString()).toBe('content');
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('stays where it is when it holds memory', () => {
    expect(reopeningOf(memoryStore())).toBeUndefined();
    expect(reopeningOf(observeReads(memoryStore(), () => {}))).toBeUndefined();
  });

  it('stays where it is when somebody has changed what it does', () => {
    expect(reopeningOf({ ...fileStore() })).toBeUndefined();
  });

  it('tells all that observe it of what is read elsewhere', () => {
    const told: string[] = [];
    const inner = observeReads(fileStore(), (bytes) => told.push(`inner ${bytes}`));
    const outer = observeReads(inner, (bytes) => told.push(`outer ${bytes}`));
    reopeningOf(outer)!.onRead(7);
    expect(told.sort()).toEqual(['inner 7', 'outer 7']);
  });
});
