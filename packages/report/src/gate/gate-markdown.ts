import type { GateRecord, RunRecord } from '@parquetry/bench/record';
import { boundedMarkdown } from './bounded-markdown.ts';
import { verdictAndRest } from './gate-answer.ts';
import { gateOf } from './gate-run.ts';
import {
  acceptanceList,
  canaryList,
  counterTable,
  noteList,
  notMeasuredList,
  reasonList,
  verdictTable,
  watchList,
} from './gate-tables.ts';
import { VERDICT_SIGNS } from './gate-words.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown-text.ts';

const LONGEST_SENTENCE = 500;
const LONGEST_COMMAND = 2_000;
const COMMIT_CHARACTERS = 12;

function treeText({ name, commit, dirty }: GateRecord['base']): string {
  const short = commit?.slice(0, COMMIT_CHARACTERS);
  const at = short === undefined || short === name ? '' : ` at ${markdownCode(short)}`;
  return `${markdownCode(name)}${at}${dirty ? ', with changes that are not committed' : ''}`;
}

function verdictLine(gate: GateRecord): string {
  const { verdict, rest } = verdictAndRest(gate);
  const gap = rest.startsWith(' ') ? ' ' : '';
  return `**${VERDICT_SIGNS[gate.verdict]} ${verdict}**${gap}${markdownText(rest, LONGEST_SENTENCE)}`;
}

/** What surrounds the findings. */
interface SummaryFrame {
  /** Above the verdict; empty where nothing has to be said first. */
  readonly before: string;
  /** A command that measures it again. */
  readonly repeat: string;
  readonly place: string;
  /** Of the whole run. */
  readonly warnings: readonly string[];
}

const HOW_TO_READ =
  'Change is head against base, above 0 is worse, with its interval; a slowdown beyond its upper end is excluded.';

/** Findings of a gate between what the caller says before and after. */
export function gateSummary(gate: GateRecord, { before, repeat, place, warnings }: SummaryFrame): string {
  const compared = `Head ${treeText(gate.head)}, against base ${treeText(gate.base)}; ${markdownText(place, LONGEST_SENTENCE)}.`;
  const beginning = [before, verdictLine(gate), compared].filter((text) => text !== '').join('\n\n');
  return boundedMarkdown(
    beginning,
    [
      verdictTable(gate),
      reasonList(gate),
      counterTable(gate),
      canaryList(gate),
      acceptanceList(gate),
      watchList(gate),
      noteList(gate, warnings),
      notMeasuredList(gate),
    ],
    `${HOW_TO_READ}\n\n### Repeat it\n\n${markdownBlock(repeat, LONGEST_COMMAND)}`,
  );
}

/**
 * What a gate found as GitHub's Markdown, the verdict in its first line; at most 60,000 characters, tables cut before anything
 * else. Nothing from the record is more than text in it. Throws where the record compares no builds.
 */
export function gateMarkdown(record: RunRecord): string {
  const { command: repeat, place, warnings } = record;
  return gateSummary(gateOf(record), { before: '', repeat, place, warnings });
}
