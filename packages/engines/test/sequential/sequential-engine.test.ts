import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { type EngineLimits, memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { sequential } from '../../src/sequential/sequential-engine.ts';
import { namesIn, OUTPUTS, planCsv, planFor, store as put } from '../support/convert-csv.ts';

const LIMITS: EngineLimits = { memoryBytes: 1 << 30, threads: 1 };

const HFLIGHTS = resolve(import.meta.dirname, '../../../../../shared/data/flights/hflights_2011_227k.csv.gz');

describe('sequential', () => {
  it('takes one file at a time', async () => {
    await using session = await sequential.open(memoryStore(), { ...LIMITS, threads: 8 });
    expect(session.filesInFlight).toBe(1);
  });

  it('stops between two row groups when aborted, and leaves no output', async () => {
    const store = memoryStore();
    const plan = await planCsv(store, { csv: `n\n${'1\n'.repeat(200_000)}` });
    await using session = await sequential.open(store, LIMITS);
    const stop = new AbortController();
    const conversion = session.convert(plan, stop.signal).catch((error: unknown) => error);
    // Its own turns come in between only once it yields: after parsing, and after each row group.
    let turns = 0;
    const count = () => {
      turns += 1;
      if (turns === 3) stop.abort('stopped');
      else setImmediate(count);
    };
    setImmediate(count);
    expect(await conversion).toBe('stopped');
    expect(await namesIn(store, OUTPUTS)).toEqual([]);
  });

  it('counts on no more memory than the heap of its process, whatever the limits', async () => {
    const plan = await planCsv(memoryStore(), { csv: 'a\n1\n' });
    const source = { ...plan.source, bytes: getHeapStatistics().heap_size_limit };
    const limits = { memoryBytes: Number.MAX_SAFE_INTEGER, threads: 1 };
    expect(sequential.supports(plan, limits)).toEqual({ supported: true });
    expect(sequential.supports({ ...plan, source }, limits)).toMatchObject({ supported: false });
  });

  it.skipIf(!existsSync(HFLIGHTS))('converts hflights_2011_227k.csv.gz, row for row', async () => {
    const store = memoryStore();
    const ref = { bucket: '/in', key: 'hflights.csv' };
    await put(store, ref, readFileSync(HFLIGHTS));
    const plan = await planFor(store, ref);
    await using session = await sequential.open(store, LIMITS);
    const conversion = await session.convert(plan);
    expect(conversion).toMatchObject({
      status: 'converted',
      result: {
        rows: { read: 227_496, written: 227_496, rejected: 0, padded: 0 },
        bytes: { read: plan.source.bytes, parsed: 16_219_757 },
      },
    });
    if (conversion.status === 'unsupported') return;
    const { stages, elapsedMs } = conversion.result;
    const spent = Object.values(stages).reduce((sum, stageMs) => sum + stageMs, 0);
    expect(spent).toBeLessThanOrEqual(elapsedMs);
  });
});
