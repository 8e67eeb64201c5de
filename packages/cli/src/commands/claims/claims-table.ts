import type { ClaimsRecord, Finding, JudgedLadder, JudgedRung, RunRecord } from '@parquetry/bench';
import { formatDuration, formatTable, plural } from '../../terminal/format.ts';
import { estimateText } from './figure-text.ts';

const verdictText = ({ verdict, isSettled }: Finding) => (isSettled ? verdict : `${verdict} (unsettled)`);

function verdictTable({ claims }: ClaimsRecord): string {
  const rows = claims.map(({ id, findings: [finding] }) => {
    const { what, claimed, quantity, found } = finding!;
    return [id, verdictText(finding!), claimed, estimateText(quantity, found), what];
  });
  return formatTable([['claim', 'verdict', 'claimed', 'found', 'what was measured'], ...rows]);
}

function rungRow({ title, result }: JudgedRung): string[] {
  if (result.status === 'missing') return [title, result.because];
  const { msPerFile, timesAsFast, requestsPerFile, connectionsPerFile, files } = result;
  return [
    title,
    formatDuration(msPerFile.median),
    estimateText('times', timesAsFast).replace(/, n \d+$/, ''),
    `${Number(requestsPerFile.toPrecision(3))}`,
    `${Number(connectionsPerFile.toPrecision(2))}`,
    `${files}`,
  ];
}

const LADDER_HEADING = ['', 'per file', 'times as fast', 'requests/file', 'connections/file', 'files'];

function ladderTable({ profile, rungs }: JudgedLadder): string {
  const missing = rungs.filter(({ result }) => result.status === 'missing').map(rungRow);
  const rows = rungs.filter(({ result }) => result.status === 'measured').map(rungRow);
  const network = profile === 'none' ? 'no network between' : `network ${profile}`;
  return [
    `The ladder, ${network}:`,
    formatTable([LADDER_HEADING, ...rows], new Set([1, 3, 4, 5])),
    ...missing.map(([title, because]) => `  ${title}: no figure: ${because}`),
  ].join('\n');
}

function contradictions({ checks }: ClaimsRecord): string {
  const failing = checks.filter(({ holds }) => !holds);
  return `${plural(failing.length, 'figure')} of the document contradict others of it; the report lists them.`;
}

/** What a run found about the claims, as text. */
export function claimsTable(record: RunRecord, claims: ClaimsRecord): string {
  const on = claims.inputs.description;
  const baseline = claims.baseline.kind === 'command' ? 'your own converter' : 'our Node re-implementation';
  return [
    `Against ${baseline}, on ${on} (${record.place}):`,
    verdictTable(claims),
    '',
    ...claims.ladders.flatMap((ladder) => [ladderTable(ladder), '']),
    contradictions(claims),
  ].join('\n');
}
