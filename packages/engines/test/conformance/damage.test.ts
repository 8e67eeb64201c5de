/** Damaged text: whatever comes of it, the same comes of it in every engine. */
import { BadInputError, badRowFates, type RowCounts } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { type ArbitraryCsv, arbitraryCsv } from '../support/arbitrary-table.ts';
import { firstDifference } from '../support/compare-tables.ts';
import {
  carryOut,
  INPUTS,
  PLAIN_CSV,
  planFor,
  store as put,
  type RejectLine,
} from '../support/convert-csv.ts';
import { type OpenEngine, openedFor } from '../support/open-engine.ts';
import type { ReadTable } from '../support/read-table.ts';
import { hyparquet } from '../support/readers/hyparquet.ts';

const RUNS = { seed: 20_240_229, numRuns: 200 };
const source = { bucket: INPUTS, key: 'damaged.csv' };

type Outcome =
  | { readonly table: ReadTable; readonly rows: RowCounts; readonly rejects: readonly RejectLine[] }
  | { readonly refusal: string }
  | { readonly unsupported: string };

interface Damage {
  /** Where, as a share of what follows the header. */
  readonly at: number;
  readonly removed: number;
  readonly inserted: readonly number[];
}

const damage = fc.record({
  at: fc.noBias(fc.nat({ max: 1000 })).map((thousandths) => thousandths / 1000),
  removed: fc.nat({ max: 2 }),
  inserted: fc.array(fc.constantFrom(...Buffer.from('",;\n\r11xé'), 0xff), { maxLength: 2 }),
});

function damaged({ csv, table }: ArbitraryCsv, damages: readonly Damage[]): Buffer {
  let bytes = Buffer.from(csv);
  // Every name is in quotes, with a delimiter between two of them.
  const names = table.columns.map(({ name }) => Buffer.byteLength(name.replaceAll('"', '""')) + 3);
  const header = (csv.startsWith('\uFEFF') ? 3 : 0) + names.reduce((sum, length) => sum + length, 0);
  for (const { at, removed, inserted } of damages) {
    const place = Math.min(bytes.length, header + Math.floor(at * Math.max(0, bytes.length - header)));
    bytes = Buffer.concat([bytes.subarray(0, place), Buffer.from(inserted), bytes.subarray(place + removed)]);
  }
  return bytes;
}

type Fate = (typeof badRowFates)[number];

async function outcomeOf(
  { session, store }: OpenEngine,
  made: ArbitraryCsv,
  csv: Buffer,
  onBadRow: Fate,
): Promise<Outcome> {
  await put(store, source, csv);
  const declared = Object.fromEntries(
    made.table.columns.map(({ name, type, nullable }) => [name, nullable ? type : (`${type}!` as const)]),
  );
  try {
    // A header that is damaged is refused here, before any engine.
    const plan = await planFor(store, source, {
      ...PLAIN_CSV,
      delimiter: made.delimiter,
      declared,
      onBadRow,
    });
    const converted = await carryOut(session, store, plan);
    if (converted.status === 'unsupported') return { unsupported: converted.because };
    const { rejects } = converted;
    return { table: await hyparquet.read(converted.parquet), rows: converted.result.rows, rejects };
  } catch (error) {
    if (error instanceof BadInputError) return { refusal: JSON.stringify([error.message, error.badRow]) };
    throw error;
  }
}

describe('All engines', () => {
  const opened = engineNames.map((name) => ({ name, open: openedFor(name) }));

  it('make the same of damaged text', async () => {
    const seen = { tables: 0, refusals: 0, rejects: 0 };
    const damages = fc.array(damage, { minLength: 1, maxLength: 2 });
    const fates = fc.constantFrom(...badRowFates);
    const property = fc.asyncProperty(arbitraryCsv('plain'), damages, fates, async (made, where, fate) => {
      const csv = damaged(made, where);
      const outcomes = await Promise.all(
        opened.map(async ({ name, open }) => ({ name, outcome: await outcomeOf(open, made, csv, fate) })),
      );
      const decided = outcomes.filter(({ outcome }) => !('unsupported' in outcome));
      const first = decided[0]!.outcome;
      for (const { name, outcome } of decided) {
        if ('table' in first && 'table' in outcome) {
          expect(firstDifference(outcome.table, first.table), name).toBeUndefined();
          expect([outcome.rows, outcome.rejects], name).toEqual([first.rows, first.rejects]);
          const { read, written, rejected } = outcome.rows;
          expect([read, outcome.rejects.length], name).toEqual([written + rejected, rejected]);
          seen.rejects += rejected;
          seen.tables += 1;
        } else {
          expect(outcome, name).toEqual(first);
          seen.refusals += 1;
        }
      }
    });
    await fc.assert(property, RUNS);
    expect(seen.tables).toBeGreaterThan(0);
    expect(seen.refusals).toBeGreaterThan(0);
    expect(seen.rejects).toBeGreaterThan(0);
  });
});
