import type { RowDifference, RowPlace, SchemaDifference, TableDiff } from '@parquetry/core';
import { formatCount, plural } from '../../terminal/format.ts';
import type { Colors } from '../../terminal/terminal.ts';

interface Names {
  readonly a: string;
  readonly b: string;
}

const quoted = (value: unknown) => (value === null ? 'null' : JSON.stringify(value));

function schemaLine(difference: SchemaDifference, names: Names): string {
  switch (difference.what) {
    case 'only-in-a':
      return `column ${quoted(difference.column)} (${difference.type}) is only in ${names.a}`;
    case 'only-in-b':
      return `column ${quoted(difference.column)} (${difference.type}) is only in ${names.b}`;
    case 'type':
      return `column ${quoted(difference.column)} is ${difference.a} in ${names.a} and ${difference.b} in ${names.b}`;
    case 'nullability': {
      const word = (nullable: boolean) => (nullable ? 'optional' : 'required');
      return `column ${quoted(difference.column)} is ${word(difference.a)} in ${names.a} and ${word(difference.b)} in ${names.b}`;
    }
    case 'order':
      return `columns stand as ${difference.a.join(', ')} in ${names.a} and as ${difference.b.join(', ')} in ${names.b}`;
    default:
      return difference satisfies never;
  }
}

function placeText({ row, key }: RowPlace): string {
  if (key === undefined) return `row ${formatCount(row)}`;
  const values = Object.entries(key).map(([name, value]) => `${name} = ${quoted(value)}`);
  return `row with ${values.join(', ')}`;
}

function rowLine(difference: RowDifference, names: Names): string {
  const place = placeText(difference);
  switch (difference.what) {
    case 'cell':
      return `${place}, column ${quoted(difference.column)}: ${quoted(difference.a)} | ${quoted(difference.b)}`;
    case 'only-in-a':
    case 'only-in-b': {
      const name = difference.what === 'only-in-a' ? names.a : names.b;
      return difference.key === undefined
        ? `from row ${formatCount(difference.row)} on, only ${name} has rows`
        : `${place} is only in ${name}`;
    }
    case 'duplicate-key':
      return `${place} stands again in ${names[difference.side]} at row ${formatCount(difference.row)}; it was not compared`;
    default:
      return difference satisfies never;
  }
}

/** A comparison for people: what differs, how often, and the first places. */
export function diffText(diff: TableDiff, { a, b, colors }: Names & { readonly colors: Colors }): string {
  if (diff.equal) {
    return `${colors.green('equal')}: ${plural(diff.rowsA, 'row')}, the same schema and the same cells in ${a} and ${b}`;
  }
  const names = { a, b };
  const counts = [
    diff.schemaDifferences.length > 0 ? plural(diff.schemaDifferences.length, 'schema difference') : '',
    diff.differingCells > 0
      ? `${plural(diff.differingCells, 'cell')} in ${plural(diff.differingRows, 'row')}`
      : '',
    diff.onlyInA > 0 ? `${plural(diff.onlyInA, 'row')} only in ${a}` : '',
    diff.onlyInB > 0 ? `${plural(diff.onlyInB, 'row')} only in ${b}` : '',
    diff.duplicateKeys.a + diff.duplicateKeys.b > 0
      ? plural(diff.duplicateKeys.a + diff.duplicateKeys.b, 'repeated key')
      : '',
  ].filter((part) => part !== '');
  const rows = `${plural(diff.rowsA, 'row')} in ${a}, ${formatCount(diff.rowsB)} in ${b}`;
  return [
    `${colors.red('different')}: ${counts.join('; ')} (${rows})`,
    ...diff.schemaDifferences.map((difference) => `  ${schemaLine(difference, names)}`),
    ...diff.differences.map((difference) => `  ${rowLine(difference, names)}`),
  ].join('\n');
}
