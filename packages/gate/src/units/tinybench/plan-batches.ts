import type { Batch } from './bench-messages.ts';

/** How a task is measured in every process of either side. */
export interface TaskPlan {
  readonly iterations: number;
  /** Batches of each side that count; one before them is for warming up. */
  readonly turns: number;
  readonly metric: 'cpu' | 'reported';
}

const BATCH_MS = 40;
const LONG_BATCH_MS = 200;
/** Below, hooks, the harness's own work or a task's own clock are too much of what a batch takes. */
const LEAST_TIMED = 0.9;
/** Above, a task tells other durations than its own, or its iterations overlap. */
const MOST_TIMED = 1.01;
/** Below, a task mostly waits, and its CPU time is not what it is measured for. */
const LEAST_BUSY = 0.1;

const isItsCpuTime = ({ timedShare, cpuMs, wallMs }: Batch) =>
  timedShare >= LEAST_TIMED && timedShare <= MOST_TIMED && cpuMs >= wallMs * LEAST_BUSY;

/** The plan of a task from a first look at it on either side: enough iterations for the quicker of them. */
export function planBatches(looks: readonly Batch[]): TaskPlan {
  const iterationMs = Math.min(...looks.map(({ wallMs }) => wallMs));
  const iterations = Math.max(1, Math.ceil(BATCH_MS / iterationMs));
  return {
    iterations,
    turns: iterations * iterationMs > LONG_BATCH_MS ? 3 : 5,
    metric: looks.every(isItsCpuTime) ? 'cpu' : 'reported',
  };
}
