import { randomUUID } from 'node:crypto';
import { describeHost, lambdaPrice, placeOf, RECORD_VERSION, type RunRecord } from '@parquetry/bench';
import { PROJECT_DIRECTORY } from '../../project-directory.ts';
import { VERSION } from '../../version.ts';

interface Frame {
  readonly createdAt: string;
  readonly command: string;
  readonly seed: number;
  /** Of what was measured; nothing was where it is absent. */
  readonly harnessSha256?: string;
  readonly warnings: readonly string[];
}

/** A record of a gate or of its history: nothing in it but what the caller adds. */
export async function recordFrame({
  createdAt,
  command,
  seed,
  harnessSha256 = 'none',
  warnings,
}: Frame): Promise<RunRecord> {
  const host = await describeHost(PROJECT_DIRECTORY);
  return {
    recordVersion: RECORD_VERSION,
    id: randomUUID().slice(0, 8),
    createdAt,
    finishedAt: new Date().toISOString(),
    harness: VERSION,
    command,
    place: placeOf(host),
    seed,
    environment: { ...host, bundleSha256: harnessSha256 },
    price: lambdaPrice(process.arch),
    scenarios: [],
    measurements: [],
    fits: [],
    warnings: [...warnings],
  };
}
