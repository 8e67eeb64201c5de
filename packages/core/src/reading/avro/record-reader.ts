import type { CellValue } from '../../schema/table-schema.ts';
import { nestedText } from '../foreign-values.ts';
import type { ReadColumn, RowBatch } from '../table-reading.ts';
import { MalformedAvro } from './avro-error.ts';
import { ByteCursor } from './byte-cursor.ts';
import { type LeafReader, leafReader } from './leaf-reader.ts';
import { isNull, nestedReader, nestedTypeName, readBranch } from './nested-reader.ts';
import type { AvroNode } from './parse-avro-schema.ts';

/** Rows of no bytes at all may be at most this many in a block. */
const MAX_EMPTY_ROWS = 1_000_000;

type ReadCell = (cursor: ByteCursor) => CellValue;

export interface RecordReader {
  readonly columns: readonly ReadColumn[];
  /**
   * Reads all rows of an unpacked block.
   *
   * @throws MalformedAvro with the row and offset within the block where it stops making sense.
   */
  read(block: Uint8Array, rowCount: number): RowBatch;
}

interface Field {
  readonly column: ReadColumn;
  readonly read: ReadCell;
}

function nestedLeaf(node: AvroNode): LeafReader {
  const read = nestedReader(node);
  return {
    type: nestedTypeName(node),
    cellType: { kind: 'string' },
    physical: node.kind,
    read(cursor) {
      const value = read(cursor);
      return value === null ? null : nestedText(value);
    },
  };
}

/** A union of null and one other type is that type, nullable. Any other union of several types is JSON text. */
function fieldOf(name: string, node: AvroNode): Field {
  const branches = node.kind === 'union' ? node.branches : [node];
  const others = branches.filter((branch) => !isNull(branch));
  const nullable = others.length < branches.length || isNull(node);
  if (node.kind !== 'union' || others.length !== 1) {
    const { type, cellType, physical, read } = leafReader(node) ?? nestedLeaf(node);
    return { column: { name, type, cellType, nullable, physical }, read };
  }
  const { type, cellType, physical, read } = leafReader(others[0]!) ?? nestedLeaf(others[0]!);
  const readers = branches.map((branch): ReadCell => (isNull(branch) ? () => null : read));
  return {
    column: { name, type, cellType, nullable, physical },
    read: (cursor) => readBranch(cursor, readers)(cursor),
  };
}

function readRows(fields: readonly Field[], cursor: ByteCursor, rowCount: number): CellValue[][] {
  const reads = fields.map((field) => field.read);
  const columns = fields.map((): CellValue[] => []);
  for (let row = 0; row < rowCount; row += 1) {
    const start = cursor.at;
    let column = 0;
    try {
      for (; column < reads.length; column += 1) columns[column]!.push(reads[column]!(cursor));
      cursor.requireWithin();
    } catch (cause) {
      if (!(cause instanceof MalformedAvro)) throw cause;
      const field = fields[column] ?? fields.at(-1);
      const place = field === undefined ? '' : `, column ${JSON.stringify(field.column.name)}`;
      throw new MalformedAvro(`row ${row + 1} of the block (its byte ${start})${place}: ${cause.message}`);
    }
  }
  return columns;
}

/** The reader for blocks of `root`: a column per field of a record, or one column `value` for anything else. */
export function recordReader(root: AvroNode): RecordReader {
  const fields =
    root.kind === 'record'
      ? root.fields.map((field) => fieldOf(field.name, field.node))
      : [fieldOf('value', root)];
  return {
    columns: fields.map((field) => field.column),
    read(block, rowCount) {
      if (rowCount > Math.max(block.length, MAX_EMPTY_ROWS)) {
        throw new MalformedAvro(`${rowCount} rows in ${block.length} bytes`);
      }
      const cursor = new ByteCursor(block);
      const columns = readRows(fields, cursor, rowCount);
      const left = block.length - cursor.at;
      if (left > 0) throw new MalformedAvro(`${left} bytes are left over after the last row of the block`);
      return { rowCount, columns };
    },
  };
}
