import { displayRef } from '@parquetry/core';
import type { DeadLetter } from '@parquetry/delivery';
import { formatTable } from '../../terminal/format.ts';
import { oneLine } from './one-line.ts';

const GAP = 2;
const LEAST_MESSAGE = 20;
const LEAST_SOURCE = 16;

/** `2026-11-21 10:00` */
const minuteOf = (time: string) => time.slice(0, 16).replace('T', ' ');

const cutEnd = (text: string, width: number) => {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
};

/** The end of a key tells more than its start. */
const cutStart = (text: string, width: number) => {
  const characters = [...text];
  return characters.length <= width ? text : `…${characters.slice(characters.length - width + 1).join('')}`;
};

/** Most messages begin with the name of the source, which has a column of its own. */
const withoutSource = (message: string, source: string) =>
  message.startsWith(source) ? message.slice(source.length).replace(/^[:\s]+/, '') : message;

function rowOf({ id, failure, attempts, lastFailedAt, job }: DeadLetter, shorten: (text: string) => string) {
  const source = displayRef(job.source.ref);
  const why = withoutSource(failure.message, source);
  return [
    id,
    failure.kind,
    `${attempts}`,
    minuteOf(lastFailedAt),
    oneLine(shorten(source)),
    oneLine(shorten(why)),
  ];
}

export interface TableLook {
  /** The table is no wider, where that can be. */
  readonly columns: number;
  /** How names of files are shown. */
  readonly shorten: (text: string) => string;
}

/** Letters as a table: what does not fit is cut. */
export function letterTable(letters: readonly DeadLetter[], { columns, shorten }: TableLook): string {
  const rows = letters.map((letter) => rowOf(letter, shorten));
  const heading = ['id', 'kind', 'tries', 'last failed', 'source', 'why'];
  const widthOf = (column: number) => Math.max(...[heading, ...rows].map((row) => [...row[column]!].length));
  const left = columns - [0, 1, 2, 3].reduce((sum, column) => sum + widthOf(column) + GAP, 0);
  const sourceWidth = Math.max(LEAST_SOURCE, Math.min(widthOf(4), left - GAP - LEAST_MESSAGE));
  const messageWidth = left - sourceWidth - GAP;
  const hasMessage = messageWidth >= LEAST_MESSAGE;
  const fitted = [heading, ...rows].map(([id, kind, tries, failed, source, why]) => [
    id!,
    kind!,
    tries!,
    failed!,
    cutStart(source!, hasMessage ? sourceWidth : Math.max(LEAST_SOURCE, left)),
    ...(hasMessage ? [cutEnd(why!, messageWidth)] : []),
  ]);
  return formatTable(fitted, new Set([2]));
}
