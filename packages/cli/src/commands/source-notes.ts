/** What people should know of how a source was understood. */
import type { Finding, RenamedColumn } from '@parquetry/core';

/** A finding of less is told unasked. */
const CERTAIN = 0.9;

/** `column 2 has no name; it is called "column1"` */
export function renamedText({ index, from, to }: RenamedColumn): string {
  const was = from === '' ? 'has no name' : `repeats the name ${JSON.stringify(from)}`;
  return `column ${index + 1} ${was}; it is called ${JSON.stringify(to)}`;
}

export const uncertain = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ confidence }) => confidence < CERTAIN);

/** `encoding windows-1252 is a guess: 3 bytes are not UTF-8; otherwise say --encoding latin1` */
export function guessText({ part, value, because, override }: Finding): string {
  const wayOut = override === undefined ? '' : `; otherwise say ${override}`;
  return `${part} ${value} is a guess: ${because}${wayOut}`;
}
