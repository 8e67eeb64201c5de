import { describe, expect, it } from 'vitest';
import { column, table } from '../support/compare-tables.ts';
import { type CsvInput, convertCsv, namesIn, OUTPUTS } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';

describe.each(['sequential', 'worker-pool'] as const)('%s', (name) => {
  const opened = openedFor(name);
  const convert = (input: CsvInput) => convertCsv(opened.session, opened.store, input);

  it.each([
    ['9007199254740993', 'int64', 'rounds 9007199254740993 to 9007199254740992'],
    ['9223372036854775807', 'int64', 'rounds 9223372036854775807 to 9223372036854775808'],
    ['-0.0', 'float64', 'loses the sign of -0'],
    ['NaN', 'float64', 'cannot write NaN'],
    ['1969-12-31T23:59:59.999999Z', 'timestamp', 'cannot write a time before 1970'],
  ] as const)('names row and column of %s, which Parquet would not keep', async (text, type, complaint) => {
    const csv = `n,v\n1,\n2,${text}\n`;
    const declared = { v: type };
    const refused = await convert({ csv, declared });
    expect(refused).toEqual({
      status: 'unsupported',
      because: expect.stringMatching(/^\/in\/.*\.txt row 2, column "v": parquetjs-lite /),
    });
    expect(refused).toMatchObject({ because: expect.stringContaining(complaint) });
    expect(await namesIn(opened.store, OUTPUTS)).toEqual([]);
    const converted = await convert({ csv, declared, parquet: null, to: '/avro-alone' });
    expect(converted.status).toBe('converted');
  });

  it('writes every integer that a double holds, in both formats', async () => {
    const values = [
      -(2n ** 52n) - 1n,
      -(2n ** 53n) + 1n,
      2n ** 53n - 1n,
      2n ** 53n,
      2n ** 60n,
      -(2n ** 63n),
      3n,
    ];
    const file = await convert({ csv: `v\n${values.join('\n')}\n`, to: '/wide' });
    if (file.status === 'unsupported') throw new Error(file.because);
    const expected = table(column('v', 'int64', values));
    expect(await complaints(file.parquet, expected, readersFor(opened.engine, 'parquet'))).toEqual([]);
    expect(await complaints(file.avro, expected, readersFor(opened.engine, 'avro'))).toEqual([]);
  });
});
