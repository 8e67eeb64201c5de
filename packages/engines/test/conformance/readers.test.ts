/** The judges themselves: each reads files of the other libraries, and they have to agree with what was written. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { avroCodecs } from '@parquetry/core';
import pl from 'nodejs-polars';
import { describe, expect, it } from 'vitest';
import { column, firstDifference, table } from '../support/compare-tables.ts';
import { complaints } from '../support/independent-readers.ts';
import { avroC, hasAvroCat } from '../support/readers/avro-c.ts';
import { avsc } from '../support/readers/avsc.ts';
import { duckdb } from '../support/readers/duckdb.ts';
import { hyparquet } from '../support/readers/hyparquet.ts';
import { parquetWasm } from '../support/readers/parquet-wasm.ts';
import { polarsAvro, polarsParquet } from '../support/readers/polars.ts';
import { writeAvro } from '../support/write-avro.ts';

const BOM = '\uFEFF';

const everyType = table(
  column('b', 'boolean', [true, false, null, null]),
  column('i', 'int64', [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, null]),
  column('f', 'float64', [-0, 5e-324, 0.1, null]),
  column('d', 'date', [2_932_896, -719_162, -1, null]),
  column('t', 'timestamp', [-1n, -62_135_596_800_000_000n, 253_402_300_799_999_999n, null]),
  column('l', 'local_timestamp', [1n, -1n, 253_402_300_799_999_999n, null]),
  column('s', 'string', ['a "quote"\n\\', `😀${BOM}`, `${BOM}é`, null]),
);

const COLUMNS = 'b, i, f, d, t, l, s';
const ROWS = `
  (true, 9223372036854775807::bigint, '-0.0'::double, date '9999-12-31', timestamptz '1969-12-31 23:59:59.999999+00',
   timestamp '1970-01-01 00:00:00.000001', 'a "quote"' || chr(10) || chr(92)),
  (false, (-9223372036854775808)::bigint, '5e-324'::double, date '0001-01-01', timestamptz '0001-01-01 00:00:00+00',
   timestamp '1969-12-31 23:59:59.999999', chr(128512) || chr(65279)),
  (null, 9007199254740993, '0.1'::double, date '1969-12-31', timestamptz '9999-12-31 23:59:59.999999+00',
   timestamp '9999-12-31 23:59:59.999999', chr(65279) || chr(233)),
  (null, null, null, null, null, null, null)`;

async function writtenByDuckdb(): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-readers-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const path = join(directory, 'file.parquet');
    await connection.run(`copy (from (values ${ROWS}) rows(${COLUMNS})) to '${path}' (format parquet)`);
    return await readFile(path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(directory, { recursive: true });
  }
}

describe('Readers of Parquet', () => {
  it('agree on what DuckDB wrote', async () => {
    const file = await writtenByDuckdb();
    expect(await complaints(file, everyType, [hyparquet, polarsParquet, parquetWasm])).toEqual([]);
  });

  it('agree on what Polars wrote', async () => {
    const file = pl.readParquet(Buffer.from(await writtenByDuckdb())).writeParquet();
    expect(await complaints(file, everyType, [hyparquet, duckdb, parquetWasm])).toEqual([]);
  });
});

describe('Readers of Avro', () => {
  it.each(avroCodecs)('agree on what avsc wrote with codec %s', async (codec) => {
    const file = await writeAvro(everyType, codec);
    expect(await complaints(file, everyType, [polarsAvro])).toEqual([]);
    if (hasAvroCat) expect(await complaints(file, everyType, [avroC])).toEqual([]);
  });

  it.skipIf(!hasAvroCat)('agree on what avro-c wrote', async () => {
    // avro-c forgets the logical types.
    const plain = table(...everyType.columns.filter(({ type }) => !/date|timestamp/.test(type)));
    const directory = await mkdtemp(join(tmpdir(), 'parquetry-readers-'));
    try {
      const [from, to] = [join(directory, 'from.avro'), join(directory, 'to.avro')];
      await writeFile(from, await writeAvro(plain, 'null'));
      await promisify(execFile)('avromod', ['--codec=snappy', from, to]);
      expect(await complaints(await readFile(to), plain, [avsc, polarsAvro])).toEqual([]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('The comparison', () => {
  const one = (type: 'float64' | 'string' | 'int64!', value: number | string | bigint | null) =>
    table(column('x', type, [value]));

  it('tells minus zero from zero, null from the empty string, and takes NaN for itself', () => {
    expect(firstDifference(one('float64', 0), one('float64', -0))).toBe(
      'column 0 ("x") row 1: 0, expected -0',
    );
    expect(firstDifference(one('string', ''), one('string', null))).toBe(
      'column 0 ("x") row 1: "", expected null',
    );
    expect(firstDifference(one('float64', Number.NaN), one('float64', Number.NaN))).toBeUndefined();
  });

  it('sees another type, another nullability, another name and a missing row', () => {
    const expected = table(column('x', 'int64', [1n]));
    expect(firstDifference(one('int64!', 1n), expected)).toContain('nullable is false');
    expect(firstDifference(one('float64', 1), expected)).toContain('has type float64');
    expect(firstDifference(table(column('y', 'int64', [1n])), expected)).toContain('is named "y"');
    expect(firstDifference(table(column('x', 'int64', [])), expected)).toBe('0 rows, expected 1');
  });
});
