import type { Finding } from '../conversion/detection.ts';
import { formatCount } from '../text/format-count.ts';

const LF = 0x0a;
const CR = 0x0d;

/** Counts how the lines of a sample end, those within quotes included. */
export function describeLineEnds(bytes: Uint8Array, counts: Uint32Array): Finding {
  const found = { CRLF: 0, LF: 0, CR: 0 };
  if (counts[CR] === 0) found.LF = counts[LF]!;
  else {
    for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1))
      if (bytes[at + 1] === LF) found.CRLF += 1;
    found.LF = counts[LF]! - found.CRLF;
    found.CR = counts[CR]! - found.CRLF;
  }
  const kinds = Object.entries(found).filter(([, count]) => count > 0);
  const part = 'line-ends';
  if (kinds.length === 0) return { part, value: 'none', confidence: 1, because: 'the text is one line' };
  if (kinds.length === 1) {
    return {
      part,
      value: kinds[0]![0],
      confidence: 1,
      because: `all ${formatCount(kinds[0]![1])} are`,
    };
  }
  const because = kinds.map(([kind, count]) => `${formatCount(count)} ${kind}`).join(', ');
  return { part, value: 'mixed', confidence: 1, because };
}
