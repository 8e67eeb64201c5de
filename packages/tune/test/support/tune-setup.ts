import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TuneProgress } from '../../src/load/progress.ts';
import type { TuneDependencies } from '../../src/load/run.ts';
import { preparePayloads } from '../../src/payloads/prepare-payloads.ts';
import type { DollarsOf } from '../../src/plan/tune-plan.ts';
import type { TuneRequest } from '../../src/plan/tune-request.ts';
import { FakeAws } from './fake-aws.ts';
import { VirtualClock } from './virtual-clock.ts';

export const RUN_ID = '20260102-abc';

/** A cent for a gigabyte and a second, so that sums are easy to see. */
export const price: DollarsOf = ({ billedMs, memoryMb }) => 0.01 * (memoryMb / 1024) * (billedMs / 1000);

export async function tuneRequest(changes: Partial<TuneRequest> = {}): Promise<TuneRequest> {
  const source = { kind: 'single', text: '{"a":1}', description: 'a test' } as const;
  return {
    runId: RUN_ID,
    target: 'worker',
    place: 'aws',
    memoryMb: [512, 1769],
    engines: [],
    concurrency: [1],
    samples: 3,
    coldSamples: 1,
    warmUps: 1,
    load: { kind: 'closed-loop' },
    payloads: await preparePayloads(source, { runId: RUN_ID, keep: false }),
    seed: 7,
    isCopy: false,
    maxDollars: null,
    sloMs: null,
    balancedWeight: 0.5,
    ...changes,
  };
}

export interface Setup extends AsyncDisposable {
  readonly aws: FakeAws;
  readonly clock: VirtualClock;
  readonly told: TuneProgress[];
  readonly abort: AbortController;
  readonly dependencies: TuneDependencies;
}

/** A fake account with one function, and a directory that is gone afterwards. */
export async function openSetup(): Promise<Setup> {
  const clock = new VirtualClock();
  const aws = new FakeAws(clock);
  aws.add('worker');
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-tune-test-'));
  const told: TuneProgress[] = [];
  const abort = new AbortController();
  const dependencies: TuneDependencies = {
    clients: aws.clients(),
    clock,
    price,
    directory,
    signal: abort.signal,
    tell: (progress) => told.push(progress),
    download: async () => new Uint8Array([1, 2, 3]),
  };
  return {
    aws,
    clock,
    told,
    abort,
    dependencies,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
