import type { Bench, Task } from 'tinybench';
import type { Batch } from './bench-messages.ts';

const PROBES = 4;
const PROBE_MS = 30;

const cpuMsOf = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;

/** At least that many iterations, for at least that many milliseconds. */
async function runWithin(
  bench: Bench,
  task: Task,
  limits: { iterations: number; time: number },
): Promise<Batch> {
  Object.assign(bench, limits);
  task.reset();
  const cpuBefore = process.cpuUsage();
  const startedAtMs = performance.now();
  await task.run();
  const wallMs = performance.now() - startedAtMs;
  const cpuMs = cpuMsOf(process.cpuUsage(cpuBefore));
  const { result } = task;
  switch (result.state) {
    case 'completed': {
      const iterations = result.latency.samplesCount;
      return {
        iterations,
        cpuMs: cpuMs / iterations,
        wallMs: wallMs / iterations,
        medianMs: result.latency.p50,
        timedShare: result.totalTime / wallMs,
      };
    }
    case 'errored':
      throw new Error(`task ${task.name} failed`, { cause: result.error });
    default:
      throw new Error(`task ${task.name} did not complete: it is ${result.state}`);
  }
}

/**
 * A look at how long a task of tinybench 6 takes: of a few, that in which the machine put least between what is timed. The
 * first of them is of code that may not be compiled yet.
 */
export async function probe(bench: Bench, task: Task): Promise<Batch> {
  const looks: Batch[] = [];
  for (let look = 0; look < PROBES; look += 1) {
    looks.push(await runWithin(bench, task, { iterations: 1, time: PROBE_MS }));
  }
  return looks.slice(1).reduce((best, look) => (look.timedShare > best.timedShare ? look : best));
}

/**
 * Runs a task of tinybench 6 that many times in a row, and measures all of it.
 *
 * @throws Error where it fails, or runs more or less often.
 */
export async function runBatch(bench: Bench, task: Task, iterations: number): Promise<Batch> {
  const batch = await runWithin(bench, task, { iterations, time: 0 });
  if (batch.iterations === iterations) return batch;
  throw new Error(`task ${task.name} ran ${batch.iterations} times where ${iterations} were asked for`);
}
