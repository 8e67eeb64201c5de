/** The same rows, nulls and types from every engine, in both formats of one conversion. */
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { convertCsv } from '../support/convert-csv.ts';
import { complaints, readersFor, underAvroNames } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';
import { nameCases, textCases } from './cases/text-cases.ts';
import { typeCases } from './cases/type-cases.ts';

const cases = [...typeCases, ...textCases, ...nameCases];

describe.each(engineNames)('%s writes', (name) => {
  const opened = openedFor(name);

  it.each(cases)('$name', async ({ input, expected, hardCell }) => {
    const { engine, session, store } = opened;
    const converted = await convertCsv(session, store, input);
    if (converted.status === 'unsupported') {
      expect(hardCell, converted.because).toBeDefined();
      if (hardCell?.row !== undefined) expect(converted.because).toContain(`row ${hardCell.row}`);
      expect(converted.because).toContain(JSON.stringify(hardCell?.column));
      return;
    }
    expect(await complaints(converted.parquet, expected, readersFor(engine, 'parquet'))).toEqual([]);
    expect(await complaints(converted.avro, underAvroNames(expected), readersFor(engine, 'avro'))).toEqual(
      [],
    );
  });
});
