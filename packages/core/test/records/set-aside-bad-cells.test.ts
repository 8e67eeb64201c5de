import { describe, expect, it } from 'vitest';
import {
  type Column,
  ContradictionError,
  fieldText,
  type RecordBlock,
  RowLedger,
  setAsideBadCells,
} from '../../src/index.ts';

/** A block of records, each written as its cells with commas between them. */
function blockOf(rows: readonly (readonly string[])[], isPadded?: true): RecordBlock {
  const fields = rows.flat();
  const ends = fields.map((_, index) => fields.slice(0, index + 1).join(',').length);
  const bytes = Buffer.from(fields.join(','));
  return {
    bytes,
    starts: Int32Array.from(ends, (end, index) => end - fields[index]!.length),
    ends: Int32Array.from(ends),
    rowCount: rows.length,
    width: rows[0]!.length,
    quote: -1,
    place: (row) => ({ row: row + 1, byteOffset: row * 10 }),
    raw: (row) => Buffer.from(rows[row]!.join(',')),
    ...(isPadded && { isPadded }),
  };
}

const declared: Column = { name: 'declared', type: { kind: 'int64' }, nullable: true };
const guessed: Column = { name: 'guessed', type: { kind: 'int64' }, nullable: true, guess: {} };

const ledgerOf = (fate: 'reject' | 'pad' = 'reject') => new RowLedger('t.csv', { fate, isRedacted: false });

describe('rows with bad cells', () => {
  it('are set aside, and the others stay', () => {
    const ledger = ledgerOf();
    const kept = setAsideBadCells(blockOf([['1'], ['x'], ['3']]), [declared], ledger);
    expect([0, 1].map((field) => fieldText(kept, field))).toEqual(['1', '3']);
    expect([kept.rowCount, ledger.rejected]).toEqual([2, 1]);
    expect(kept.place(1).row).toBe(3);
  });

  it('do not count as padded any more', () => {
    const ledger = ledgerOf('pad');
    ledger.pad(1);
    setAsideBadCells(blockOf([['x', '']], true), [declared, guessed], ledger);
    expect(ledger.tally()).toEqual({ read: 0, rejected: 1, padded: 0 });
  });

  it('contradict a guess although a declared column of the same row is bad, whichever stands first', () => {
    for (const columns of [
      [declared, guessed],
      [guessed, declared],
    ]) {
      const ledger = ledgerOf();
      expect(() => setAsideBadCells(blockOf([['x', 'y']]), columns, ledger)).toThrow(ContradictionError);
      expect(ledger.rejected).toBe(0);
    }
  });
});
