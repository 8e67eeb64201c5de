import { avroSchema, type Column, typeFromName, typeNames } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { avroFile } from './support/avro-file.ts';
import { COLUMNS, COMMAND, ENGINE, mismatch, NAMES, queryOf, RECORDS, SQL_ROWS } from './support/cases.ts';
import { parquetFile } from './support/parquet-file.ts';

describe('an engine writes the schema of its plan to the letter', () => {
  const select = (from: string, to: string) =>
    NAMES.map((name) => (name === from ? to : `"${name}"`)).join(', ');
  it.each([
    [
      select('id', 'id::INTEGER AS id'),
      'column "id": expected int64, found int32 (INT32 INTEGER(32,signed))',
    ],
    [select('alt', 'alt AS altitude'), 'column 2: expected "alt", found "altitude"'],
    ['id, alt', 'expected 7 columns, found 2'],
    [
      select('at', '"at"::TIMESTAMP AS "at"'),
      'column "at": expected timestamp, found local_timestamp (INT64 TIMESTAMP(MICROS,local))',
    ],
    [
      `alt, ${NAMES.filter((name) => name !== 'alt')
        .map((name) => `"${name}"`)
        .join(', ')}`,
      'column 1: expected "id", found "alt"',
    ],
  ])('%s is not it', async (columns, sentence) => {
    const rows = SQL_ROWS.slice(0, 2);
    const parquet = await parquetFile(queryOf(rows, columns));
    expect(await mismatch({ parquet })).toBe(`parquet: ${sentence}`);
  });

  it.each(['avsc', 'parquetry'])('required is not nullable, in an Avro file by %s', async (avro) => {
    const required = COLUMNS.map((column) =>
      column.name === 'id' ? { ...column, nullable: false } : column,
    );
    const file = await avroFile(avroSchema({ columns: required }), RECORDS);
    const writers = { ...ENGINE, avro };
    expect(await mismatch({ avro: file, writers, columns: required })).toBe('verified');
    expect(await mismatch({ avro: file, writers })).toBe(
      'avro: column "id": expected it nullable, found it required',
    );
  });

  it.each(typeNames)('a column of type %s is known to both Avro readers', async (name) => {
    const columns: Column[] = [{ name: 'x', type: typeFromName(name), nullable: true }];
    const avro = await avroFile(avroSchema({ columns }), [{ x: null }]);
    for (const writer of ['avsc', 'parquetry']) {
      expect(await mismatch({ csv: 'x\n\n', columns, avro, writers: { ...ENGINE, avro: writer } })).toBe(
        'verified',
      );
    }
  });
});

describe('a command may write the values its own way', () => {
  const loosely = async (select: string) =>
    mismatch({ parquet: await parquetFile(queryOf(SQL_ROWS, select)), writers: COMMAND });
  const rest = '"call sign", on_ground, day';

  it('in any order of columns, with decimals, other units and without a zone', async () => {
    expect(await loosely(`${rest}, alt, id, local, "at"`)).toBe('verified');
    const decimals = `${rest}, "at"::TIMESTAMP AS "at", local::TIMESTAMP_NS AS local, alt, id::DECIMAL(20,0) AS id`;
    expect(await loosely(decimals)).toBe('verified');
  });

  it('in narrower types, as long as every value is the same', async () => {
    const columns = COLUMNS.slice(0, 2);
    const narrow = async (csv: string) =>
      mismatch({
        csv,
        columns,
        parquet: await parquetFile(`SELECT 7::SMALLINT AS id, 12.1::FLOAT AS alt UNION ALL SELECT 8, 0.5`),
        writers: COMMAND,
      });
    expect(await narrow('id,alt\n7,12.1\n8,0.5\n')).toBe(
      'parquet: row 1, column "alt": expected 12.1, found 12.100000381469727',
    );
    const exact = await parquetFile('SELECT 7::SMALLINT AS id, 12.5::FLOAT AS alt');
    expect(await mismatch({ csv: 'id,alt\n7,12.5\n', columns, parquet: exact, writers: COMMAND })).toBe(
      'verified',
    );
  });

  it('but not another kind, a missing column or one more', async () => {
    expect(await loosely(`${rest}, alt, id::DOUBLE AS id, local, "at"`)).toBe(
      'parquet: column "id": expected int64, found float64 (DOUBLE)',
    );
    expect(await loosely(`${rest}, alt, id, local`)).toBe('parquet: column "at" is missing');
    expect(await loosely(`${rest}, alt, id, local, "at", 1 AS extra`)).toBe(
      'parquet: column "extra" is not in the source',
    );
  });

  it('and a time finer than a microsecond is a difference', async () => {
    const parquet = await parquetFile("SELECT TIMESTAMP_NS '2024-01-01 00:00:00.000000001' AS t");
    const columns: Column[] = [{ name: 't', type: typeFromName('local_timestamp'), nullable: true }];
    expect(await mismatch({ csv: 't\n2024-01-01 00:00:00\n', columns, parquet, writers: COMMAND })).toBe(
      'parquet: row 1, column "t": expected 2024-01-01T00:00:00, found "2024-01-01T00:00:00.000000001"',
    );
  });
});
