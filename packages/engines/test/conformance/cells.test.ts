/** The same rows, nulls and types from every engine, in both formats of one conversion. */
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { type CsvInput, convertCsv } from '../support/convert-csv.ts';
import { complaints, readersFor, underAvroNames } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';
import type { CellCase } from './cases/cell-case.ts';
import { nameCases, textCases } from './cases/text-cases.ts';
import { timeCases } from './cases/time-cases.ts';
import { typeCases } from './cases/type-cases.ts';

const cases = [...typeCases, ...timeCases, ...textCases, ...nameCases];

function expectToName(because: string, hardCell: CellCase['hardCell']): void {
  expect(hardCell, because).toBeDefined();
  if (hardCell?.row !== undefined) expect(because).toContain(`row ${hardCell.row}`);
  expect(because).toContain(JSON.stringify(hardCell?.column));
}

describe.each(engineNames)('%s writes', (name) => {
  const opened = openedFor(name);

  /** True when the outputs hold the table; false when the engine says that it cannot write one of its cells. */
  async function writes({ input, expected, hardCell }: CellCase, only: Partial<CsvInput>): Promise<boolean> {
    const { engine, session, store } = opened;
    const converted = await convertCsv(session, store, { ...input, ...only });
    if (converted.status === 'unsupported') {
      expectToName(converted.because, hardCell);
      return false;
    }
    const { parquet, avro } = converted;
    if (only.parquet !== null) {
      expect(await complaints(parquet, expected, readersFor(engine, 'parquet'))).toEqual([]);
    }
    if (only.avro !== null) {
      expect(await complaints(avro, underAvroNames(expected), readersFor(engine, 'avro'))).toEqual([]);
    }
    return true;
  }

  it.each(cases)('$name', async (one) => {
    if (await writes(one, {})) return;
    const alone = [await writes(one, { avro: null }), await writes(one, { parquet: null })];
    expect(alone).not.toEqual([true, true]);
  });
});

describe('Among the engines', () => {
  const opened = engineNames.map((name) => openedFor(name));
  const hardCases = cases.filter(({ hardCell }) => hardCell !== undefined);

  it.each(hardCases)('at least one writes $name', async ({ input }) => {
    const outcomes = await Promise.all(
      opened.map((engine) => convertCsv(engine.session, engine.store, input)),
    );
    expect(outcomes.map(({ status }) => status)).toContain('converted');
  });
});
