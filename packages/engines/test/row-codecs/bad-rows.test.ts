import { BadInputError, ContradictionError, type ConversionPlan, type TypeGuess } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { column, table } from '../support/compare-tables.ts';
import { type CsvInput, carryOut, convertCsv, namesIn, planCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';

const CLEAN = 'id,name,on\n1,ann,2024-05-01\n2,bob,2024-05-02\n';

/** Rows 2 to 7 are bad, each in its own way; the quote in row 6 is never closed. */
const DIRTY = Buffer.from(
  [
    'id,name,on',
    '1,ann,2024-05-01',
    '2,bob',
    '3,cy,2024-05-03,extra',
    '4,dot,2024-05-04,',
    'x5,eve,2024-05-05',
    '6,"fay,2024-05-06',
    '7,g\xff,2024-05-07',
    '8,hal,2024-05-08',
    '',
  ].join('\n'),
  'latin1',
);
const declared = { id: 'int64', name: 'string', on: 'date' } as const;

const FIRST = [1n, 'ann', 19844] as const;
const LAST = [8n, 'hal', 19851] as const;

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

const rowsOf = (plan: ConversionPlan, row: number) => ({ row, source: `/in/${plan.source.ref.key}` });

describe.each(['sequential', 'worker-pool'] as const)('%s', (name) => {
  const opened = openedFor(name);

  async function convert(input: Partial<CsvInput>) {
    const converted = await convertCsv(opened.session, opened.store, { csv: DIRTY, declared, ...input });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    return converted;
  }

  /** What readers find wrong with files that are to hold these rows. */
  async function flaws(
    { parquet, avro }: Awaited<ReturnType<typeof convert>>,
    rows: readonly (readonly [bigint | null, string | null, number | null])[],
  ): Promise<readonly unknown[]> {
    const expected = table(
      column(
        'id',
        'int64',
        rows.map(([id]) => id),
      ),
      column(
        'name',
        'string',
        rows.map(([, text]) => text),
      ),
      column(
        'on',
        'date',
        rows.map(([, , on]) => on),
      ),
    );
    const parquetFlaws = await complaints(parquet, expected, readersFor(opened.engine, 'parquet'));
    return [...parquetFlaws, ...(await complaints(avro, expected, readersFor(opened.engine, 'avro')))];
  }

  it('ends at the first bad row when it is to fail, and leaves nothing behind', async () => {
    const error = await errorOf(convert({ to: '/fail' }));
    expect(error).toBeInstanceOf(BadInputError);
    expect(error).toMatchObject({ badRow: { row: 2, byteOffset: 28, reason: '2 fields, the header has 3' } });
    expect(await namesIn(opened.store, '/fail')).toEqual([]);
  });

  it('sets bad rows aside, tells them all, and keeps the others', async () => {
    const converted = await convert({ onBadRow: 'reject' });
    const { result, rejects, plan } = converted;
    expect(result.rows).toEqual({ read: 8, written: 2, rejected: 6, padded: 0 });
    expect(await flaws(converted, [FIRST, LAST])).toEqual([]);
    expect(rejects).toEqual([
      { ...rowsOf(plan, 2), byteOffset: 28, reason: '2 fields, the header has 3', raw: '2,bob' },
      {
        ...rowsOf(plan, 3),
        byteOffset: 34,
        reason: '4 fields, the header has 3',
        raw: '3,cy,2024-05-03,extra',
      },
      { ...rowsOf(plan, 4), byteOffset: 56, reason: '4 fields, the header has 3', raw: '4,dot,2024-05-04,' },
      {
        ...rowsOf(plan, 5),
        byteOffset: 74,
        column: 'id',
        reason: '"x5" is not an int64',
        raw: 'x5,eve,2024-05-05',
      },
      {
        ...rowsOf(plan, 6),
        byteOffset: 92,
        reason: 'a quote is opened and never closed',
        raw: '6,"fay,2024-05-06',
      },
      {
        ...rowsOf(plan, 7),
        byteOffset: 110,
        reason: expect.stringContaining('0xFF'),
        rawBase64: Buffer.from('7,g\xff,2024-05-07', 'latin1').toString('base64'),
      },
    ]);
    expect(result.rejects).toEqual({ ref: plan.rejects, bytes: expect.any(Number) });
  });

  it('fills and cuts rows when it is to pad, and sets the others aside', async () => {
    const converted = await convert({ onBadRow: 'pad' });
    const { result, rejects } = converted;
    expect(result.rows).toEqual({ read: 8, written: 4, rejected: 4, padded: 2, firstPadded: [2, 4] });
    expect(await flaws(converted, [FIRST, [2n, 'bob', null], [4n, 'dot', 19847], LAST])).toEqual([]);
    expect(rejects.map(({ row }) => row)).toEqual([3, 5, 6, 7]);
  });

  it('tells nothing of the content of rows where that is asked for', async () => {
    const { rejects } = await convert({ onBadRow: 'reject', isRedacted: true });
    expect(JSON.stringify(rejects)).not.toMatch(/bob|x5|fay/);
    expect(rejects[3]).toMatchObject({ row: 5, reason: 'a cell is not an int64', rawBytes: 17 });
  });

  it('only counts bad rows that the plan has no place for', async () => {
    const { result } = await convert({ onBadRow: 'reject', rejects: false, to: '/counted' });
    expect(result.rows).toMatchObject({ written: 2, rejected: 6 });
    expect(result.rejects).toBeUndefined();
    expect(await namesIn(opened.store, '/counted')).toHaveLength(2);
  });

  it('writes no rejects file where every row is good', async () => {
    const { result } = await convert({ csv: CLEAN, onBadRow: 'reject', to: '/good' });
    expect(result.rows).toEqual({ read: 2, written: 2, rejected: 0, padded: 0 });
    expect(result).not.toHaveProperty('rejects');
    expect(await namesIn(opened.store, '/good')).toHaveLength(2);
  });

  it.each([
    ['rows', { rows: 5 }],
    ['of the rows', { fraction: 0.7 }],
  ])('ends when more %s are bad than allowed, and leaves nothing behind', async (_, allowance) => {
    const error = await errorOf(convert({ onBadRow: 'reject', allowance, to: '/too-many' }));
    expect(error).toBeInstanceOf(BadInputError);
    expect((error as Error).message).toContain('--max-bad-rows');
    expect(await namesIn(opened.store, '/too-many')).toEqual([]);
  });

  it('writes U+FFFD for invalid bytes where that is asked for', async () => {
    const csv = Buffer.from('id,name,on\n1,a\xff,\n', 'latin1');
    const converted = await convert({ csv, invalidBytes: 'replace' });
    expect(await flaws(converted, [[1n, 'a\u{FFFD}', null]])).toEqual([]);
  });

  it.each([
    ['an integer', 'int64', {}, '1,2,x', 3],
    ['a boolean of one spelling', 'boolean', { spelling: 'true' }, 'true,,TRUE', 3],
    ['a finite number', 'float64', {}, '1.5,NaN', 2],
    ['a column without values', 'string', { isUnseen: true }, ',,,v', 4],
  ] as const)('throws what contradicts the guess of %s', async (_, kind, guess: TypeGuess, cells, row) => {
    const lines = cells.split(',').map((cell) => `${cell},t\n`);
    const csv = `v,s\n${lines.join('')}short\n`;
    const to = `/contradicted-${kind}`;
    const plan = await planCsv(opened.store, { csv, onBadRow: 'reject', declared: 'strings', to });
    const [, s] = plan.schema.columns;
    const columns = [{ name: 'v', type: { kind }, nullable: true, guess }, s!];
    const error = await errorOf(opened.session.convert({ ...plan, schema: { columns } }));
    expect(error).toBeInstanceOf(ContradictionError);
    expect(error).toMatchObject({ row, column: 'v' });
    expect((error as Error).message).toMatch(new RegExp(`^row ${row}, column "v": [^:]+$`));
    expect(await namesIn(opened.store, to)).toEqual([]);
  });

  it('names the row of the source where a value cannot be written, though rows before it were set aside', async () => {
    const csv = 'n,v\n1,x\n2,1.5\n3,y\n4,NaN\n';
    const refused = await convertCsv(opened.session, opened.store, {
      csv,
      declared: { v: 'float64' },
      onBadRow: 'reject',
    });
    expect(refused).toMatchObject({
      status: 'unsupported',
      because: expect.stringContaining(' row 4, column "v"'),
    });
  });

  it('refuses records so sparse that their rows would take many times the memory of the text', async () => {
    const limits = { memoryBytes: 64 << 20, threads: 1 };
    const csv = `${Array.from({ length: 200 }, (_, at) => `c${at}`)}\n${'x\n'.repeat(20_000)}`;
    const plan = await planCsv(opened.store, { csv, onBadRow: 'pad', declared: 'strings' });
    expect(opened.engine.supports(plan, limits)).toEqual({ supported: true });
    await using session = await opened.engine.open(opened.store, limits);
    expect(await session.convert(plan)).toMatchObject({
      status: 'unsupported',
      because: expect.stringContaining('do not fit the memory limit'),
    });
  });
});

describe('sequential and worker-pool', () => {
  const one = openedFor('sequential');
  const other = openedFor('worker-pool');

  it.each(['reject', 'pad'] as const)(
    'write the same bytes of a dirty file when told to %s',
    async (onBadRow) => {
      const plan = await planCsv(one.store, { csv: DIRTY, declared, onBadRow });
      const files = await carryOut(one.session, one.store, plan);
      await using session = await other.engine.open(one.store, { memoryBytes: 2 ** 30, threads: 2 });
      const again = await carryOut(session, one.store, plan);
      if (files.status === 'unsupported' || again.status === 'unsupported') throw new Error('unsupported');
      expect(Buffer.from(again.parquet).equals(files.parquet)).toBe(true);
      expect(Buffer.from(again.avro).equals(files.avro)).toBe(true);
      expect(again.rejects).toEqual(files.rejects);
      expect(again.result.rows).toEqual(files.result.rows);
    },
  );
});
