import { type FileMetaData, parquetSchema, type SchemaTree } from 'hyparquet';
import { physicalText } from '../parquet/leaf-type.ts';

const PHYSICAL_NAMES = /^(\w+)(\(\d+\))?(?: (.+))?$/;

function lines({ element, children }: SchemaTree, indent: string): string[] {
  const [, kind = '', length = '', annotation] = PHYSICAL_NAMES.exec(physicalText(element)) ?? [];
  const repetition = (element.repetition_type ?? 'REQUIRED').toLowerCase();
  const head = `${indent}${repetition} ${kind.toLowerCase()}${length} ${element.name}${annotation ? ` (${annotation})` : ''}`;
  if (children.length === 0) return [`${head};`];
  return [`${head} {`, ...children.flatMap((child) => lines(child, `${indent}  `)), `${indent}}`];
}

/** The schema as the Parquet tools print it. */
export function parquetSchemaText(metadata: FileMetaData): string {
  const root = parquetSchema(metadata);
  return [
    `message ${root.element.name} {`,
    ...root.children.flatMap((child) => lines(child, '  ')),
    '}',
  ].join('\n');
}
