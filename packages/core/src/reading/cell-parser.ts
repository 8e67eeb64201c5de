import { parseCell } from '../schema/parse-cell.ts';
import type { CellValue, ColumnType, TypeGuess } from '../schema/table-schema.ts';

const MAX_REMEMBERED = 4096;

/** `parseCell` for the cells of one column; texts seen lately are not parsed again. */
export function cellParser(
  type: ColumnType,
  guess?: TypeGuess,
): (text: string | null) => CellValue | undefined {
  if (type.kind === 'string') return (text) => text;
  const remembered = new Map<string, CellValue | undefined>();
  return (text) => {
    if (text === null) return null;
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const cell = parseCell(text, type, guess);
    if (remembered.size === MAX_REMEMBERED) remembered.clear();
    remembered.set(text, cell);
    return cell;
  };
}
