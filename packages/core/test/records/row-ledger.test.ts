import { describe, expect, it } from 'vitest';
import { type BadRow, type BadRowPolicy, type Encoding, RowLedger } from '../../src/index.ts';

function ledgerOf(policy: Partial<BadRowPolicy>, encoding: Encoding = 'utf-8') {
  const lines: unknown[] = [];
  const told: BadRow[] = [];
  const ledger = new RowLedger(
    'test.csv',
    { fate: 'reject', isRedacted: false, ...policy },
    {
      keep: (line) => lines.push(JSON.parse(Buffer.from(line).toString())),
      onReject: (badRow) => told.push(badRow),
      encoding,
    },
  );
  const reject = (row: number, raw: string | Uint8Array = 'x', more: Partial<BadRow> = {}) => {
    ledger.read = row;
    ledger.reject({ row, byteOffset: row * 10, reason: 'bad', ...more }, Buffer.from(raw));
  };
  return { ledger, lines, told, reject };
}

describe('a ledger', () => {
  it('keeps a line for each bad row, with its source, place, column, reason and text', () => {
    const { lines, told, reject } = ledgerOf({});
    reject(2, 'a,"é\n"', { column: 'c' });
    expect(lines).toEqual([
      { source: 'test.csv', row: 2, byteOffset: 20, column: 'c', reason: 'bad', raw: 'a,"é\n"' },
    ]);
    expect(told).toEqual([{ row: 2, byteOffset: 20, column: 'c', reason: 'bad' }]);
  });

  it('throws at the first bad row where the policy is to fail', () => {
    const { reject, lines } = ledgerOf({ fate: 'fail' });
    expect(() => reject(3)).toThrow('test.csv row 3 (byte 30): bad; correct the row');
    expect(lines).toEqual([]);
  });

  it('allows so many bad rows and no more, and names the first', () => {
    const { ledger, reject } = ledgerOf({ allowance: { rows: 2 } });
    reject(1);
    reject(5);
    ledger.close();
    expect(() => reject(9)).toThrow(
      /^test\.csv: 3 of the first 9 rows are bad, 2 are allowed; raise --max-bad-rows, or correct them; the first is test\.csv row 1 \(byte 10\): bad$/,
    );
  });

  it('allows a fraction of all rows, which is known at the end', () => {
    const { ledger, reject } = ledgerOf({ allowance: { fraction: 0.1 } });
    reject(1);
    reject(2);
    ledger.read = 20;
    expect(() => ledger.close()).not.toThrow();
    ledger.read = 19;
    expect(() => ledger.close()).toThrow('test.csv: 2 of 19 rows are bad, 1 is allowed; raise');
  });

  it('allows no bad row where none is allowed', () => {
    const allowance = { rows: 0 };
    expect(() => ledgerOf({ allowance }).reject(1)).toThrow('1 of 1 row is bad, none is allowed');
    expect(() => ledgerOf({ allowance }).reject(5)).toThrow('1 of the first 5 rows is bad, none is allowed');
  });

  it('counts rows up to the bad one, however many have been read ahead', () => {
    const { ledger, reject } = ledgerOf({ allowance: { rows: 0 } });
    ledger.read = 80;
    expect(() => reject(5)).toThrow('1 of the first 5 rows is bad, none is allowed');
  });

  it('names the first rows that were filled or cut, unless they are set aside after all', () => {
    const { ledger } = ledgerOf({ fate: 'pad' });
    expect(ledger.tally()).toEqual({ read: 0, rejected: 0, padded: 0 });
    ledger.pad(3);
    ledger.unpad(3);
    expect(ledger.tally()).toEqual({ read: 0, rejected: 0, padded: 0 });
    for (let row = 4; row < 16; row += 1) ledger.pad(row);
    const firstPadded = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
    expect(ledger.tally()).toEqual({ read: 0, rejected: 0, padded: 12, firstPadded });
  });

  it('tells nothing of the content where that is to be kept secret', () => {
    const { lines, told, reject } = ledgerOf({ isRedacted: true });
    reject(1, 'secret', { reason: '"secret" is no int64', redactedReason: 'no int64' });
    expect(lines).toEqual([{ source: 'test.csv', row: 1, byteOffset: 10, reason: 'no int64', rawBytes: 6 }]);
    expect(JSON.stringify(told)).not.toContain('secret');
    const failing = ledgerOf({ isRedacted: true, fate: 'fail' });
    expect(() => failing.reject(1, 'x', { reason: '"secret"', redactedReason: 'no int64' })).toThrow(
      'row 1 (byte 10): no int64',
    );
  });
});

describe('the text of a bad row', () => {
  it('is cut after 64 KiB, between characters, and its whole length told', () => {
    const { lines, reject } = ledgerOf({});
    reject(1, `x${'€'.repeat(30_000)}`);
    expect(lines).toMatchObject([{ raw: `x${'€'.repeat(21_845)}`, rawBytes: 90_001 }]);
    reject(2, 'x'.repeat(1 << 16));
    expect(lines[1]).not.toHaveProperty('rawBytes');
  });

  it('is base64 of the bytes in the source when they are invalid, though they may look like UTF-8', () => {
    const { lines, reject } = ledgerOf({}, 'utf-16le');
    // Unit 0xD800 and then U+0080: as UTF-16LE, 00 D8 80 00.
    reject(1, Buffer.from([0xed, 0xa0, 0x80, 0xc2, 0x80]));
    expect(lines).toMatchObject([{ rawBase64: Buffer.from([0x00, 0xd8, 0x80, 0x00]).toString('base64') }]);
  });

  it('is counted in bytes of the source', () => {
    const { lines, reject } = ledgerOf({ isRedacted: true }, 'utf-16le');
    reject(1, 'aé');
    expect(lines).toMatchObject([{ rawBytes: 4 }]);
  });
});
