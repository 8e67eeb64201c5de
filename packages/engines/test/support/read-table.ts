import type { CellValue, TypeName } from '@parquetry/core';

export interface ReadColumn {
  readonly name: string;
  readonly type: TypeName;
  /** Undefined where the reader does not tell. */
  readonly nullable: boolean | undefined;
  readonly values: readonly CellValue[];
}

/** A file as an independent library sees it, in the vocabulary of core. */
export interface ReadTable {
  readonly rowCount: number;
  readonly columns: readonly ReadColumn[];
}

/** A library that reads a format without the help of the one that wrote it. */
export interface Reader {
  readonly library: string;
  /** False: the library has no way to show such cells. */
  canShow?(table: ReadTable): boolean;
  read(file: Uint8Array): Promise<ReadTable>;
}

// A BOM inside a cell is data: the decoder most libraries use drops it from the start of every string.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);
