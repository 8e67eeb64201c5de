import type { ConversionPlan, EngineSession, ObjectStore } from '@parquetry/core';
import type { Sample } from '../record/run-record.ts';
import { reduceStages } from '../statistics/reduce-stages.ts';
import { sum } from '../statistics/sum.ts';
import { convertWorkload, deleteOutputs, labelled } from './convert-workload.ts';
import { type OutputBytes, outputBytesOf } from './output-bytes.ts';
import { watchGc } from './watch-gc.ts';

export interface MeasuredPasses {
  /** In the order in which they ran. */
  readonly iterations: Sample['iterations'];
  /** On the main thread. */
  readonly gc: NonNullable<Sample['gc']>;
  /** Bytes by format that each pass wrote. */
  readonly passBytes: readonly OutputBytes[];
}

/** Converts the whole workload `iterations` times under tinybench. Removing the outputs is not timed. */
export async function measurePasses(
  session: EngineSession,
  store: ObjectStore,
  plans: readonly ConversionPlan[],
  iterations: number,
): Promise<MeasuredPasses> {
  // Loaded when the first file is through: it is no part of what a conversion needs.
  const { Bench } = await import('tinybench');
  const measured: Sample['iterations'] = [];
  let written: readonly ConversionPlan[] = [];
  const passBytes: OutputBytes[] = [];
  const bench = new Bench({ time: 0, iterations, warmup: false, warmupTime: 0, warmupIterations: 0 });

  async function pass() {
    written = plans.map((plan) => labelled(plan, `pass-${measured.length}`));
    const cpuBefore = process.cpuUsage();
    const startedAt = bench.now();
    const results = await convertWorkload(session, written);
    const wallMs = bench.now() - startedAt;
    const cpu = process.cpuUsage(cpuBefore);
    measured.push({
      wallMs,
      userCpuMs: cpu.user / 1000,
      systemCpuMs: cpu.system / 1000,
      stages: reduceStages(
        results.map((result) => result.stages),
        sum,
      ),
    });
    passBytes.push(outputBytesOf(results));
    return { overriddenDuration: wallMs };
  }

  bench.add('workload', pass, { async: true, afterEach: () => deleteOutputs(store, written) });
  const gc = watchGc();
  const [task] = await bench.run();
  const collected = await gc.stop();
  const result = task?.result;
  if (result?.state === 'errored') {
    await deleteOutputs(store, written);
    throw result.error;
  }
  if (result?.state !== 'completed') throw new Error(`the measured passes ended as ${result?.state}`);
  return { iterations: measured, gc: collected, passBytes };
}
