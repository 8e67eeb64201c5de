import { displayRef, monotonicMs } from '@parquetry/core';
import type { JobResult, Pipeline } from '@parquetry/delivery';
import type { Sample } from '../record/run-record.ts';
import type { ClientTraffic } from '../record/traffic.ts';
import { type OutputBytes, outputBytesOf } from '../sampling/output-bytes.ts';
import { reduceStages } from '../statistics/reduce-stages.ts';
import { sum } from '../statistics/sum.ts';
import { addTraffic, clientTraffic } from './client-traffic.ts';
import { deliver } from './deliver.ts';
import { type Equipment, jobsOf, openFor } from './open-for.ts';
import type { MeasurePipeline } from './pipeline-request.ts';
import { takeFirst } from './take-first.ts';

/** One pass over the objects, timed from before their listing to the last output. */
export interface TimedPass {
  readonly iteration: Sample['iterations'][number];
  readonly outputBytes: OutputBytes;
  readonly traffic: ClientTraffic;
}

/** Times `work`, with the CPU time of all threads. */
export async function timed<Value>(
  work: () => Promise<Value>,
): Promise<{ value: Value; wallMs: number; userCpuMs: number; systemCpuMs: number }> {
  const cpuBefore = process.cpuUsage();
  const startedAt = monotonicMs();
  const value = await work();
  const wallMs = monotonicMs() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  return { value, wallMs, userCpuMs: cpu.user / 1000, systemCpuMs: cpu.system / 1000 };
}

/** What a pipeline has asked of S3 so far. */
export async function trafficOf(pipeline: Pipeline): Promise<ClientTraffic> {
  return clientTraffic(await pipeline.usage());
}

/** An object that was converted twice has its outputs once. */
const distinct = (results: readonly JobResult[]): JobResult[] => [
  ...new Map(results.map((result) => [displayRef(result.outputs[0]!.ref), result])).values(),
];

/** Converts all objects of a request. @throws where there are fewer of them; what converting them throws. */
export async function deliverAll(equipment: Equipment, pipeline: Pipeline): Promise<JobResult[]> {
  const results = await deliver(equipment, pipeline, jobsOf(equipment, pipeline));
  const { files, rereads = 0 } = equipment.request;
  if (results.length !== files + rereads)
    throw new Error(`${files + rereads} conversions were to be made, and ${results.length} were`);
  return results;
}

/** Opening the pipeline is not timed: a pass is what more objects cost. */
export async function timedPass(equipment: Equipment, label: string): Promise<TimedPass> {
  await using pipeline = await openFor(equipment, label);
  const { value: results, ...times } = await timed(() => deliverAll(equipment, pipeline));
  const stages = reduceStages(
    results.map((result) => result.stages),
    sum,
  );
  return {
    iteration: { ...times, stages },
    outputBytes: outputBytesOf(distinct(results)),
    traffic: await trafficOf(pipeline),
  };
}

export interface WarmUp {
  readonly engineOpenMs: number;
  readonly firstFileMs: number;
  readonly traffic: ClientTraffic;
}

/** Opens a pipeline and converts the first object. */
async function convertFirst(equipment: Equipment, startedAtMs: number): Promise<WarmUp> {
  await using pipeline = await openFor(equipment, 'first');
  const engineOpenMs = monotonicMs() - startedAtMs;
  const first = takeFirst(1, jobsOf(equipment, pipeline));
  const { wallMs } = await timed(() => deliver(equipment, pipeline, first));
  return { engineOpenMs, firstFileMs: wallMs, traffic: await trafficOf(pipeline) };
}

/** Converts so many objects, over and over where there are fewer, without a network between: V8 warms up as well. */
async function warmCode(equipment: Equipment, objects: number): Promise<ClientTraffic> {
  await using pipeline = await openFor({ ...equipment, network: undefined }, 'warm-up');
  const { files } = equipment.request;
  for (let left = objects; left > 0; left -= files) {
    await deliver(equipment, pipeline, takeFirst(Math.min(left, files), jobsOf(equipment, pipeline)));
  }
  return trafficOf(pipeline);
}

/** What comes before a process is timed. */
export async function warmUp(
  equipment: Equipment,
  { warmupFiles }: Pick<MeasurePipeline, 'warmupFiles'>,
  startedAtMs: number,
): Promise<WarmUp> {
  const first = await convertFirst(equipment, startedAtMs);
  if (warmupFiles === 0) return first;
  return { ...first, traffic: addTraffic([first.traffic, await warmCode(equipment, warmupFiles)]) };
}
