/** Engines differ in speed, never in what they answer. */
import { type CellValue, sameValue } from '@parquetry/core';
import type { CaseOutcome } from '../conversion/convert-case.ts';
import type { FileOutcome, WrittenTable } from '../conversion/outcome.ts';
import { exactly, type Finding, show } from './finding.ts';

/** Where the cells of two tables differ first, in words. */
export function cellDifference(
  a: readonly (readonly CellValue[])[],
  b: readonly (readonly CellValue[])[],
): string | undefined {
  if (a.length !== b.length) return `${a.length} columns, ${b.length} columns`;
  for (const [column, cells] of a.entries()) {
    const others = b[column]!;
    if (cells.length !== others.length) return `${cells.length} rows, ${others.length} rows`;
    const row = cells.findIndex((cell, index) => !sameValue(cell, others[index]!));
    if (row >= 0) return `row ${row + 1}, column ${column}: ${show(cells[row])}, ${show(others[row])}`;
  }
  return undefined;
}

const account = ({ rows, widened, rejects, tables }: Extract<FileOutcome, { status: 'converted' }>) => ({
  rows,
  widened,
  rejects,
  types: tables.map(({ format, types }) => [format, types]),
});

function tablesDifference(a: readonly WrittenTable[], b: readonly WrittenTable[]): string | undefined {
  for (const [index, table] of a.entries()) {
    const found = cellDifference(table.cells, b[index]!.cells);
    if (found !== undefined) return `${table.format}: ${found}`;
  }
  return undefined;
}

function difference(a: FileOutcome, b: FileOutcome): string | undefined {
  if (a.status === 'unsupported' || b.status === 'unsupported') return undefined;
  if (a.status !== 'converted' || b.status !== 'converted') {
    return exactly(a) === exactly(b) ? undefined : `${show(a)}\n  ${show(b)}`;
  }
  if (exactly(account(a)) !== exactly(account(b))) return `${show(account(a))}\n  ${show(account(b))}`;
  return tablesDifference(a.tables, b.tables);
}

/** The first difference between the answers of two engines. */
export function disagreement(
  [a, first]: readonly [string, CaseOutcome],
  [b, second]: readonly [string, CaseOutcome],
): Finding | undefined {
  const check = 'engines disagree';
  if (first.files.length !== second.files.length) {
    return {
      check,
      details: `${a} answers for ${first.files.length} files, ${b} for ${second.files.length}`,
    };
  }
  // Files that share a schema share the fate of a column that one of them contradicts.
  const isUnsupported = [...first.files, ...second.files].some(({ status }) => status === 'unsupported');
  if (isUnsupported && first.files.length > 1) return undefined;
  for (const [index, file] of first.files.entries()) {
    const found = difference(file, second.files[index]!);
    if (found !== undefined) return { check, details: `file ${index}, ${a} and ${b}:\n  ${found}` };
  }
  return undefined;
}
