/** Bad rows under every policy: what is written, what is set aside, and what is said of it. */
import { BadInputError, collectBytes, memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames, loadEngine } from '../../src/index.ts';
import { converted, expectShape, expectTable } from '../support/check-shape.ts';
import { carryOut, namesIn, OUTPUTS, planText, type TextOptions } from '../support/convert-csv.ts';
import { LIMITS, openedFor } from '../support/open-engine.ts';
import {
  badRowCases,
  dialect,
  invalid,
  manyBadRows,
  PAD,
  quotes,
  REJECT,
  ROWS,
  TYPED,
} from './cases/bad-row-cases.ts';

describe.each(engineNames)('%s sets aside', (name) => {
  const opened = openedFor(name);

  it.each(badRowCases)('$name', (one) => expectShape(opened, one));

  it('bad rows all over a text of many blocks, each with its position', async () => {
    const { text, expected, rejectedRows } = manyBadRows();
    const files = await converted(opened, text, TYPED);
    expect(files.result.rows).toEqual({
      read: ROWS,
      written: expected.rowCount,
      rejected: rejectedRows.length,
      padded: 0,
    });
    expect(files.rejects.map(({ row }) => row)).toEqual(rejectedRows);
    const source = Buffer.from(text);
    for (const { byteOffset, raw } of files.rejects) {
      const found = source.subarray(byteOffset, byteOffset + Buffer.byteLength(raw!)).toString();
      expect(found).toBe(raw);
    }
    await expectTable(opened, files, expected);
  });

  it('rows without a word of their content where that is asked', async () => {
    const files = await converted(opened, 'a,b\nsecret,2\n"secret\n3,x\n', { ...TYPED, isRedacted: true });
    expect(files.rejects).toEqual([
      {
        source: files.rejects[0]!.source,
        row: 1,
        byteOffset: 4,
        column: 'a',
        reason: 'a cell is not an int64',
        rawBytes: 8,
      },
      {
        source: files.rejects[0]!.source,
        row: 2,
        byteOffset: 13,
        reason: 'a quote is opened and never closed',
        rawBytes: 7,
      },
    ]);
  });

  it('nothing, and writes no rejects file, where every row is good', async () => {
    const files = await converted(opened, 'a,b\n1,2\n', { ...REJECT, to: '/good' });
    expect(files.result.rejects).toBeUndefined();
    expect((await namesIn(opened.store, '/good')).filter((key) => key.includes('rejects'))).toEqual([]);
  });

  it('rows that are nowhere written, where no place for them is planned', async () => {
    const files = await converted(opened, 'a,b\n1\n2,x\n', { ...REJECT, rejects: false, to: '/uncollected' });
    expect(files.result.rows).toEqual({ read: 2, written: 1, rejected: 1, padded: 0 });
    expect(files.result.rejects).toBeUndefined();
    expect(await namesIn(opened.store, '/uncollected')).toHaveLength(2);
  });

  it('as many bad rows as are allowed, and not one more', async () => {
    const text = 'a,b\n1\n2,x\n3\n4,y\n';
    const allowed = [{ rows: 2 }, { fraction: 0.5 }] as const;
    for (const allowance of allowed) {
      const files = await converted(opened, text, { ...REJECT, allowance });
      expect(files.result.rows.rejected).toBe(2);
    }
    const tooFew = [{ rows: 1 }, { rows: 0 }, { fraction: 0.49 }, { fraction: 0 }] as const;
    for (const allowance of tooFew) {
      const { session, store } = opened;
      const plan = await planText(store, text, { ...REJECT, allowance, to: '/too-many' });
      const error = await session.convert(plan).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(BadInputError);
      expect((error as Error).message).toMatch(
        /of (the first )?[\d,]+ rows? (is|are) bad, ([\d,]+|none) (is|are) allowed; raise --max-bad-rows/,
      );
      expect((error as Error).message).toContain('row 1 (byte 4): 1 field, the header has 2');
      expect(await namesIn(store, '/too-many')).toEqual([]);
    }
  });
});

describe('All engines', () => {
  it('write the same rejects files, byte for byte', async () => {
    const texts: readonly (readonly [string | Buffer, TextOptions])[] = [
      [manyBadRows().text, TYPED],
      [quotes, PAD],
      [invalid, REJECT],
      [dialect, { ...REJECT, delimiter: ';', quote: "'", escape: "'", comment: '#' }],
    ];
    const filesOf = async (name: (typeof engineNames)[number]) => {
      const store = memoryStore();
      await using session = await (await loadEngine(name)).open(store, LIMITS);
      const files: string[] = [];
      for (const [text, options] of texts) {
        const plan = await planText(store, text, options);
        const result = await carryOut(session, store, {
          ...plan,
          rejects: { bucket: OUTPUTS, key: `${files.length}.rejects.ndjson` },
        });
        if (result.status === 'unsupported') throw new Error(result.because);
        const written = await collectBytes(store.read(result.result.rejects!.ref));
        expect(written).toHaveLength(result.result.rejects!.bytes);
        const source = `/in/${plan.source.ref.key}`;
        files.push(Buffer.from(written).toString().replaceAll(source, '/in/text'));
      }
      return files;
    };
    const [first, ...others] = await Promise.all(engineNames.map(filesOf));
    for (const files of others) expect(files).toEqual(first);
  });
});
