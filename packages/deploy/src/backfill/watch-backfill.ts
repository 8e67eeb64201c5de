import { type Execution, type MapCounts, StateMachineError, type StateMachines } from './state-machines.ts';

export interface BackfillClock {
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How far a back-fill is. */
export interface BackfillState {
  readonly execution: Execution;
  /** Nothing is counted before the prefix is listed. */
  readonly objects: MapCounts;
  readonly batches: MapCounts;
}

const NONE: MapCounts = { total: 0, succeeded: 0, failed: 0, ended: 0, running: 0, pending: 0 };

const FIRST_PAUSE_MS = 1_000;
/** Step Functions counts no faster, and lets nobody ask much oftener. */
const LONGEST_PAUSE_MS = 10_000;
/** With the pauses between them some five minutes. */
const MOST_FAILURES = 30;

const sum = (one: MapCounts, other: MapCounts): MapCounts => ({
  total: one.total + other.total,
  succeeded: one.succeeded + other.succeeded,
  failed: one.failed + other.failed,
  ended: one.ended + other.ended,
  running: one.running + other.running,
  pending: one.pending + other.pending,
});

/** How far it is now. @throws StateMachineError when it cannot be told. */
export async function backfillState(
  machines: Pick<StateMachines, 'describe' | 'mapRuns'>,
  executionArn: string,
  signal?: AbortSignal,
): Promise<BackfillState> {
  // First: what has ended by now is counted whole afterwards.
  const execution = await machines.describe(executionArn, signal);
  const runs = await machines.mapRuns(executionArn, signal);
  return {
    execution,
    objects: runs.map(({ objects }) => objects).reduce(sum, NONE),
    batches: runs.map(({ batches }) => batches).reduce(sum, NONE),
  };
}

/**
 * How far a back-fill is, again and again until it has ended; the last one tells how. Pauses grow from one second to ten.
 * What may pass is outlasted for some minutes.
 *
 * @throws StateMachineError when it cannot be told; the signal's reason.
 */
export async function* watchBackfill(
  machines: Pick<StateMachines, 'describe' | 'mapRuns'>,
  executionArn: string,
  clock: BackfillClock,
  signal: AbortSignal,
): AsyncGenerator<BackfillState> {
  let failures = 0;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.5)) {
    try {
      const state = await backfillState(machines, executionArn, signal);
      failures = 0;
      yield state;
      if (state.execution.status !== 'running') return;
    } catch (error) {
      failures += 1;
      const isPassing = error instanceof StateMachineError && error.mayPass;
      if (!isPassing || failures > MOST_FAILURES) throw error;
    }
    await clock.sleep(pauseMs, signal);
  }
}
