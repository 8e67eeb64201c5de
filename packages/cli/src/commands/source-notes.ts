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

/** Findings that people should see before they trust them. */
export const uncertain = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ part, value, confidence }) =>
    ORDINARY[part] === value ? confidence < ORDINARILY_CERTAIN : confidence < CERTAIN,
  );

/** `encoding windows-1252 is a guess: 3 bytes are not UTF-8; otherwise say --encoding latin1` */
export function guessText({ part, value, because, override }: Finding): string {
  const wayOut = override === undefined ? '' : `; otherwise say ${override}`;
  return `${part} ${value} is a guess: ${because}${wayOut}`;
}
