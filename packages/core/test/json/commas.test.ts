import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/index.ts';
import { readBack, shapeOf } from './support/json-reading.ts';

const WAY_OUT = "take the commas away (sed 's/,$//'), or make the text one array";

describe('commas behind records', () => {
  it('in some lines make these bad rows, and say what to do', async () => {
    const text = '{"a":1}\n{"a":2},\n{"a":3}\n';
    const found = await readBack(text, { shape: shapeOf() });
    expect(found.rows).toEqual([['1'], ['3']]);
    expect(found.rejects).toEqual([
      {
        row: 2,
        byteOffset: 8,
        reason: 'not JSON: a comma stands behind a record, where a line end belongs (at byte 15)',
      },
    ]);
    const failed = await readBack(text, { shape: shapeOf(), fate: 'fail' });
    expect(failed.error?.message).toContain(WAY_OUT);
  });

  it('are told apart from other text behind a record', async () => {
    const found = await readBack('{"a":1}\n{"a":2},{"a":3}\n', { shape: shapeOf() });
    expect(found.rejects).toMatchObject([{ reason: 'not JSON: text follows the record (at byte 15)' }]);
  });

  it('end the reading of records that no lines divide, and say what to do', async () => {
    const shape = shapeOf({ layout: 'values' });
    const fields = [{ name: 'a', path: ['a'] }];
    const columns: Column[] = [{ name: 'a', type: { kind: 'int64' }, nullable: true, guess: {} }];
    const known = { shape, fields, columns };
    const found = await readBack('{\n"a":1}\n{\n"a":2},\n{"a":3}', known);
    expect(found.rows).toEqual([['1'], ['2']]);
    expect(found.error?.message).toContain('test.json row 3 (byte 17): a comma stands behind a record');
    expect(found.error?.message).toContain(WAY_OUT);
  });
});
