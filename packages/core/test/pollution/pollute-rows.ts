/** Files of which one row is broken: in every row in turn, at every column. */
import { cleanTable, PLAIN, writeCell, writeRow } from './clean-table.ts';
import { type PollutedFile, rejected, right } from './polluted-file.ts';

const table = cleanTable();
const { header, rows } = table;
const ROWS = Array.from({ length: 12 }, (_, index) => 1 + index * 7);

/** The file with row `row`, from 1, written as `line`. */
function withRow(row: number, line: string): Buffer {
  const lines = rows.map((cells, index) => (index === row - 1 ? line : writeRow(cells, PLAIN)));
  return Buffer.from(`${[header.join(','), ...lines].join('\n')}\n`);
}

type Break = (written: readonly string[], column: number) => string | undefined;

const at = (cells: readonly string[], column: number, cell: string) =>
  cells.map((old, index) => (index === column ? cell : old)).join(',');

/** Ways to break a row that leave it unreadable. */
const BREAKS: Readonly<Record<string, Break>> = {
  'a delimiter is missing': (cells, column) =>
    column === 0
      ? undefined
      : [...cells.slice(0, column - 1), cells[column - 1]! + cells[column]!, ...cells.slice(column + 1)].join(
          ',',
        ),
  'a delimiter too many': (cells, column) => at(cells, column, `${cells[column]},`),
  'other delimiters': (cells, column) => (column === 0 ? cells.join(';') : undefined),
  'a quote too many inside': (cells, column) =>
    cells[column]!.startsWith('"') || cells[column] === ''
      ? undefined
      : at(cells, column, `${cells[column]![0]}"${cells[column]!.slice(1)}`),
  'a quote too many at the end': (cells, column) =>
    cells[column]!.startsWith('"') || cells[column] === ''
      ? undefined
      : at(cells, column, `${cells[column]}"`),
  'a quote too many at the start': (cells, column) =>
    cells[column]!.startsWith('"') || cells[column] === ''
      ? undefined
      : at(cells, column, `"${cells[column]}`),
  'text behind a quote': (cells, column) => at(cells, column, `"${cells[column]!.replaceAll('"', '')}"x`),
  'half the row': (cells, column) => (column === 5 ? cells.slice(0, 5).join(',') : undefined),
  'the row twice in one line': (cells, column) =>
    column === 0 ? `${cells.join(',')},${cells.join(',')}` : undefined,
};

function broken(): PollutedFile[] {
  const files: PollutedFile[] = [];
  for (const row of ROWS) {
    const written = rows[row - 1]!.map((cell) => writeCell(cell, PLAIN));
    if (written.some((cell) => cell.includes('\n'))) continue;
    for (const [name, breakRow] of Object.entries(BREAKS)) {
      for (const column of header.keys()) {
        const line = breakRow(written, column);
        if (line === undefined) continue;
        const bytes = withRow(row, line);
        files.push({
          name: `row ${row}, column ${column + 1}: ${name}`,
          bytes,
          table,
          expected: rejected(row),
        });
      }
    }
  }
  return files;
}

/** Rows that look odd and are right all the same. */
function odd(): PollutedFile[] {
  return ROWS.flatMap((row) =>
    header.flatMap((_, column): PollutedFile[] => {
      const cells = rows[row - 1]!;
      const written = cells.map((cell) => writeCell(cell, PLAIN));
      const with_ = (cell: string) => ({
        header,
        rows: rows.map((other, index) =>
          index === row - 1 ? other.map((old, at_) => (at_ === column ? cell : old)) : other,
        ),
      });
      const name = (what: string) => `row ${row}, column ${column + 1}: ${what}`;
      const quoted = at(written, column, writeCell(cells[column]!, { ...PLAIN, quotes: 'all' }));
      return [
        { name: name('quotes without need'), bytes: withRow(row, quoted), table, expected: right },
        {
          name: name('a carriage return at the end'),
          bytes: withRow(row, `${written.join(',')}\r`),
          table,
          expected: right,
        },
        ...(written[column]!.startsWith('"')
          ? []
          : [
              {
                name: name('spaces around'),
                bytes: withRow(row, at(written, column, ` ${cells[column]} `)),
                table: with_(` ${cells[column]} `),
                expected: right,
              },
              {
                name: name('a NUL inside'),
                bytes: withRow(row, at(written, column, `${cells[column]}\0`)),
                table: with_(`${cells[column]}\0`),
                expected: right,
              },
              {
                name: name('an emptied cell'),
                bytes: withRow(row, at(written, column, '')),
                table: with_(''),
                expected: right,
              },
            ]),
      ];
    }),
  );
}

function invalid(): PollutedFile[] {
  return ROWS.map((row) => {
    const written = rows[row - 1]!.map((cell) => writeCell(cell, PLAIN));
    const bytes = withRow(row, at(written, 5, 'G@r'));
    bytes[bytes.indexOf('G@r') + 1] = 0xe4;
    return { name: `row ${row}: a byte that is not UTF-8`, bytes, table, expected: rejected(row) };
  });
}

export const pollutedRows = (): PollutedFile[] => [...broken(), ...odd(), ...invalid()];
