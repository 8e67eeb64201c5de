import { type Column, UnsupportedError } from '@parquetry/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCarefully } from '../../src/row-codecs/parse-carefully.ts';
import { sourceRow } from '../../src/row-codecs/row.ts';
import { PARSING, type PlanParts, planOf, strings } from './plan-of.ts';

const REJECT = { fate: 'reject', isRedacted: false } as const;
const numbers: Column[] = [{ name: 'n', type: { kind: 'int64' }, nullable: true }];

async function cellsOf(text: Uint8Array | string, columns: readonly Column[], parts: PlanParts = {}) {
  const { rows } = await parseCarefully(Buffer.from(text), planOf(columns, parts), PARSING);
  return rows.map((row) => columns.map(({ name }) => row[name]));
}

describe('parseCarefully', () => {
  it('tells the empty string from null where quotes do', async () => {
    const csv = { quotedEmpty: 'string', nulls: ['NA'] } as const;
    expect(await cellsOf('h,i\n"",\n"NA",NA\n', strings('h', 'i'), { csv })).toEqual([
      ['', null],
      ['NA', null],
    ]);
  });

  it('takes the columns of the schema by name, and null for one that the source lacks', async () => {
    const csv = { names: ['b', 'a'] };
    expect(await cellsOf('b,a\n1,2\n', strings('a', 'c', 'b'), { csv })).toEqual([['2', null, '1']]);
  });

  it('reads text in other encodings, and tells bad rows of it by the bytes of the source', async () => {
    const csv = { encoding: 'utf-16le' } as const;
    const plan = planOf(numbers, { csv, badRows: REJECT });
    const text = Buffer.from('\u{FEFF}n\n1\né\n3\n', 'utf16le');
    const { rows, rejects } = await parseCarefully(text, plan, PARSING);
    expect(rows).toEqual([{ n: 1 }, { n: 3 }]);
    expect(JSON.parse(Buffer.from(rejects).toString('utf8'))).toMatchObject({
      row: 2,
      byteOffset: 10,
      raw: 'é',
    });
  });

  it('keeps the order of rows, and the count of them, whatever lies between', async () => {
    const lines = fc.array(fc.constantFrom('1', '2', 'x', '3,4', '"', ''), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(lines, async (body) => {
        const text = Buffer.from(['n', ...body, '7'].join('\n'));
        const plan = planOf(numbers, { badRows: REJECT });
        const parsed = await parseCarefully(text, plan, PARSING);
        const { read, written, rejected } = parsed.counts;
        expect(read).toBe(written + rejected);
        expect(parsed.rejectedRows).toHaveLength(rejected);
        const kept = parsed.rows.map((_, index) => sourceRow(parsed, index));
        const every = [...kept, ...parsed.rejectedRows].toSorted((a, b) => a - b);
        expect(every).toEqual(Array.from({ length: read }, (_, index) => index + 1));
        const lines = Buffer.from(parsed.rejects).toString('utf8').split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line).row)).toEqual(parsed.rejectedRows);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps no lines of rejected rows where none are wanted', async () => {
    const plan = planOf(numbers, { badRows: REJECT });
    const parsed = await parseCarefully(Buffer.from('n\nx\n'), plan, { ...PARSING, keepsRejects: false });
    expect(parsed).toMatchObject({ counts: { rejected: 1 }, rejectedRows: [1], rejects: new Uint8Array() });
  });

  it('gives up where the lines of rejected rows do not fit the memory', async () => {
    const plan = planOf(numbers, { badRows: REJECT });
    const text = Buffer.from(`n\n${'x\n'.repeat(2000)}`);
    const parse = (heapBytes: number) => parseCarefully(text, plan, { ...PARSING, heapBytes });
    await expect(parse(1 << 17)).rejects.toThrow(UnsupportedError);
    expect((await parse(1 << 20)).counts.rejected).toBe(2000);
  });

  it('stops in the middle of a file when aborted', async () => {
    const stop = new AbortController();
    const text = Buffer.from(`n\n${'1\n'.repeat(400_000)}`);
    const parsing = parseCarefully(text, planOf(numbers), { ...PARSING, signal: stop.signal });
    setImmediate(() => stop.abort('stopped'));
    await expect(parsing).rejects.toBe('stopped');
  });
});

describe('sourceRow', () => {
  it('counts the rows that were set aside, wherever they stood', () => {
    const rows = (rejectedRows: number[]) => [0, 1, 2].map((index) => sourceRow({ rejectedRows }, index));
    expect(rows([])).toEqual([1, 2, 3]);
    expect(rows([1, 2])).toEqual([3, 4, 5]);
    expect(rows([2, 4, 6])).toEqual([1, 3, 5]);
    expect(rows([9])).toEqual([1, 2, 3]);
  });
});
