import { defaultPrices, type PriceTable, pricesOf } from '@parquetry/prices';
import { type AwsScan, openAwsScan, type ScanProgress, type ScanRow, scanFunctions } from '@parquetry/tune';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { plural } from '../../terminal/format.ts';
import { type Progress, startProgress } from '../../terminal/progress.ts';
import { sayNote } from '../../terminal/say-note.ts';
import { answer, answerJson, say, type Terminal } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { asTuneUsage } from './as-tune-usage.ts';
import { findingLines, scanTable } from './scan-table.ts';

export interface ScanFlags {
  readonly days: number;
  readonly region?: string;
  readonly endpoint?: string;
}

const MS_PER_DAY = 86_400_000;
/** Of each function: the interval of a mean gets little narrower with more. */
const MOST_REPORTS = 120;

async function regionOf(source: AwsScan): Promise<string> {
  try {
    return await source.region();
  } catch (error) {
    throw new UsageError(`no region to scan (${(error as Error).message}): give --region`);
  }
}

/** A bar once it is known how many functions there are. */
function reportScan(terminal: Terminal): Disposable & { tell(progress: ScanProgress): void } {
  let progress: Progress | undefined;
  let shown = 0;
  return {
    tell({ of, read }) {
      progress ??= startProgress(terminal, of, `reading the logs of ${plural(of, 'function')}`);
      progress.advance(read - shown);
      shown = read;
    },
    [Symbol.dispose]: () => progress?.[Symbol.dispose](),
  };
}

async function rowsOf(
  source: AwsScan,
  days: number,
  prices: PriceTable,
  terminal: Terminal,
): Promise<ScanRow[]> {
  const end = Date.now();
  const window = { start: end - days * MS_PER_DAY, end };
  using reporter = reportScan(terminal);
  return await asTuneUsage(() =>
    scanFunctions(source, {
      prices,
      window,
      mostReports: MOST_REPORTS,
      tell: (progress) => reporter.tell(progress),
      signal: terminal.signal,
    }),
  );
}

/** What the figures rest on, and what no log tells. */
const notesOf = (
  days: number,
  region: string,
  isHere: boolean,
  { asOf, region: priced }: PriceTable,
): readonly string[] => [
  ...(isHere
    ? [
        `these functions run on this machine: times are this machine's, and dollars are what such times would cost in ${priced}; nothing is billed`,
      ]
    : []),
  `of the last ${plural(days, 'day')} in ${region}: CloudWatch's counts of invocations, and up to ${MOST_REPORTS} REPORT lines of each function; nothing was invoked`,
  `prices of ${priced} as of ${asOf}, without the free tier, plans and requests to other services`,
  '"saves at most" is with the least memory that has room, if events took as long there; REPORT lines do not tell how much of the time is computing, which less memory slows down: parquetry tune <function> measures it',
];

/** `parquetry tune scan` */
export async function scanTune(
  { days, endpoint, region }: ScanFlags,
  { json, terminal }: CommandContext,
): Promise<ExitCode> {
  const place = { ...(region !== undefined && { region }), ...(endpoint !== undefined && { endpoint }) };
  using source = openAwsScan(place);
  const where = await regionOf(source);
  const prices = pricesOf(where) ?? defaultPrices;
  const isHere = await source.isOnThisMachine();
  const rows = await rowsOf(source, days, prices, terminal);
  if (json) answerJson(terminal, { place: isHere ? 'local' : 'aws', region: where, days, functions: rows });
  else if (rows.length === 0) say(terminal, `${where} has no function`);
  else {
    answer(terminal, [scanTable(rows), ...findingLines(rows)].join('\n'));
    for (const note of notesOf(days, where, isHere, prices)) sayNote(terminal, note);
  }
  return ExitCode.done;
}
