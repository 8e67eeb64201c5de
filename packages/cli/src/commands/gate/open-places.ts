import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from '../../terminal/terminal.ts';
import { scratchDirectory } from '../scratch-directory.ts';

/** Where a gate keeps data and puts what is gone afterwards. */
export interface GatePlaces {
  readonly dataDirectory: string;
  /** In memory, where the machine has room. */
  readonly scratchDirectory: string;
  readonly bundleDirectory: string;
}

/** Of a gate's own files: some megabytes. */
const SMALL = { dataset: { bytes: 32 << 20 }, plan: { formats: ['parquet', 'avro'] } };

async function temporary(parent: string, opened: AsyncDisposableStack): Promise<string> {
  const directory = await mkdtemp(join(parent, 'parquetry-gate-'));
  opened.defer(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Makes them; what is temporary goes with the stack. */
export async function openPlaces(
  results: string,
  terminal: Terminal,
  opened: AsyncDisposableStack,
): Promise<GatePlaces> {
  return {
    dataDirectory: join(results, 'data'),
    scratchDirectory: await temporary(await scratchDirectory([SMALL], terminal), opened),
    bundleDirectory: await temporary(tmpdir(), opened),
  };
}
