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

const RFC = {
  kind: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  quote: '"',
  escape: '"',
  hasHeader: false,
} as const;

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
    const { commentMode, exceptionAllowed } = settings;
    return {
      id,
      text: input,
      options: { ...RFC, ...(commentMode === 'SKIP' && { comment: '#' }) },
      records,
      ...(exceptionAllowed && { mayRefuse: true }),
      ...(commentMode === 'READ' && {
        unsupported: 'comments are left out or taken for records, never handed out apart',
      }),
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
