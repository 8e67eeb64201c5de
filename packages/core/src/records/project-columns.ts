import { badRowError, ContradictionError } from '../conversion/errors.ts';
import type { NewColumnFate } from '../conversion/source-format.ts';
import type { Column } from '../schema/table-schema.ts';
import type { Issue } from './admit-rows.ts';
import type { RecordBlock } from './record-block.ts';

export const UNKNOWN_COLUMN = 'a value in a column that the schema lacks';
export const ADD_COLUMN = 'add the column to the schema, or have it widened with --on-new-column add';

/** Where the columns of a schema stand in records of a source. */
export interface Projection {
  /** By column: the field that holds it, or −1 when the source has none. */
  readonly fields: readonly number[];
  /** Fields that the schema has no column for. */
  readonly unknown: readonly { readonly field: number; readonly name: string }[];
  /** Fields and columns are the same, in the same order. */
  readonly isIdentity: boolean;
}

/** Finds columns by name. */
export function projectionOf(names: readonly string[], columns: readonly Column[]): Projection {
  const fields = columns.map(({ name }) => names.indexOf(name));
  const known = new Set(fields);
  const unknown = names.map((name, field) => ({ field, name })).filter(({ field }) => !known.has(field));
  const isIdentity = fields.length === names.length && fields.every((field, index) => field === index);
  return { fields, unknown, isIdentity };
}

/** A block of a source's records with the fields of the schema's columns, in its order. */
export function projectBlock(block: RecordBlock, { fields, isIdentity }: Projection): RecordBlock {
  if (isIdentity) return block;
  const { rowCount } = block;
  const width = fields.length;
  const starts = new Int32Array(rowCount * width);
  const ends = new Int32Array(rowCount * width);
  for (const [index, field] of fields.entries()) {
    if (field < 0) continue;
    for (let row = 0; row < rowCount; row += 1) {
      starts[row * width + index] = block.starts[row * block.width + field]!;
      ends[row * width + index] = block.ends[row * block.width + field]!;
    }
  }
  return { ...block, starts, ends, width };
}

/**
 * Rows with a value in a field that the schema has no column for, which would be lost: a contradiction where the schema
 * is to be widened (`add`), the end of the conversion (`fail`), or a bad row like others (`reject`). `name` is the
 * source's; rows that are bad anyway do not count.
 */
export function rowsWithUnknownValues(
  block: RecordBlock,
  { unknown }: Projection,
  newColumns: NewColumnFate,
  name: string,
  isBad: (row: number) => boolean,
): Issue[] {
  if (unknown.length === 0) return [];
  const { starts, ends, width, rowCount } = block;
  const issues: Issue[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    const found = unknown.find(({ field }) => starts[row * width + field] !== ends[row * width + field]);
    if (found === undefined || isBad(row)) continue;
    const reason = UNKNOWN_COLUMN;
    if (newColumns === 'add') {
      return [
        ...issues,
        { row, reason, thrown: new ContradictionError(block.place(row).row, found.name, reason) },
      ];
    }
    const wayOut = ADD_COLUMN;
    const issue = { row, column: found.name, reason, wayOut };
    if (newColumns === 'reject') issues.push(issue);
    else {
      const badRow = { ...block.place(row), column: found.name, reason };
      return [...issues, { ...issue, thrown: badRowError(name, badRow, wayOut) }];
    }
  }
  return issues;
}
