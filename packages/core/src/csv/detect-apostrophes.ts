import { formatCount, plural } from '../text/format-count.ts';
import { cellKind } from './detect-cell-kind.ts';
import { noCells, RecordWalk, type Survey } from './detect-records.ts';

/** What speaks for apostrophes as quotes. */
export interface ApostropheEvidence {
  readonly because: string;
  readonly confidence: number;
}

interface Usage {
  /** Texts in a column that is between apostrophes nearly throughout. */
  readonly wrapped: number;
  /** Share of all texts, whatever their column, that are between apostrophes. */
  readonly share: number;
}

const COMPARED_RECORDS = 400;
/** So much of a column must be between apostrophes. */
const MOST = 0.9;

/** Goes over the records behind the first one, which may be a header without quotes. */
function usageOf(bytes: Uint8Array, isWhole: boolean, { starts, widths, width, trial }: Survey): Usage {
  const quoted: number[] = [];
  const texts: number[] = [];
  let records = 0;
  for (let at = Math.min(1, starts.length - 1); at < starts.length && records < COMPARED_RECORDS; at += 1) {
    if (widths[at] !== width && width > 1) continue;
    const cells = noCells();
    new RecordWalk(bytes, starts[at]!, isWhole, trial).next(cells);
    records += 1;
    for (const [column, isQuoted] of cells.areQuoted.entries()) {
      const kind = isQuoted ? 'text' : cellKind(bytes, cells.starts[column]!, cells.ends[column]!);
      if (kind === 'text') texts[column] = (texts[column] ?? 0) + 1;
      if (isQuoted) quoted[column] = (quoted[column] ?? 0) + 1;
    }
  }
  const sum = (all: readonly number[]) => all.reduce((a, b) => a + (b ?? 0), 0);
  const isWrapped = (times: number, column: number) => times >= MOST * texts[column]! && 2 * times >= records;
  return {
    wrapped: Math.max(0, ...quoted.filter(isWrapped)),
    share: Math.min(1, sum(quoted) / Math.max(1, sum(texts))),
  };
}

/**
 * Apostrophes are text unless they are needed: more records are whole with them as quotes, because of what stands
 * between them, or nearly every text of a column is between them.
 */
export function apostropheEvidence(
  bytes: Uint8Array,
  isWhole: boolean,
  single: Survey,
  double: Survey,
): ApostropheEvidence | undefined {
  if (single.quoted <= 2 * single.broken || single.regular < double.regular - single.broken) return undefined;
  const gained = single.regular - double.regular;
  const isNeeded = single.protectedFields > 0 && gained > 0;
  if (!isNeeded && (single.quotedFields < 2 || single.quoted <= double.quoted)) return undefined;
  const { wrapped, share } = usageOf(bytes, isWhole, single);
  if (isNeeded) {
    const gain = Math.min(1, (2 * gained) / single.starts.length);
    const because = `${plural(gained, 'more record')} ${gained === 1 ? 'is' : 'are'} whole where apostrophes quote`;
    return { because, confidence: 0.5 + 0.45 * Math.max(share, gain) };
  }
  if (wrapped < 2) return undefined;
  const because = `nearly all texts of a column (${formatCount(wrapped)}) stand between apostrophes`;
  return { because, confidence: Math.min(0.9, 0.4 + 0.05 * wrapped) * (0.6 + 0.4 * share) };
}
