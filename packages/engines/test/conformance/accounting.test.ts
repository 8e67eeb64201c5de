/** Every row and byte of a conversion is accounted for. */

import { gzipSync } from 'node:zlib';
import type { ConversionResult } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { type CsvInput, carryOut, convertCsv, planCsv } from '../support/convert-csv.ts';
import { makeTable } from '../support/made-table.ts';
import { LIMITS, openedFor } from '../support/open-engine.ts';

const ROWS = 5000;
const { csv } = makeTable(ROWS);

describe.each(engineNames)('%s', (name) => {
  const opened = openedFor(name);

  async function resultOf(input: CsvInput): Promise<ConversionResult> {
    const converted = await convertCsv(opened.session, opened.store, input);
    if (converted.status === 'unsupported') throw new Error(converted.because);
    return converted.result;
  }

  it('has the name it is loaded by and says who writes its files', () => {
    const { engine, session } = opened;
    expect(engine.name).toBe(name);
    expect(engine.writers).toEqual({ parquet: expect.stringMatching(/./), avro: expect.stringMatching(/./) });
    expect(session.filesInFlight).toBeGreaterThanOrEqual(1);
  });

  it('reads as many rows as it writes and rejects', async () => {
    expect((await resultOf({ csv })).rows).toEqual({ read: ROWS, written: ROWS, rejected: 0, padded: 0 });
    expect((await resultOf({ csv: 'a,b\n' })).rows).toEqual({ read: 0, written: 0, rejected: 0, padded: 0 });
    expect((await resultOf({ csv: 'a\n\n1\n\n' })).rows).toEqual({
      read: 3,
      written: 3,
      rejected: 0,
      padded: 0,
    });
  });

  it('counts the bytes of the source as stored and unpacked', async () => {
    const bytes = Buffer.byteLength(csv);
    const packed = gzipSync(csv);
    expect((await resultOf({ csv })).bytes).toEqual({ read: bytes, parsed: bytes });
    expect((await resultOf({ csv: packed })).bytes).toEqual({ read: packed.length, parsed: bytes });
  });

  it('counts stored bytes as they are read, whatever the plan says', async () => {
    const { session, store } = opened;
    const plan = await planCsv(store, { csv });
    const mistaken = { ...plan, source: { ...plan.source, bytes: plan.source.bytes - 1 } };
    const converted = await carryOut(session, store, mistaken);
    if (converted.status === 'unsupported') throw new Error(converted.because);
    expect(converted.result.bytes.read).toBe(Buffer.byteLength(csv));
  });

  it('lists each output with the size that the store has', async () => {
    const { session, store } = opened;
    const plan = await planCsv(store, { csv });
    const converted = await carryOut(session, store, plan);
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const stored = await Promise.all(
      plan.outputs.map(async ({ format, ref }) => ({ format, ref, bytes: (await store.stat(ref))!.bytes })),
    );
    expect(converted.result.outputs).toEqual(stored);
  });

  it.each([
    ['parquet', { avro: null }],
    ['avro', { parquet: null }],
  ] as const)('writes %s alone where it alone is planned', async (format, only) => {
    const result = await resultOf({ csv, ...only });
    expect(result.outputs.map((output) => output.format)).toEqual([format]);
    expect(result.stages[format === 'parquet' ? 'encodeAvroMs' : 'encodeParquetMs']).toBe(0);
  });

  it('writes the formats in the order of the plan', async () => {
    const { session, store } = opened;
    const plan = await planCsv(store, { csv });
    const converted = await carryOut(session, store, { ...plan, outputs: [...plan.outputs].reverse() });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    expect(converted.result.outputs.map((output) => output.format)).toEqual(['avro', 'parquet']);
  });

  it('takes time in every stage, none of it negative', async () => {
    const { stages, elapsedMs } = await resultOf({ csv });
    for (const spent of Object.values(stages)) expect(spent).toBeGreaterThanOrEqual(0);
    expect(stages.parseMs).toBeGreaterThan(0);
    expect(stages.encodeParquetMs).toBeGreaterThan(0);
    expect(stages.encodeAvroMs).toBeGreaterThan(0);
    expect(elapsedMs).toBeGreaterThan(0);
  });

  it('supports a plain plan at any limits', async () => {
    const plan = await planCsv(opened.store, { csv });
    for (const threads of [1, LIMITS.threads, 64]) {
      expect(opened.engine.supports(plan, { ...LIMITS, threads })).toEqual({ supported: true });
    }
  });
});
