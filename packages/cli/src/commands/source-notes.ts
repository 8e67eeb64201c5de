/** What people should know of how a source was understood. */
import type { Finding, RenamedColumn } from '@parquetry/core';

/** A finding of less is told unasked. */
const CERTAIN = 0.9;
/** Below it a delimiter has a rival that divides records nearly as well; above, there are few records, or bad ones. */
const WITHOUT_RIVAL = 0.7;
const COMMON_DELIMITERS: ReadonlySet<string> = new Set(['","', '";"', '"|"', 'tab']);
/** What every CSV has that shows nothing else: as long as no quote turns up, there is nothing to be sure of. */
const ORDINARY: Readonly<Record<string, string>> = { quote: `'"'`, escape: 'double' };
const ORDINARILY_CERTAIN = 0.5;

/** `column 2 has no name; it is called "column1"` */
export function renamedText({ index, from, to }: RenamedColumn): string {
  const was = from === '' ? 'has no name' : `repeats the name ${JSON.stringify(from)}`;
  return `column ${index + 1} ${was}; it is called ${JSON.stringify(to)}`;
}

/**
 * `encoding Windows-1252 is a guess: 3 bytes are not UTF-8; otherwise say --encoding utf-8`,
 * `"time" is not converted: it stands beside the records; otherwise say --records ''`
 */
function noteText({ part, value, because, override, isLoss }: Finding): string {
  const isSentence = isLoss || part === 'trim';
  const isGuess = !isSentence && override !== undefined;
  const subject = isSentence ? value : `${part} ${value}`;
  const wayOut = override === undefined ? '' : `; otherwise say ${override}`;
  return `${subject}${isGuess ? ' is a guess' : ''}: ${because}${wayOut}`;
}

/** From how much confidence on a finding goes without saying. */
function certaintyFor({ part, value, override }: Finding): number {
  if (ORDINARY[part] === value) return ORDINARILY_CERTAIN;
  switch (part) {
    case 'delimiter':
      return COMMON_DELIMITERS.has(value) ? WITHOUT_RIVAL : CERTAIN;
    case 'header':
      return value === 'none' ? 1 : CERTAIN;
    case 'trim':
      return 1;
    case 'layout':
      return override === undefined ? 0 : CERTAIN;
    default:
      return CERTAIN;
  }
}

const isUncertain = (finding: Finding) => finding.confidence < certaintyFor(finding);

/** Findings that people should see before they trust them: of a reading that is not the only plausible one. */
export const uncertain = (findings: readonly Finding[]): readonly Finding[] => findings.filter(isUncertain);

/** What people should know of findings: guesses, and what is left out. */
export const findingTexts = (findings: readonly Finding[]): readonly string[] =>
  findings.filter((finding) => finding.isLoss || isUncertain(finding)).map(noteText);
