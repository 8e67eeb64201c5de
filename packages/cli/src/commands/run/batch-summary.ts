import { displayRef } from '@parquetry/core';
import {
  type BatchSummary,
  type LeftOutReason,
  lettersPrefix,
  type PipelineUsage,
  type Recipe,
} from '@parquetry/delivery';
import { formatBytes, formatCount, formatDuration, plural } from '../../terminal/format.ts';
import { shellWord } from '../../terminal/shell-word.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { placeText } from './batch-places.ts';
import type { FailureNotes } from './failure-notes.ts';

/** How a batch ended. */
export interface BatchEnd {
  readonly recipe: Recipe;
  readonly summary: BatchSummary;
  readonly usage: PipelineUsage;
  readonly failures: FailureNotes;
  readonly isInterrupted: boolean;
  /** What has ended it before all was done. */
  readonly trouble?: { readonly error: unknown };
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

export const failedOf = ({ failed }: BatchSummary): number => sum(failed);

const deadLettersOf = ({ to }: Recipe): string => `${to.bucket}/${lettersPrefix(to)}`;

/** `12 hidden, 3 excluded` */
const listed = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
    .join(', ');

function convertedLine({ converted, offered, rows, bytes, elapsedMs }: BatchSummary): string {
  const files = `converted ${formatCount(converted)} of ${plural(offered, 'file')}`;
  if (converted === 0) return `${files} in ${formatDuration(elapsedMs)}`;
  const perMinute = formatCount(Math.round((converted / elapsedMs) * 60_000));
  const speed = formatBytes((bytes.read / elapsedMs) * 1000);
  return (
    `${files} in ${formatDuration(elapsedMs)}: ${plural(rows.written, 'row')}, ${formatBytes(bytes.read)} → ` +
    `${formatBytes(bytes.written)} (${perMinute} files/min, ${speed}/s)`
  );
}

function skippedLines({ skipped, changed, vanished, unfinished, leftOut }: BatchSummary): string[] {
  const out = sum(leftOut);
  return [
    ...(skipped.finished > 0 ? [`skipped: ${formatCount(skipped.finished)} finished before`] : []),
    ...(skipped.gone > 0 ? [`gone since they were listed: ${formatCount(skipped.gone)}`] : []),
    ...(changed > 0 ? [`converted again, because they have changed: ${formatCount(changed)}`] : []),
    ...(vanished.sources > 0
      ? [
          `${plural(vanished.sources, 'source')} of an earlier run ${vanished.sources === 1 ? 'is' : 'are'} gone, outputs stay: ${vanished.first[0]}`,
        ]
      : []),
    ...(unfinished > 0 ? [`not finished: ${formatCount(unfinished)}`] : []),
    ...(out > 0
      ? [
          `passed over, because they are no sources: ${listed(leftOut satisfies Record<LeftOutReason, number>)}`,
        ]
      : []),
  ];
}

function failureLines({ summary, failures, recipe }: BatchEnd): string[] {
  if (failedOf(summary) === 0) return [];
  const reasons = failures.kinds.map((kind) => {
    const { message, attempts } = failures.firstOf(kind)!.failure;
    const tries = attempts > 1 ? ` (after ${attempts} attempts)` : '';
    return `  ${kind}, ${formatCount(summary.failed[kind])}: ${message}${tries}`;
  });
  return [
    `failed: ${formatCount(failedOf(summary))}, kept in ${deadLettersOf(recipe)}; the first of each kind:`,
    ...reasons,
    `  look at them with: npx parquetry jobs list ${shellWord(placeText(recipe.to))}`,
  ];
}

function requestsLine({ usage: { s3, cache } }: BatchEnd): string[] {
  if (sum(s3.requests) === 0) return [];
  const retries = s3.retries > 0 ? `; ${plural(s3.retries, 'request')} tried again` : '';
  const hits = cache.hits > 0 ? `; ${formatCount(cache.hits)} reads from the cache` : '';
  return [`requests: ${listed(s3.requests)}${retries}${hits}`];
}

function rejectsLines({ summary: { rows }, recipe }: BatchEnd): string[] {
  if (rows.rejected === 0) return [];
  const were = rows.rejected === 1 ? 'was' : 'were';
  const place = recipe.rejects ? placeText(recipe.rejects) : '';
  return [`${formatCount(rows.rejected)} of ${plural(rows.read, 'row')} ${were} set aside: ${place}`];
}

/** What a person is told in the end; quietly: what is wrong. */
export function summaryLines(end: BatchEnd, quiet = false): readonly string[] {
  const wrong = [...failureLines(end), ...rejectsLines(end)];
  if (quiet) return wrong;
  const { summary } = end;
  const notes = summary.warnings.map((warning) => `note: ${warning}`);
  return [convertedLine(summary), ...skippedLines(summary), ...requestsLine(end), ...notes, ...wrong];
}

function statusOf(
  { isInterrupted, trouble }: Pick<BatchEnd, 'isInterrupted' | 'trouble'>,
  summary: BatchSummary,
) {
  if (isInterrupted) return 'interrupted';
  if (trouble) return 'ended';
  return failedOf(summary) > 0 ? 'failed' : 'converted';
}

/** What a program is told in the end. */
const summaryJson = ({ recipe, summary, usage, failures, ...end }: BatchEnd) => ({
  status: statusOf(end, summary),
  from: placeText(recipe.from),
  to: placeText(recipe.to),
  ...summary,
  requests: usage.s3.requests,
  retriedRequests: usage.s3.retries,
  connectionsOpened: usage.s3.connectionsOpened,
  mostConnections: usage.s3.mostConnections,
  cache: usage.cache,
  ...(failedOf(summary) > 0 && { deadLetters: deadLettersOf(recipe) }),
  failures: failures.named.map(({ job, failure }) => ({ source: displayRef(job.source.ref), ...failure })),
});

/** Numbers and reasons, as JSON on stdout or for a person on stderr. */
export function tellBatchEnd(end: BatchEnd, { json, terminal }: CommandContext): void {
  if (json) {
    answerJson(terminal, summaryJson(end));
    return;
  }
  for (const line of summaryLines(end, terminal.quiet)) {
    terminal.stderr.write(`${shortPaths(line, terminal.directory)}\n`);
  }
}
