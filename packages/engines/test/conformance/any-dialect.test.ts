/** Any table in any dialect, in pieces of any length, with any number of threads: the same cells again. */
import { type Engine, type EngineSession, memoryStore, type ObjectStore } from '@parquetry/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { engineNames, loadEngine } from '../../src/index.ts';
import { writtenText } from '../support/arbitrary-dialect.ts';
import { converted, expectTable } from '../support/check-shape.ts';
import { LIMITS } from '../support/open-engine.ts';
import { storeInPieces } from '../support/troubled-stores.ts';

const RUNS = { seed: 20_240_229, numRuns: 120 };
const THREADS = [1, 3] as const;

describe.each(engineNames)('%s', (name) => {
  let engine: Engine;
  let pieceBytes = 1;
  const store: ObjectStore = storeInPieces(memoryStore(), () => pieceBytes);
  const sessions: EngineSession[] = [];

  beforeAll(async () => {
    engine = await loadEngine(name);
    for (const threads of THREADS) sessions.push(await engine.open(store, { ...LIMITS, threads }));
  });
  afterAll(async () => {
    for (const session of sessions) await session[Symbol.asyncDispose]();
  });

  it('makes any table of texts again', async () => {
    const pieces = fc.constantFrom(1, 2, 3, 5, 16, 64, 1000);
    const threads = fc.constantFrom(...THREADS.keys());
    const property = fc.asyncProperty(writtenText, pieces, threads, async (written, length, which) => {
      pieceBytes = length;
      const opened = { engine, store, session: sessions[which]! };
      const files = await converted(opened, written.bytes, written.options);
      await expectTable(opened, files, written.expected);
    });
    await fc.assert(property, RUNS);
  });
});
