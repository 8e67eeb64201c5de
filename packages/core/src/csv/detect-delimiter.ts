import { type CsvDialect, DEFAULT_DIALECT } from './dialect.ts';
import { emptyScan, scanRecords } from './scan-records.ts';

const CANDIDATES = [',', ';', '\t', '|'] as const;
const MAX_SAMPLE_ROWS = 100;

function consistentRows(
  sample: Uint8Array,
  dialect: CsvDialect,
  isLast: boolean,
): { width: number; rows: number } {
  const scan = emptyScan();
  const header = scanRecords(sample, 0, isLast, dialect, 2, scan, 1);
  const width = header ? (header.fieldCount ?? 0) : 2;
  if (width < 2) return { width, rows: 0 };
  scanRecords(sample, 0, isLast, dialect, width, scan, MAX_SAMPLE_ROWS);
  return { width, rows: scan.rowCount };
}

/**
 * Chooses among comma, semicolon, tab and pipe by the number of leading records of the sample that all have the
 * header's width; more columns decide a tie. A file with one column is read with the comma.
 */
export function detectDelimiter(sample: Uint8Array, isLast: boolean): CsvDialect {
  let best: { dialect: CsvDialect; width: number; rows: number } | undefined;
  for (const delimiter of CANDIDATES) {
    const dialect = { ...DEFAULT_DIALECT, delimiter };
    const { width, rows } = consistentRows(sample, dialect, isLast);
    if (rows === 0) continue;
    if (best === undefined || rows > best.rows || (rows === best.rows && width > best.width)) {
      best = { dialect, width, rows };
    }
  }
  return best?.dialect ?? DEFAULT_DIALECT;
}
