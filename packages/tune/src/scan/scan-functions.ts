import type { PriceTable } from '@parquetry/prices';
import { rankFunctions, type ScanEvidence, type ScanRow } from './rank-functions.ts';
import type { ScanSource } from './scan-source.ts';
import type { ScannedFunction, ScanWindow } from './scanned-function.ts';

export interface ScanOptions {
  readonly prices: PriceTable;
  readonly window: ScanWindow;
  /** Of each function; so many are enough for a mean. */
  readonly mostReports: number;
  /** Functions of other names are left out; all are taken where it is absent. */
  readonly isWanted?: (name: string) => boolean;
  readonly signal?: AbortSignal;
}

const MS_PER_MONTH = 730 * 3_600_000;

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

/**
 * Ranks the functions of an account from what they left behind: counts of CloudWatch and a sample of REPORT lines. Invokes
 * and changes nothing. A log that may not be read is a row with the reason, and ends no scan.
 *
 * @throws the signal's reason, and what listing or counting throws.
 */
export async function scanFunctions(source: ScanSource, options: ScanOptions): Promise<ScanRow[]> {
  const { isWanted = () => true, prices, signal, window } = options;
  const functions: ScannedFunction[] = [];
  for await (const it of source.listFunctions(signal)) if (isWanted(it.name)) functions.push(it);
  const names = functions.map(({ name }) => name);
  const counts = await source.countInvocations(names, window, signal);
  const evidence: ScanEvidence[] = [];
  const refusals: ScanRow[] = [];
  for (const it of functions) {
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
