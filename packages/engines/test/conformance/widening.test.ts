/** Guesses from a sample that later rows contradict: in the end every column has the type of all its cells. */
import { ContradictionError, memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames, loadEngine } from '../../src/index.ts';
import { expectTable } from '../support/check-shape.ts';
import { column, table } from '../support/compare-tables.ts';
import { namesIn, planCsv, store as put } from '../support/convert-csv.ts';
import { convertSet, type SetOutcome } from '../support/convert-set.ts';
import { readersFor } from '../support/independent-readers.ts';
import { LIMITS, openedFor } from '../support/open-engine.ts';
import { parseIndependently } from '../support/parse-independently.ts';

/** More than a sample; with the longest of them more than a block of records, too. */
const FEW = 150;
const MANY = 40_000;

type Files = Extract<SetOutcome, { status: 'converted' }>;

const errorOf = (outcome: SetOutcome | undefined) =>
  outcome?.status === 'failed' ? String(outcome.error) : outcome?.status;

function files(outcome: SetOutcome | undefined): Files {
  if (outcome?.status !== 'converted') throw new Error(String(errorOf(outcome)));
  return outcome;
}

interface Widening {
  readonly name: string;
  /** What the sample shows. */
  readonly usual: string;
  /** What comes behind it. */
  readonly late: readonly string[];
  readonly widened: { readonly from?: string; readonly to: string } | undefined;
}

const widenings: readonly Widening[] = [
  { name: 'a decimal among integers', usual: '7', late: ['1.50'], widened: { from: 'int64', to: 'float64' } },
  {
    name: 'a code with a leading zero among integers',
    usual: '7',
    late: ['0042'],
    widened: { from: 'int64', to: 'string' },
  },
  {
    name: 'an integer beyond int64',
    usual: '7',
    late: ['9223372036854775808'],
    widened: { from: 'int64', to: 'string' },
  },
  {
    name: 'a decimal among integers of which one is not exact in it',
    usual: '9007199254740993',
    late: ['0.5'],
    widened: { from: 'int64', to: 'string' },
  },
  { name: 'a word among decimals', usual: '1.50', late: ['x'], widened: { from: 'float64', to: 'string' } },
  { name: 'NaN among decimals', usual: '1.5', late: ['NaN'], widened: { from: 'float64', to: 'string' } },
  {
    name: 'too many digits among decimals',
    usual: '1.5',
    late: ['0.1234567890123456789'],
    widened: { from: 'float64', to: 'string' },
  },
  {
    name: 'another spelling of a boolean',
    usual: 'true',
    late: ['TRUE'],
    widened: { from: 'boolean', to: 'string' },
  },
  {
    name: 'a number among booleans',
    usual: 'False',
    late: ['1'],
    widened: { from: 'boolean', to: 'string' },
  },
  {
    name: 'a time among dates',
    usual: '2024-02-29',
    late: ['2024-02-29T00:00:00'],
    widened: { from: 'date', to: 'string' },
  },
  {
    name: 'an instant among local times',
    usual: '2024-02-29 12:00:00',
    late: ['2024-02-29 12:00:00Z'],
    widened: { from: 'local_timestamp', to: 'string' },
  },
  {
    name: 'seven fraction digits among instants',
    usual: '2024-02-29 12:00:00Z',
    late: ['2024-02-29 12:00:00.1234567Z'],
    widened: { from: 'timestamp', to: 'string' },
  },
  { name: 'the first value of an empty column', usual: '', late: ['', '7'], widened: { to: 'int64' } },
  {
    name: 'the first values of an empty column, a word last',
    usual: '',
    late: ['7', 'x'],
    widened: { to: 'string' },
  },
  { name: 'no contradiction: integers among decimals', usual: '1.5', late: ['2'], widened: undefined },
  { name: 'no contradiction: nulls', usual: '7', late: ['', '""'], widened: undefined },
];

/** Two columns: the one in question, and one that tells rows apart. */
function textOf({ usual, late }: Widening, rows: number) {
  const records = [...Array<string>(rows).fill(usual), ...late].map((cell, row) => [cell, String(row)]);
  const expected = parseIndependently(
    ['c', 'n'],
    records.map(([cell, row]) => [cell!.replaceAll('"', ''), row!]),
  );
  return { text: `c,n\n${records.map((record) => record.join(',')).join('\n')}\n`, expected };
}

describe.each(engineNames)('%s widens', (name) => {
  const opened = openedFor(name);

  it.each(widenings)('for $name', async (one) => {
    const { text, expected } = textOf(one, FEW);
    const [outcome] = await convertSet(opened, { 'a.csv': text }, { parquet: null });
    const row = FEW + one.late.findIndex((cell) => cell !== '') + 1;
    expect(files(outcome).result.widened).toEqual(one.widened && [{ column: 'c', ...one.widened, row }]);
    await expectTable(opened, files(outcome), expected);
  });

  it('several columns at once, behind many blocks of records', async () => {
    const rows = Array.from({ length: MANY }, (_, row) => [`${row}`, `${row}.5`, 'true', '', `${row}`]);
    rows[MANY - 2] = ['1.50', '1', 'true', '', ''];
    rows[MANY - 1] = ['x', '1', 'TRUE', '2024-02-29', '0'];
    const text = `i,f,b,e,n\n${rows.map((row) => row.join(',')).join('\n')}\n`;
    const [outcome] = await convertSet(opened, { 'a.csv': text });
    expect(files(outcome).result.rows).toEqual({ read: MANY, written: MANY, rejected: 0, padded: 0 });
    expect(files(outcome).result.widened).toEqual([
      { column: 'i', from: 'int64', to: 'string', row: MANY - 1 },
      { column: 'b', from: 'boolean', to: 'string', row: MANY },
      { column: 'e', to: 'date', row: MANY },
    ]);
    await expectTable(opened, files(outcome), parseIndependently(['i', 'f', 'b', 'e', 'n'], rows));
  });

  it('nothing for what is in a bad row', async () => {
    const text = `a,b\n${'1,2\n'.repeat(FEW)}x\n3,4\n"y"z,5\n`;
    const [outcome] = await convertSet(opened, { 'a.csv': text }, { onBadRow: 'reject' });
    const { result, rejects } = files(outcome);
    expect(result.widened).toBeUndefined();
    expect(result.rows).toEqual({ read: FEW + 3, written: FEW + 1, rejected: 2, padded: 0 });
    expect(rejects.map(({ row }) => row)).toEqual([FEW + 1, FEW + 3]);
  });

  it('no declared column: a cell that breaks it is a bad row', async () => {
    const text = `a,b\n${'1,2\n'.repeat(FEW)}x,4\n5,y\n`;
    const options = { declared: { a: 'int64' }, onBadRow: 'reject' } as const;
    const [outcome] = await convertSet(opened, { 'a.csv': text }, options);
    const { result, rejects } = files(outcome);
    expect(result.widened).toEqual([{ column: 'b', from: 'int64', to: 'string', row: FEW + 2 }]);
    expect(rejects).toMatchObject([{ row: FEW + 1, column: 'a', raw: 'x,4' }]);
    const [failed] = await convertSet(opened, { 'a.csv': text }, { declared: { a: 'int64' } });
    expect(errorOf(failed)).toMatch(/row 151 .*column "a": "x" is not an int64/);
  });

  it('and counts rejected rows of the second pass alone', async () => {
    const text = `a,b\n${'1,2\n'.repeat(FEW)}bad\n3,x\nbad\n`;
    const [outcome] = await convertSet(opened, { 'a.csv': text }, { onBadRow: 'reject' });
    const { result, rejects } = files(outcome);
    expect(result.rows).toEqual({ read: FEW + 3, written: FEW + 1, rejected: 2, padded: 0 });
    expect(rejects.map(({ row }) => row)).toEqual([FEW + 1, FEW + 3]);
  });

  it('by a contradiction that leaves nothing visible, and names row and column', async () => {
    const { session, store } = opened;
    const late = `n\n${'1\n'.repeat(MANY)}x\n`;
    const plan = await planCsv(store, { csv: `n\n1\n`, to: '/contradicted' });
    await put(store, plan.source.ref, late);
    const { etag: _old, ...source } = { ...plan.source, bytes: late.length };
    const error = await session.convert({ ...plan, source }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ContradictionError);
    expect(error).toMatchObject({ row: MANY + 1, column: 'n' });
    expect(await namesIn(store, '/contradicted')).toEqual([]);
  });
});

describe.each(engineNames)('%s converts a set of files', (name) => {
  const opened = openedFor(name);
  const ints = `a,b\n${'1,2\n'.repeat(FEW)}`;
  const decimals = `${ints}3,2.5\n`;
  const typesOf = async (found: Files) => {
    const reader = readersFor(opened.engine, 'parquet')[0]!;
    return (await reader.read(found.parquet)).columns.map(({ type }) => type);
  };

  it('under one schema, all of them again where one contradicts it', async () => {
    const outcomes = await convertSet(opened, { '1.csv': ints, '2.csv': decimals, '3.csv': ints });
    for (const outcome of outcomes) expect(await typesOf(files(outcome))).toEqual(['int64', 'float64']);
    expect(outcomes.map((outcome) => files(outcome).result.widened)).toEqual([
      undefined,
      [{ column: 'b', from: 'int64', to: 'float64', row: FEW + 1 }],
      undefined,
    ]);
  });

  it('with a schema for each, where that is asked, and only the one again', async () => {
    const texts = { '1.csv': ints, '2.csv': decimals };
    const outcomes = await convertSet(opened, texts, { shareSchema: false });
    expect(await typesOf(files(outcomes[0]))).toEqual(['int64', 'int64']);
    expect(await typesOf(files(outcomes[1]))).toEqual(['int64', 'float64']);
  });

  it('of which one has a bad row, and the others are there', async () => {
    const outcomes = await convertSet(opened, { '1.csv': ints, '2.csv': `${decimals}9\n`, '3.csv': ints });
    expect(outcomes.map(({ status }) => status)).toEqual(['converted', 'failed', 'converted']);
    expect(errorOf(outcomes[1])).toContain('1 field, the header has 2');
  });

  const more = 'b,a,c\n2,1,\n3,2,x\n4,3,\n';

  it('that do not have the same columns: a new one is refused', async () => {
    const outcomes = await convertSet(opened, { '1.csv': ints, '2.csv': more });
    expect(outcomes.map(({ status }) => status)).toEqual(['converted', 'failed']);
    expect(errorOf(outcomes[1])).toContain('has the column "c" that /in/1.csv lacks');
  });

  it('that do not have the same columns: a new one is added, and null elsewhere', async () => {
    const outcomes = await convertSet(
      opened,
      { '1.csv': 'a,b\n9,8\n', '2.csv': more },
      { newColumns: 'add' },
    );
    await expectTable(
      opened,
      files(outcomes[0]),
      table(column('a', 'int64', [9n]), column('b', 'int64', [8n]), column('c', 'string', [null])),
    );
    await expectTable(
      opened,
      files(outcomes[1]),
      table(
        column('a', 'int64', [1n, 2n, 3n]),
        column('b', 'int64', [2n, 3n, 4n]),
        column('c', 'string', [null, 'x', null]),
      ),
    );
  });

  it('that do not have the same columns: rows with a value in a new one are set aside', async () => {
    const options = { newColumns: 'reject', onBadRow: 'reject' } as const;
    const outcomes = await convertSet(opened, { '1.csv': 'a,b\n9,8\n', '2.csv': more }, options);
    await expectTable(
      opened,
      files(outcomes[1]),
      table(column('a', 'int64', [1n, 3n]), column('b', 'int64', [2n, 4n])),
    );
    expect(files(outcomes[1]).rejects).toMatchObject([
      { row: 2, column: 'c', reason: 'a value in a column that the schema lacks', raw: '3,2,x' },
    ]);
  });

  it('for a schema that is given: cells against it are bad rows, whatever they look like', async () => {
    const options = {
      declared: { a: 'int64', b: 'int64' },
      isSchemaGiven: true,
      onBadRow: 'reject',
    } as const;
    const [outcome] = await convertSet(opened, { '1.csv': decimals }, options);
    expect(files(outcome).rejects).toMatchObject([{ row: FEW + 1, column: 'b', raw: '3,2.5' }]);
    expect(await typesOf(files(outcome))).toEqual(['int64', 'int64']);
  });
});

describe('All engines', () => {
  it('report the same of the same set', async () => {
    const reportOf = async (name: (typeof engineNames)[number]) => {
      const store = memoryStore();
      await using session = await (await loadEngine(name)).open(store, LIMITS);
      const texts = Object.fromEntries(widenings.map((one, at) => [`${at}.csv`, textOf(one, FEW).text]));
      const outcomes = await convertSet({ session, store }, texts, {
        shareSchema: false,
        onBadRow: 'reject',
      });
      return outcomes.map((outcome) => {
        if (outcome.status !== 'converted') return outcome.status;
        return [outcome.result.rows, outcome.result.widened, outcome.rejects];
      });
    };
    const [first, ...others] = await Promise.all(engineNames.map(reportOf));
    // A library that cannot write a value says so instead.
    for (const [at, report] of first!.entries()) {
      const decided = [report, ...others.map((other) => other[at])].filter((one) => one !== 'unsupported');
      for (const other of decided) expect(other).toEqual(decided[0]);
    }
  });
});
