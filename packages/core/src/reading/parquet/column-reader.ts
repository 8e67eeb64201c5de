import type { SchemaElement, SchemaTree } from 'hyparquet';
import type { CellValue } from '../../schema/table-schema.ts';
import { plainCell } from '../cell-text.ts';
import { type NestedValue, nestedText } from '../foreign-values.ts';
import type { CellColumn, ReadColumn } from '../table-reading.ts';
import { isTextLogicalType, leafType, logicalType, type PhysicalValue, physicalText } from './leaf-type.ts';

/** A top-level column and the way from its physical values to cells. */
export interface ColumnReader {
  readonly column: ReadColumn;
  readonly isNested: boolean;
  toCells(values: ArrayLike<unknown>): CellColumn;
}

/** How a nested value is built; its leaves turn physical values into readable ones. */
interface NestedType {
  readonly type: string;
  toNested(value: unknown): NestedValue;
}

const isMissing = (value: unknown): value is null | undefined => value === null || value === undefined;

function leafNested(element: SchemaElement): NestedType {
  const leaf = leafType(element);
  return {
    type: leaf.type,
    toNested(value) {
      const cell = leaf.toCell ? leaf.toCell(value as PhysicalValue) : (value as CellValue);
      return leaf.cellType.kind === 'int64' ? cell : plainCell(cell, leaf.cellType);
    },
  };
}

function listOf(items: NestedType): NestedType {
  return {
    type: `list<${items.type}>`,
    toNested: (value) => Array.from(value as ArrayLike<unknown>, (item) => nestedOf(items, item)),
  };
}

const nestedOf = (type: NestedType, value: unknown): NestedValue =>
  isMissing(value) ? null : type.toNested(value);

function structOf(node: SchemaTree): NestedType {
  const members = node.children.map((child) => [child.element.name, nestedType(child)] as const);
  return {
    type: `struct<${members.map(([name, member]) => `${name}: ${member.type}`).join(', ')}>`,
    toNested: (value) =>
      Object.fromEntries(
        members.map(([name, member]) => [name, nestedOf(member, (value as Record<string, unknown>)[name])]),
      ),
  };
}

/** Mirrors the shapes that hyparquet assembles for LIST and MAP groups; any other group is a struct. */
function nestedType(node: SchemaTree): NestedType {
  const inner = node.children[0];
  const isSingle = node.children.length === 1 && inner?.element.repetition_type === 'REPEATED';
  if (inner === undefined) return repeatable(node, leafNested(node.element));
  const logical = logicalType(node.element)?.type;
  if (logical === 'LIST' && isSingle && inner.children.length < 2) {
    const item = inner.children[0] ?? inner;
    return listOf(item === inner ? leafNested(inner.element) : nestedType(item));
  }
  if (logical === 'MAP' && isSingle && inner.children.length === 2) {
    const [key, value] = inner.children.map(nestedType) as [NestedType, NestedType];
    return {
      type: `map<${key.type}, ${value.type}>`,
      toNested: (entries) =>
        Object.fromEntries(
          Object.entries(entries as object).map(([name, entry]) => [name, nestedOf(value, entry)]),
        ),
    };
  }
  return repeatable(node, structOf(node));
}

const repeatable = (node: SchemaTree, type: NestedType): NestedType =>
  node.element.repetition_type === 'REPEATED' ? listOf(type) : type;

const cellsOf = (values: ArrayLike<unknown>, toCell: (value: PhysicalValue) => CellValue): CellValue[] => {
  const cells = new Array<CellValue>(values.length);
  for (let row = 0; row < cells.length; row += 1) {
    const value = values[row];
    cells[row] = isMissing(value) ? null : toCell(value as PhysicalValue);
  }
  return cells;
};

/** The reader of a top-level column, flat or nested. */
export function columnReader(node: SchemaTree): ColumnReader {
  const { element } = node;
  const nullable = element.repetition_type !== 'REQUIRED';
  const isNested = node.children.length > 0 || element.repetition_type === 'REPEATED';
  if (isNested) {
    const nested = nestedType(node);
    return {
      column: {
        name: element.name,
        type: nested.type,
        cellType: { kind: 'string' },
        nullable,
        physical: physicalText(element),
      },
      isNested,
      toCells: (values) => cellsOf(values, (value) => nestedText(nested.toNested(value))),
    };
  }
  const { type, cellType, physical, toCell } = leafType(element);
  return {
    column: { name: element.name, type, cellType, nullable, physical },
    isNested,
    toCells: (values) => (toCell ? cellsOf(values, toCell) : (values as CellColumn)),
  };
}

/**
 * The same schema without the annotations that would make hyparquet convert values and lose digits: only text is decoded,
 * and LIST and MAP groups are assembled.
 */
export function physicalSchema(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    const { logical_type, converted_type, ...physical } = element;
    const logical = logicalType(element);
    if (isTextLogicalType(logical)) return { ...physical, converted_type: 'UTF8' };
    if (logical?.type === 'LIST' || logical?.type === 'MAP') {
      return { ...physical, converted_type: logical.type };
    }
    return physical;
  });
}
