import { existsSync } from 'node:fs';
import { observeReads, openParquet } from '@parquetry/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { REF, readBytes, readShared, readWhole, sharedPath, storeOf } from './support/files.ts';
import { parquetOf } from './support/write-parquet.ts';

const OWN_TYPES = `
  SELECT * FROM (VALUES
    (true, 9007199254740993::BIGINT, 1.5::DOUBLE, DATE '2024-02-29', TIMESTAMPTZ '2024-02-29 12:34:56.789012Z',
     TIMESTAMP '1969-12-31 23:59:59.999999', 'Zürich ✈'),
    (false, '-9223372036854775808'::BIGINT, '-0'::DOUBLE, DATE '0001-01-01', TIMESTAMPTZ '1969-12-31 23:59:59.999999Z',
     TIMESTAMP '2024-02-29 12:34:56.789012', chr(65279) || 'mark'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (true, 9223372036854775807::BIGINT, 'NaN'::DOUBLE, DATE '9999-12-31', TIMESTAMPTZ '9999-12-31 23:59:59.999999Z',
     TIMESTAMP '0001-01-01 00:00:00', '')
  ) AS t(flag, whole, real, day, instant, local, words)`;

const OWN_ROWS = [
  [true, 2n ** 53n + 1n, 1.5, 19_782, 1_709_210_096_789_012n, -1n, 'Zürich ✈'],
  [false, -(2n ** 63n), -0, -719_162, -1n, 1_709_210_096_789_012n, '\uFEFFmark'],
  [null, null, null, null, null, null, null],
  [true, 2n ** 63n - 1n, Number.NaN, 2_932_896, 253_402_300_799_999_999n, -62_135_596_800_000_000n, ''],
];

describe('our own types in Parquet', () => {
  it.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4_raw'])(
    'keep every digit with codec %s',
    async (codec) => {
      const { columns, rows } = await readBytes(await parquetOf(OWN_TYPES, `COMPRESSION ${codec}`));
      expect(columns.map((column) => column.type)).toEqual([
        'boolean',
        'int64',
        'float64',
        'date',
        'timestamp',
        'local_timestamp',
        'string',
      ]);
      expect(rows).toEqual(OWN_ROWS);
    },
  );

  it('keep every digit with the encodings of version 2', async () => {
    const query = `SELECT t.* FROM range(3), (${OWN_TYPES}) t`;
    const { rows } = await readBytes(await parquetOf(query, 'PARQUET_VERSION V2'));
    expect(rows).toHaveLength(12);
    for (const row of OWN_ROWS)
      expect(rows.filter((found) => Object.is(found[1], row[1]))).toContainEqual(row);
  });
});

describe('types that only others write', () => {
  it('have a name of their own and exact cells', async () => {
    const { columns, rows } = await readBytes(
      await parquetOf(`SELECT
        (-128)::TINYINT AS i8, (-32768)::SMALLINT AS i16, (-2147483648)::INTEGER AS i32,
        255::UTINYINT AS u8, 65535::USMALLINT AS u16, 4294967295::UINTEGER AS u32,
        18446744073709551615::UBIGINT AS u64, 0.1::FLOAT AS f32,
        12.05::DECIMAL(4,2) AS d4, (-0.0001)::DECIMAL(18,4) AS d18,
        12345678901234567890123456789012345.678::DECIMAL(38,3) AS d38,
        TIME '12:34:56.789' AS clock, TIMESTAMP_MS '2024-02-29 12:34:56.789' AS ms,
        TIMESTAMP_NS '2024-02-29 12:34:56.789012345' AS ns, TIMESTAMP_NS '2024-02-29 12:34:56.789012' AS ns_whole,
        '00112233-4455-6677-8899-aabbccddeeff'::UUID AS id, 'a\\xFFz'::BLOB AS raw,
        '{"a":1}'::JSON AS doc`),
    );
    const found = Object.fromEntries(
      columns.map((column, index) => [column.name, [column.type, rows[0]![index]]]),
    );
    expect(found).toEqual({
      i8: ['int8', -128n],
      i16: ['int16', -32_768n],
      i32: ['int32', -2_147_483_648n],
      u8: ['uint8', 255n],
      u16: ['uint16', 65_535n],
      u32: ['uint32', 4_294_967_295n],
      u64: ['uint64', 2n ** 64n - 1n],
      f32: ['float32', Math.fround(0.1)],
      d4: ['decimal(4,2)', '12.05'],
      d18: ['decimal(18,4)', '-0.0001'],
      d38: ['decimal(38,3)', '12345678901234567890123456789012345.678'],
      clock: ['time', '12:34:56.789000'],
      ms: ['local_timestamp_millis', 1_709_210_096_789_000n],
      ns: ['local_timestamp_nanos', '2024-02-29T12:34:56.789012345'],
      ns_whole: ['local_timestamp_nanos', 1_709_210_096_789_012n],
      id: ['uuid', '00112233-4455-6677-8899-aabbccddeeff'],
      raw: ['binary', 'a\\xFFz'],
      doc: ['json', '{"a":1}'],
    });
  });

  it('are JSON text when they are nested', async () => {
    const { columns, rows } = await readBytes(
      await parquetOf(`SELECT * FROM (VALUES
        ([1, NULL, 9007199254740993]::BIGINT[], {'a': 'x', 'd': DATE '2024-02-29'}, MAP {'k': 1.5::DOUBLE}, [[1], []]::INT[][]),
        (NULL, NULL, NULL, NULL)) t(list, record, dictionary, deep)`),
    );
    expect(columns.map((column) => column.type)).toEqual([
      'list<int64>',
      'struct<a: string, d: date>',
      'map<string, float64>',
      'list<list<int32>>',
    ]);
    expect(rows).toEqual([
      ['[1,null,9007199254740993]', '{"a":"x","d":"2024-02-29"}', '{"k":1.5}', '[[1],[]]'],
      [null, null, null, null],
    ]);
  });
});

describe('large files', () => {
  const ROWS = 140_000;
  let file: Uint8Array;
  beforeAll(async () => {
    file = await parquetOf(
      `SELECT i AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE 'text ' || i END AS words, [i, i + 1] AS pair FROM range(${ROWS}) t(i)`,
      'COMPRESSION zstd, ROW_GROUP_SIZE 137216',
    );
  });

  it('a large row group comes in several batches, with every cell in its place', async () => {
    const table = await openParquet(await storeOf(file), REF);
    const sizes: number[] = [];
    let row = 0;
    let wrong = 0;
    for await (const { rowCount, columns } of table.batches()) {
      sizes.push(rowCount);
      const [ids, words, pairs] = columns;
      for (let at = 0; at < rowCount; at += 1, row += 1) {
        const isRight =
          ids![at] === BigInt(row) &&
          words![at] === (row % 7 === 0 ? null : `text ${row}`) &&
          pairs![at] === `[${row},${row + 1}]`;
        if (!isRight) wrong += 1;
      }
    }
    expect({ row, wrong }).toEqual({ row: ROWS, wrong: 0 });
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(131_072);
  });

  it('the footer is read without the rows, and a row group costs one read', async () => {
    let bytes = 0;
    let reads = 0;
    const store = observeReads(await storeOf(file), (count) => {
      bytes += count;
      reads += 1;
    });
    const table = await openParquet(store, REF);
    expect(table.rowCount).toBe(ROWS);
    expect({ reads, isSmall: bytes <= 65_536 }).toEqual({ reads: 1, isSmall: true });
    await readWhole(table);
    expect(reads).toBe(1 + table.metadata.row_groups.length);
    expect(bytes).toBeLessThan(file.length + 65_536);
  });

  it('reading stops when it is aborted', async () => {
    const controller = new AbortController();
    const table = await openParquet(await storeOf(file), REF);
    const reading = (async () => {
      for await (const _ of table.batches(controller.signal)) controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('damaged Parquet files', () => {
  let file: Uint8Array;
  beforeAll(async () => {
    file = await parquetOf(OWN_TYPES, 'COMPRESSION zstd');
  });

  it('a missing file is a StoreError', async () => {
    await expect(openParquet(await storeOf(file), { bucket: '/', key: 'none' })).rejects.toMatchObject({
      name: 'StoreError',
      code: 'not-found',
    });
  });

  it('a file cut short is named as unreadable, wherever it is cut', async () => {
    for (let length = 4; length < file.length; length += 7) {
      await expect(readBytes(file.subarray(0, length))).rejects.toMatchObject({ name: 'BadInputError' });
    }
    await expect(readBytes(file.subarray(0, file.length - 1))).rejects.toThrow(
      '/files/file cannot be read as Parquet: file invalid (footer != PAR1)',
    );
  });

  it('a file with altered bytes is read or refused, never anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Uint8Array.from(file);
        damaged[at]! ^= change;
        try {
          await readBytes(damaged);
        } catch (error) {
          expect((error as Error).name).toBe('BadInputError');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('text that is not UTF-8 is refused with its column and rows', async () => {
    const plain = Buffer.from(await parquetOf(`SELECT 'QQQQ' AS words`, 'COMPRESSION uncompressed'));
    plain[plain.indexOf('QQQQ')] = 0xff;
    await expect(readBytes(new Uint8Array(plain))).rejects.toThrow(
      'column "words", rows 1–1: bytes in a text column are not UTF-8',
    );
  });
});

const flights = 'data/flights/flights-200k.parquet';

it.skipIf(!existsSync(sharedPath(flights)))('a third-party file of 231,083 rows is read whole', async () => {
  const { columns, rows } = await readBytes(await readShared(flights));
  expect(columns.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'delay: int16',
    'distance: int16',
    'time: float32',
  ]);
  expect(rows).toHaveLength(231_083);
  expect(rows[0]).toEqual([14n, 405n, Math.fround(1 / 60)]);
});
