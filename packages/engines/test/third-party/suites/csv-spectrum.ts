import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CsvCase } from '../third-party-case.ts';

const require = createRequire(import.meta.url);
const FOLDER = dirname(require.resolve('csv-spectrum'));

type Row = Readonly<Record<string, string>>;

/** One JSON file has another number than its CSV. */
const CORRECTIONS: Readonly<Record<string, Row>> = {
  'location_coordinates.csv': { 'Contact Phone Number': '2095257564' },
};

/** The files of csv-spectrum with nothing said about them. */
export function csvSpectrumCases(): CsvCase[] {
  return readdirSync(join(FOLDER, 'csvs')).map((file): CsvCase => {
    const json = readFileSync(join(FOLDER, 'json', file.replace('.csv', '.json')), 'utf8');
    const parsed: Row | Row[] = JSON.parse(json);
    const rows = Array.isArray(parsed) ? parsed : [{ ...parsed, ...CORRECTIONS[file] }];
    return {
      id: file,
      text: readFileSync(join(FOLDER, 'csvs', file)),
      options: {},
      names: Object.keys(rows[0]!),
      records: rows.map((row) => Object.values(row)),
    };
  });
}
