/** What people should know of how a source was understood. */
import type { Finding, RenamedColumn } from '@parquetry/core';

/** A finding of less is told unasked. */
const CERTAIN = 0.9;
/** What every CSV has that shows nothing else: as long as no quote turns up, there is nothing to be sure of. */
const ORDINARY: Readonly<Record<string, string>> = { quote: `'"'`, escape: 'double' };
const ORDINARILY_CERTAIN = 0.5;

/** `column 2 has no name; it is called "column1"` */
export function renamedText({ index, from, to }: RenamedColumn): string {
  const was = from === '' ? 'has no name' : `repeats the name ${JSON.stringify(from)}`;
  return `column ${index + 1} ${was}; it is called ${JSON.stringify(to)}`;
}

const wayOut = ({ override }: Finding) => (override === undefined ? '' : `; otherwise say ${override}`);

/** `encoding windows-1252 is a guess: 3 bytes are not UTF-8; otherwise say --encoding latin1` */
const guessText = (finding: Finding) =>
  `${finding.part} ${finding.value} is a guess: ${finding.because}${wayOut(finding)}`;

/** `"time" is not converted: it stands beside the records; otherwise say --records ''` */
const lossText = (finding: Finding) => `${finding.value}: ${finding.because}${wayOut(finding)}`;

const isUncertain = ({ part, value, confidence }: Finding) =>
  confidence < (ORDINARY[part] === value ? ORDINARILY_CERTAIN : CERTAIN);

/** Findings that people should see before they trust them. */
export const uncertain = (findings: readonly Finding[]): readonly Finding[] => findings.filter(isUncertain);

/** What people should know of findings: guesses, and what is left out. */
export const findingTexts = (findings: readonly Finding[]): readonly string[] =>
  findings.flatMap((finding) => {
    if (finding.isLoss) return [lossText(finding)];
    return isUncertain(finding) ? [guessText(finding)] : [];
  });
