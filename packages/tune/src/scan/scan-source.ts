import type { SampledReports, ScannedFunction, ScanWindow } from './scanned-function.ts';

/** Where a scan reads. Nothing of it invokes or changes a function. */
export interface ScanSource {
  listFunctions(signal?: AbortSignal): AsyncIterable<ScannedFunction>;
  /**
   * At most `most` reports, from parts of the window that are spread evenly over it; none where there is no log.
   *
   * @throws where the log may not be read.
   */
  sampleReports(
    it: ScannedFunction,
    window: ScanWindow,
    most: number,
    signal?: AbortSignal,
  ): Promise<SampledReports>;
  /** By name; a function that was not invoked is absent. */
  countInvocations(
    names: readonly string[],
    window: ScanWindow,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, number>>;
}
