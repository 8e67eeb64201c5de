import {
  type ConversionResult,
  displayRef,
  type ObjectRef,
  type RenamedColumn,
  type RowCounts,
  type WidenedColumn,
} from '@parquetry/core';
import { complaintOf } from '../../complain.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../../terminal/format.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { idleFlags, type SourceFlags } from '../source-flags.ts';
import { findingTexts, renamedText } from '../source-notes.ts';
import type { InputOutcome } from './input-outcome.ts';

const MOST_RENAMED = 4;

/** `column "alt" is float64 instead of int64, since row 12,345` */
function widenedText({ column, from, to, row, isJsonText }: WidenedColumn): string {
  const name = `column ${JSON.stringify(column)}`;
  const is = isJsonText ? 'holds JSON text' : `is ${to}`;
  return from === undefined
    ? `${name} ${is}; its first value is in row ${formatCount(row)}`
    : `${name} ${is} instead of ${from}, since row ${formatCount(row)}`;
}

/** Some of many, so that they do not bury what is said beside them. */
function renamedTexts(renamed: readonly RenamedColumn[]): readonly string[] {
  if (renamed.length <= MOST_RENAMED) return renamed.map(renamedText);
  const more = renamed.length - MOST_RENAMED + 1;
  const last = `${formatCount(more)} more columns got a name, or another one; inspect shows them all`;
  return [...renamed.slice(0, MOST_RENAMED - 1).map(renamedText), last];
}

/** `2 rows were filled or cut to the header's width: rows 3, 17` */
function paddedTexts({ padded, firstPadded = [] }: RowCounts): readonly string[] {
  if (padded === 0) return [];
  const were = padded === 1 ? 'was' : 'were';
  const more = padded - firstPadded.length;
  const rows = `${padded === 1 ? 'row' : 'rows'} ${firstPadded.map(formatCount).join(', ')}`;
  const others = more > 0 ? ` and ${formatCount(more)} more` : '';
  return [`${plural(padded, 'row')} ${were} filled or cut to the header's width: ${rows}${others}`];
}

function notesOf({ source, outcome }: InputOutcome, flags: SourceFlags): readonly string[] {
  if (source === undefined) return [];
  const idle = idleFlags(source.format.kind, flags);
  return [
    ...(idle.length > 0
      ? [`it is ${source.format.kind.toUpperCase()}; ${idle.join(', ')} did not concern it`]
      : []),
    ...findingTexts(source.findings),
    ...renamedTexts(source.renamed),
    ...(outcome.status === 'converted' ? (outcome.result.widened ?? []).map(widenedText) : []),
    ...(outcome.status === 'converted' ? paddedTexts(outcome.result.rows) : []),
  ];
}

/** Notes about sources: one that holds for several is told once. */
function tellNotes(outcomes: readonly InputOutcome[], flags: SourceFlags, context: CommandContext): void {
  const sources = new Map<string, ObjectRef[]>();
  for (const outcome of outcomes) {
    for (const note of notesOf(outcome, flags))
      sources.set(note, [...(sources.get(note) ?? []), outcome.ref]);
  }
  for (const [note, refs] of sources) {
    const others = refs.length > 1 ? ` and ${formatCount(refs.length - 1)} more` : '';
    const { directory } = context.terminal;
    say(context.terminal, `${shortPaths(displayRef(refs[0]!), directory)}${others}: ${note}`);
  }
}

function summaryLine(ref: ObjectRef, result: ConversionResult): string {
  const outputs = result.outputs.map((output) => `${displayRef(output.ref)} (${formatBytes(output.bytes)})`);
  const { read, written, rejected } = result.rows;
  const rows = rejected === 0 ? plural(written, 'row') : `${formatCount(written)} of ${plural(read, 'row')}`;
  const speed = formatBytes((result.bytes.parsed / result.elapsedMs) * 1000);
  return `${displayRef(ref)} → ${outputs.join(', ')}: ${rows} in ${formatDuration(result.elapsedMs)} (${speed}/s)`;
}

/** One line for a person: what was written, or why nothing was. */
function tellOutcome({ ref, outcome }: InputOutcome, context: CommandContext): void {
  const { terminal } = context;
  const source = displayRef(ref);
  switch (outcome.status) {
    case 'converted':
      terminal.log.debug({ source, ...outcome.result }, 'converted');
      say(terminal, shortPaths(summaryLine(ref, outcome.result), terminal.directory));
      return;
    case 'unsupported': {
      const { engine } = context.settings;
      const error = terminal.colors.red('error:');
      const sentence = `${source}: ${engine} cannot do this: ${outcome.because}; choose another --engine`;
      terminal.stderr.write(`${error} ${shortPaths(sentence, terminal.directory)}\n`);
      return;
    }
    case 'failed':
      terminal.stderr.write(`${complaintOf(outcome.error, terminal)}\n`);
      return;
    default:
      outcome satisfies never;
  }
}

/** `3 of 1,000 rows were set aside: flights.rejects.ndjson`; undefined when none were. */
function rejectsLine(outcomes: readonly InputOutcome[], directory: string): string | undefined {
  const results = outcomes.flatMap(({ outcome }) => (outcome.status === 'converted' ? [outcome.result] : []));
  const affected = results.filter(({ rows }) => rows.rejected > 0);
  if (affected.length === 0) return undefined;
  const total = (count: (result: ConversionResult) => number) =>
    affected.reduce((sum, result) => sum + count(result), 0);
  const rejected = total(({ rows }) => rows.rejected);
  const places = affected.flatMap(({ rejects }) => (rejects ? [displayRef(rejects.ref)] : []));
  const files = results.length > 1 ? ` of ${plural(affected.length, 'file')}` : '';
  const others = places.length > 1 ? ` and ${formatCount(places.length - 1)} more` : '';
  return (
    `${formatCount(rejected)} of ${plural(
      total(({ rows }) => rows.read),
      'row',
    )}${files} ` +
    `${rejected === 1 ? 'was' : 'were'} set aside: ${shortPaths(places[0] ?? '', directory)}${others}`
  );
}

/**
 * Tells a person what became of the inputs. How many rows were set aside is the last line, in a pipe and when all else
 * is quiet, too.
 */
export function tellOutcomes(
  outcomes: readonly InputOutcome[],
  flags: SourceFlags,
  context: CommandContext,
): void {
  const { stderr, directory } = context.terminal;
  tellNotes(outcomes, flags, context);
  for (const outcome of outcomes) tellOutcome(outcome, context);
  const rejects = rejectsLine(outcomes, directory);
  if (rejects !== undefined) stderr.write(`${rejects}\n`);
}
