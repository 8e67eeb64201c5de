import {
  BadInputError,
  type BadRow,
  badRowError,
  cellComplaint,
  fieldText,
  parseCell,
  type RecordBlock,
  readCsv,
  recordStart,
} from '@parquetry/core';
import type { CsvText } from './csv-text.ts';

async function* oneChunk(bytes: Uint8Array) {
  yield bytes;
}

function firstBadCell(block: RecordBlock, { columns, dialect }: CsvText): BadRow | undefined {
  const { bytes, starts, ends, rowCount } = block;
  for (let row = 0; row < rowCount; row += 1) {
    const firstField = row * columns.length;
    for (const [index, { name, type, nullable }] of columns.entries()) {
      const text = fieldText(bytes, starts[firstField + index]!, ends[firstField + index]!, dialect);
      const value = parseCell(text, type);
      if (value !== undefined && (value !== null || nullable)) continue;
      return {
        row: block.firstRow + row,
        byteOffset: recordStart(block, row, columns.length, dialect),
        reason: cellComplaint(text, type),
        column: name,
      };
    }
  }
  return undefined;
}

async function findBadRow(bytes: Uint8Array, csv: CsvText): Promise<BadInputError | undefined> {
  const { name, columns, dialect } = csv;
  const { header, blocks } = await readCsv(oneChunk(bytes), { dialect, name });
  if (header.length !== columns.length) {
    return new BadInputError(
      `${name}: the header has ${header.length} fields, the plan ${columns.length} columns; plan the conversion again`,
    );
  }
  for await (const block of blocks) {
    const badRow = firstBadCell(block, csv);
    if (badRow) return badRowError(name, badRow);
  }
  return undefined;
}

/**
 * Reads a CSV text again with core's reader, which knows rows and bytes, and returns the error for the first row that
 * cannot be converted; `undefined` when there is none.
 */
export async function diagnoseBadRow(bytes: Uint8Array, csv: CsvText): Promise<BadInputError | undefined> {
  try {
    return await findBadRow(bytes, csv);
  } catch (error) {
    if (error instanceof BadInputError) return error;
    throw error;
  }
}
