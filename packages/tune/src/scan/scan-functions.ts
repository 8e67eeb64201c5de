import { HOURS_PER_MONTH, type PriceTable } from '@parquetry/prices';
import { rankFunctions, type ScanEvidence, type ScanRow } from './rank-functions.ts';
import { scanError } from './scan-error.ts';
import type { ScanSource } from './scan-source.ts';
import type { ScannedFunction, ScanWindow } from './scanned-function.ts';

export interface ScanOptions {
  readonly prices: PriceTable;
  readonly window: ScanWindow;
  /** Of each function; so many are enough for a mean. */
  readonly mostReports: number;
  /** Functions of other names are left out; all are taken where it is absent. */
  readonly isWanted?: (name: string) => boolean;
  readonly tell?: (progress: ScanProgress) => void;
  readonly signal?: AbortSignal;
}

/** Functions whose logs are read, of those that there are. */
export interface ScanProgress {
  readonly read: number;
  readonly of: number;
}

const MS_PER_MONTH = HOURS_PER_MONTH * 3_600_000;

async function evidenceOf(
  source: ScanSource,
  it: ScannedFunction,
  invocations: number,
  { mostReports, signal, window }: ScanOptions,
): Promise<ScanEvidence> {
  const sampled =
    invocations === 0
      ? { reports: [], unreadable: 0 }
      : await source.sampleReports(it, window, mostReports, signal);
  const months = (window.end - window.start) / MS_PER_MONTH;
  return { function: it, invocationsPerMonth: invocations / months, sampled };
}

const refused = ({ name }: ScannedFunction, error: unknown): ScanRow => ({
  status: 'unranked',
  name,
  because: `its log could not be read (${error instanceof Error ? `${error.name}: ${error.message}` : error})`,
});

async function list(
  source: ScanSource,
  { isWanted = () => true, signal }: ScanOptions,
): Promise<ScannedFunction[]> {
  const functions: ScannedFunction[] = [];
  try {
    for await (const it of source.listFunctions(signal)) if (isWanted(it.name)) functions.push(it);
    return functions;
  } catch (error) {
    throw scanError(error, 'listing functions', signal);
  }
}

/**
 * Ranks the functions of an account from what they left behind: counts of CloudWatch and a sample of REPORT lines. Invokes
 * and changes nothing. A log that may not be read is a row with the reason, and ends no scan.
 *
 * @throws the signal's reason, and TuneError where functions may not be listed or their invocations not be counted.
 */
export async function scanFunctions(source: ScanSource, options: ScanOptions): Promise<ScanRow[]> {
  const { prices, signal, tell, window } = options;
  const functions = await list(source, options);
  const names = functions.map(({ name }) => name);
  const counts = await source.countInvocations(names, window, signal).catch((error: unknown) => {
    throw scanError(error, 'counting invocations', signal);
  });
  const evidence: ScanEvidence[] = [];
  const refusals: ScanRow[] = [];
  for (const [read, it] of functions.entries()) {
    tell?.({ read, of: functions.length });
    signal?.throwIfAborted();
    try {
      evidence.push(await evidenceOf(source, it, counts.get(it.name) ?? 0, options));
    } catch (error) {
      signal?.throwIfAborted();
      refusals.push(refused(it, error));
    }
  }
  return [...rankFunctions(evidence, prices), ...refusals];
}
