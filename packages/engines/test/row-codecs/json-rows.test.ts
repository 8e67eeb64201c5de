import { describe, expect, it } from 'vitest';
import { column, table } from '../support/compare-tables.ts';
import { convertText } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';

const LINES = ['{"n":1,"s":"a"}', '{"n":2,', '{"s":"","n":3.5}', '{"n":4,"s":null}'].join('\n');

describe.each(['sequential', 'worker-pool'] as const)('%s', (name) => {
  const opened = openedFor(name);

  it('converts lines of JSON and sets a broken one aside', async () => {
    const converted = await convertText(opened.session, opened.store, LINES, {
      kind: 'json',
      onBadRow: 'reject',
    });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const { result, rejects, parquet, avro } = converted;
    expect(result.rows).toEqual({ read: 4, written: 3, rejected: 1, padded: 0 });
    expect(rejects).toMatchObject([{ row: 2, byteOffset: 16, raw: '{"n":2,' }]);
    const expected = table(column('n', 'float64', [1, 3.5, 4]), column('s', 'string', ['a', '', null]));
    expect(await complaints(parquet, expected, readersFor(opened.engine, 'parquet'))).toEqual([]);
    expect(await complaints(avro, expected, readersFor(opened.engine, 'avro'))).toEqual([]);
  });

  it('converts an array on one line', async () => {
    const text = '[{"a.b":1},{"c":[1,2]},{}]';
    const converted = await convertText(opened.session, opened.store, text);
    expect(converted).toMatchObject({
      status: 'converted',
      result: { rows: { read: 3, written: 3, rejected: 0, padded: 0 } },
    });
  });
});
