import { displayRef } from '@parquetry/core';
import type { DeadLetter } from '@parquetry/delivery';
import { formatBytes, plural } from '../../terminal/format.ts';
import { oneLine } from './one-line.ts';

const indented = (text: string) => text.replaceAll('\n', '\n  ');

function sourceText({ ref, bytes, etag }: DeadLetter['job']['source']): string {
  const known = [
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
    ...(etag === undefined ? [] : [`ETag ${etag}`]),
  ];
  return known.length === 0 ? displayRef(ref) : `${displayRef(ref)} (${known.join(', ')})`;
}

function recipeText({ recipe }: DeadLetter, current: string | undefined): string {
  if (current === undefined || current === recipe) return recipe;
  return `${recipe}; that of this place is another one now: ${current}`;
}

/** All that a letter says, for people. `recipe`: the fingerprint of the one that it would be redriven by. */
export function letterText(letter: DeadLetter, recipe: string | undefined): string {
  const { id, job, failure, attempts, redrives, failures, note, record } = letter;
  const facts: readonly (readonly [string, string])[] = [
    ['id', id],
    ['source', sourceText(job.source)],
    ['why', `${failure.message} (${failure.kind}, ${failure.code})`],
    ['tries', `${attempts}${redrives > 0 ? `, redriven ${plural(redrives, 'time')}` : ''}`],
    ['first failed', letter.firstFailedAt],
    ['last failed', letter.lastFailedAt],
    ['recipe', recipeText(letter, recipe)],
    ...(note === undefined ? [] : [['note', note] as const]),
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(13)} ${oneLine(value)}`);
  const history = failures.map(
    ({ at, kind, code, message, attempts: tries }) =>
      `  ${at}  ${kind}, ${code}, ${plural(tries, 'try', 'tries')}: ${oneLine(message)}`,
  );
  return [
    ...lines,
    ...(history.length > 1 ? ['', 'failures', ...history] : []),
    ...(record === undefined
      ? []
      : ['', 'asked for by', `  ${indented(JSON.stringify(record, undefined, 2))}`]),
  ].join('\n');
}
