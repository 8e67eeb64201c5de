import { type FileDescription, prepareFrame } from '../src/parquet/file-frame.ts';
import { ParquetFileWriter } from '../src/parquet/file-writer.ts';
import type { ColumnKind, ParquetColumn } from '../src/parquet/parquet-format.ts';
import type { PageCompressor } from '../src/parquet/row-group.ts';
import { type Cell, type MadePage, makePages, type PageMaking } from './parquet-made-pages.ts';

export interface MadeColumn {
  readonly name?: string;
  readonly kind: ColumnKind;
  readonly isNullable?: boolean;
  /** Row groups of pages of cells. */
  readonly groups: readonly (readonly (readonly Cell[])[])[];
  readonly hasDictionary?: boolean;
}

export interface FileMaking extends PageMaking, Partial<FileDescription> {
  readonly compress?: PageCompressor;
}

export const columnOf = ({ name = 'x', kind, isNullable = true }: MadeColumn): ParquetColumn => ({
  name,
  kind,
  isNullable,
});

/** The pages of a row group: the first of every column, then the second, as batches make them. */
export function pagesOfGroup(columns: readonly MadeColumn[], group: number): readonly MadePage[] {
  const most = Math.max(...columns.map(({ groups }) => groups[group]!.length));
  return Array.from({ length: most }, (_, page) =>
    columns.flatMap(({ groups, hasDictionary }, column) => {
      const cells = groups[group]![page];
      if (cells === undefined) return [];
      const dictionary = [...new Set(groups[group]!.flat())].filter((cell) => cell !== null);
      return [{ column, cells, ...(hasDictionary && { dictionary }) }];
    }),
  ).flat();
}

export function makeFile(columns: readonly MadeColumn[], making: FileMaking = {}): Uint8Array {
  const described = columns.map(columnOf);
  const { compress, ...pageMaking } = making;
  const frame = prepareFrame({ codec: 'none', createdBy: 'made version 1', ...making, columns: described });
  const writer = new ParquetFileWriter(frame, compress);
  const pieces = [writer.begin()];
  for (const group of columns[0]!.groups.keys()) {
    const isHostCompressed = compress !== undefined;
    const pages = makePages(described, pagesOfGroup(columns, group), { ...pageMaking, isHostCompressed });
    pieces.push(...writer.rowGroup(pages));
  }
  pieces.push(...writer.end());
  return Buffer.concat(pieces);
}

/** The cells of a column, one after the other. */
export const cellsOf = ({ groups }: MadeColumn): readonly Cell[] => groups.flat(2);
