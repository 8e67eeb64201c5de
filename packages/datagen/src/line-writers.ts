import { JsonLines } from './csv-to-json.ts';
import { bytesOf, csvCell } from './put-bytes.ts';
import { openRows, type RecipeName, recipeNamed } from './recipes.ts';

export const textFormats = ['csv', 'ndjson'] as const;
export type TextFormat = (typeof textFormats)[number];

/** A table as text: what stands before its rows, and its rows one after another. */
export interface LineWriter {
  readonly header: Uint8Array;
  /** A row is at most so long. */
  readonly rowBytes: number;
  /** Writes the next row at `at` and returns the position after it. */
  writeRow(target: Uint8Array, at: number): number;
}

function openCsv(recipe: RecipeName, seed: number): LineWriter {
  const { schema, rowBytes, lineEnd } = recipeNamed(recipe);
  const rows = openRows(recipe, seed);
  const header = bytesOf(`${schema.columns.map(({ name }) => csvCell(name)).join(',')}${lineEnd}`);
  return { header, rowBytes, writeRow: (target, at) => rows.writeRow(target, at) };
}

function openNdjson(recipe: RecipeName, seed: number): LineWriter {
  const { schema, rowBytes } = recipeNamed(recipe);
  const rows = openRows(recipe, seed);
  const lines = new JsonLines(schema);
  const row = new Uint8Array(rowBytes);
  return {
    header: new Uint8Array(0),
    rowBytes: lines.lineBytes(rowBytes),
    writeRow: (target, at) => lines.put(target, at, row.subarray(0, rows.writeRow(row, 0))),
  };
}

export function openLines(format: TextFormat, recipe: RecipeName, seed: number): LineWriter {
  switch (format) {
    case 'csv':
      return openCsv(recipe, seed);
    case 'ndjson':
      return openNdjson(recipe, seed);
    default:
      return format satisfies never;
  }
}
