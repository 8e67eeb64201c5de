import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PreparedScenario } from '@parquetry/bench';
import { filePath } from '@parquetry/core';

/** Generated data of this size is not kept for another run. */
const MOST_KEPT_BYTES = 2e9;

/** Removes generated data that is too large to lie around. */
export async function discardLargeData(scenarios: readonly PreparedScenario[]): Promise<void> {
  for (const { dataset, workloads } of scenarios) {
    const [first] = workloads.whole.inputs;
    if (dataset.recipe === null || dataset.bytes <= MOST_KEPT_BYTES || first === undefined) continue;
    await rm(dirname(filePath(first.source.ref)), { recursive: true, force: true });
  }
}
