import { PLAIN_CSV } from '../../support/convert-csv.ts';
import { suiteFile } from '../shared-files.ts';
import type { CsvCase, Records } from '../third-party-case.ts';

interface Check {
  readonly id: string;
  readonly settings: {
    readonly commentMode?: 'NONE' | 'READ' | 'SKIP';
    readonly exceptionAllowed?: boolean;
    readonly skipEmptyLines?: boolean;
  };
  readonly input: string;
  readonly records: Records;
}

const RFC = { ...PLAIN_CSV, delimiter: ',', hasHeader: false } as const;

const BLANK_LINES = 'in one column, blank lines are records; there is no option that drops them';
const COMMENTS = 'comments are left out or taken for records, never handed out apart';

const BOM_FILES = [
  'utf8_nobom.csv',
  'utf8_bom.csv',
  'utf16le_bom.csv',
  'utf16be_bom.csv',
  'utf32le_bom.csv',
  'utf32be_bom.csv',
];

/** FastCSV's checks of RFC 4180, and its files with byte-order marks, whose encoding is to be found out. */
export function fastcsvCases(): CsvCase[] {
  const checks: Check[] = JSON.parse(suiteFile('fastcsv-spec', 'cases.json').toString('utf8'));
  const cases = checks.map(({ id, settings, input, records }): CsvCase => {
    const { commentMode, exceptionAllowed, skipEmptyLines } = settings;
    const unsupported = skipEmptyLines ? BLANK_LINES : commentMode === 'READ' ? COMMENTS : undefined;
    return {
      id,
      text: input,
      options: { ...RFC, ...(commentMode === 'SKIP' && { comment: '#' }) },
      records,
      ...(exceptionAllowed && { mayRefuse: true }),
      ...(unsupported && { unsupported }),
    };
  });
  const files = BOM_FILES.map(
    (name): CsvCase => ({
      id: name,
      text: suiteFile('fastcsv-spec', name),
      options: { kind: 'csv', hasHeader: true },
      names: ['foo', 'üÜß'],
      records: [['123', '456']],
      ...(name.startsWith('utf32') && { unsupported: 'UTF-32 is not read' }),
    }),
  );
  return [...cases, ...files];
}
