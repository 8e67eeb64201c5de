/** A part of a page that grows with the record: a table or a list. */
export interface GrowingPart {
  /** What stands above the rows: a title, the head of a table. */
  readonly opening: string;
  /** Each writes one line; those beyond the bounds are never written. */
  readonly rows: readonly (() => string)[];
  /** The line in place of rows that are left out. */
  readonly more: (count: number) => string;
  readonly mostRows: number;
}

/** Below what GitHub takes: 65,536 characters for a comment, not saying of which kind. */
const MOST_CHARACTERS = 60_000;

const reserved = ({ opening, rows, more }: GrowingPart): number =>
  opening.length + more(rows.length).length + 3;

function filled({ opening, rows, more, mostRows }: GrowingPart, room: number): string {
  const shown: string[] = [];
  let left = room;
  for (const write of rows.slice(0, mostRows)) {
    const row = write();
    left -= row.length + 1;
    if (left < 0) break;
    shown.push(row);
  }
  const omitted = rows.length - shown.length;
  return [opening, ...shown, ...(omitted === 0 ? [] : [more(omitted)])].join('\n');
}

/**
 * Parts between a beginning and an end that are always whole. Earlier parts take the room they need; what does not fit is
 * counted in a last line of its part.
 */
export function boundedMarkdown(beginning: string, parts: readonly GrowingPart[], end: string): string {
  const growing = parts.filter(({ rows }) => rows.length > 0);
  let room =
    MOST_CHARACTERS - beginning.length - end.length - growing.reduce((sum, part) => sum + reserved(part), 0);
  const texts = growing.map((part) => {
    const text = filled(part, room);
    room -= Math.max(0, text.length - part.opening.length);
    return text;
  });
  return `${[beginning, ...texts, end].filter((text) => text !== '').join('\n\n')}\n`;
}
