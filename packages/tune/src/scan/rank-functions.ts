import type { Estimate } from '@parquetry/bench/record';
import { estimateMedian } from '@parquetry/bench/statistics';
import { type Architecture, lambdaBill, type PriceTable } from '@parquetry/prices';
import { estimateMean } from '../figures/statistics/estimate-mean.ts';
import type { ReportLine } from '../report-line/report.ts';
import { type ScanSaving, savingOf } from './saving-of.ts';
import type { SampledReports, ScannedFunction } from './scanned-function.ts';

/** A function with what was read of it. */
export interface ScanEvidence {
  readonly function: ScannedFunction;
  readonly invocationsPerMonth: number;
  readonly sampled: SampledReports;
}

export interface RankedFunction {
  readonly status: 'ranked';
  readonly name: string;
  readonly memoryMb: number;
  readonly architecture: Architecture;
  readonly invocationsPerMonth: number;
  /** Reports at the size that the function has now. */
  readonly reports: number;
  readonly durationMs: Estimate;
  /** Share of cold starts, restored ones included. */
  readonly coldShare: number;
  readonly timeouts: number;
  readonly maxMemoryUsedMb: number;
  /** With tiers, without the free tier; the mean of the reports times the invocations. */
  readonly dollarsPerMonth: Estimate;
  readonly saving: ScanSaving;
}

export type ScanRow =
  | RankedFunction
  | { readonly status: 'unranked'; readonly name: string; readonly because: string };

const share = (reports: readonly ReportLine[], is: (report: ReportLine) => boolean) =>
  reports.filter(is).length / reports.length;

function monthOf(evidence: ScanEvidence, reports: readonly ReportLine[], prices: PriceTable): Estimate {
  const { function: it, invocationsPerMonth } = evidence;
  const billed = estimateMean(reports.map(({ billedMs }, round) => ({ round, value: billedMs })));
  const invocation = { ...it, billedMs: billed.median };
  const at = (billedMs: number) => lambdaBill({ ...invocation, billedMs }, invocationsPerMonth, prices).total;
  return { ...billed, median: at(billed.median), low: at(billed.low), high: at(billed.high) };
}

/** Why there is no report at the size that the function has. */
function withoutReports({ function: it, sampled }: ScanEvidence): string {
  const { reports, setAside = { others: 0, unnamed: 0 }, unreadable } = sampled;
  const ofIt = reports.length + unreadable;
  if (ofIt > 0) return `none of ${ofIt} REPORT lines is of its ${it.memoryMb} MB and can be read`;
  if (setAside.unnamed > 0)
    return `${it.logGroup} may be of other functions too, and its streams do not name theirs: whose REPORT lines they are cannot be told`;
  if (setAside.others > 0)
    return `${it.logGroup} is of other functions too, and none of ${setAside.others} REPORT lines that were read there is its own`;
  return `${it.logGroup} has no REPORT lines of the time`;
}

function rank(evidence: ScanEvidence, prices: PriceTable): ScanRow {
  const { function: it, invocationsPerMonth, sampled } = evidence;
  const { memoryMb, name } = it;
  const unranked = (because: string): ScanRow => ({ status: 'unranked', name, because });
  if (invocationsPerMonth === 0) return unranked('it was not invoked');
  const reports = sampled.reports.filter((report) => report.memoryMb === memoryMb);
  if (reports.length === 0) return unranked(withoutReports(evidence));
  const maxMemoryUsedMb = Math.max(...reports.map((report) => report.maxMemoryUsedMb));
  const dollarsPerMonth = monthOf(evidence, reports, prices);
  const feeDollars = (invocationsPerMonth / 1e6) * prices.lambda.dollarsPerMillionRequests;
  return {
    status: 'ranked',
    name,
    memoryMb,
    architecture: it.architecture,
    invocationsPerMonth,
    reports: reports.length,
    durationMs: estimateMedian(reports.map(({ durationMs }) => durationMs)),
    coldShare: share(reports, ({ initMs, restoreMs }) => initMs !== null || restoreMs !== null),
    timeouts: reports.filter(({ status }) => status === 'timeout').length,
    maxMemoryUsedMb,
    dollarsPerMonth,
    saving: savingOf({
      memoryMb,
      maxMemoryUsedMb,
      computeDollarsPerMonth: dollarsPerMonth.median - feeDollars,
    }),
  };
}

const mostSaved = (row: ScanRow) => (row.status === 'ranked' ? row.saving.mostDollarsPerMonth : -1);
const spent = (row: ScanRow) => (row.status === 'ranked' ? row.dollarsPerMonth.median : -1);

/**
 * Functions by what a smaller size could save at most in a month, then by what they cost; those that nothing can be said of
 * come last, with the reason.
 */
export const rankFunctions = (evidence: readonly ScanEvidence[], prices: PriceTable): ScanRow[] =>
  evidence
    .map((one) => rank(one, prices))
    .toSorted((a, b) => mostSaved(b) - mostSaved(a) || spent(b) - spent(a) || a.name.localeCompare(b.name));
