import { monotonicMs, UnsupportedError } from '@parquetry/core';
import type { ClientTraffic } from '../record/traffic.ts';
import { ownPeakRss } from '../sampling/peak-rss.ts';
import { watchGc } from '../sampling/watch-gc.ts';
import { addTraffic } from './client-traffic.ts';
import { deliver } from './deliver.ts';
import { type TimedPass, timedPass, warmUp } from './measure-deliveries.ts';
import { type Equipment, equip, jobsOf, openFor, type PipelineTools } from './open-for.ts';
import type { MeasurePipeline, PipelineSampleAnswer, PipelineSampleRequest } from './pipeline-request.ts';
import { makeObjects, probePass } from './probe-passes.ts';

interface Passes {
  readonly engineOpenMs: number | null;
  readonly firstFileMs: number | null;
  /** Of all that came before the first pass. */
  readonly before: readonly ClientTraffic[];
  readonly take: (label: string) => Promise<TimedPass>;
}

async function prepareDeliveries(
  equipment: Equipment,
  request: MeasurePipeline,
  startedAtMs: number,
): Promise<Passes> {
  const { traffic, ...starts } = await warmUp(equipment, request, startedAtMs);
  return { ...starts, before: [traffic], take: (label) => timedPass(equipment, label) };
}

async function prepareProbe(
  equipment: Equipment,
  probe: NonNullable<MeasurePipeline['probe']>,
): Promise<Passes> {
  const { made, traffic } = probe === 'download' ? { made: [], traffic: [] } : await makeObjects(equipment);
  const warming = await probePass(equipment, probe, made, 'warm-up');
  return {
    engineOpenMs: null,
    firstFileMs: null,
    before: [...traffic, warming.traffic],
    take: (label) => probePass(equipment, probe, made, label),
  };
}

async function measure(
  equipment: Equipment,
  request: MeasurePipeline,
  startedAtMs: number,
): Promise<PipelineSampleAnswer> {
  const { probe, iterations } = request;
  const { take, before, engineOpenMs, firstFileMs } =
    probe === undefined
      ? await prepareDeliveries(equipment, request, startedAtMs)
      : await prepareProbe(equipment, probe);
  const passes: TimedPass[] = [];
  const gc = watchGc();
  for (let pass = 0; pass < iterations; pass += 1) passes.push(await take(`pass-${pass}`));
  const collected = await gc.stop();
  const usage = process.resourceUsage();
  return {
    status: 'measured',
    passBytes: passes.map(({ outputBytes }) => outputBytes),
    passes: passes.map(({ traffic }) => traffic),
    client: addTraffic([...before, ...passes.map(({ traffic }) => traffic)]),
    sample: {
      engineOpenMs,
      firstFileMs,
      iterations: passes.map(({ iteration }) => iteration),
      peakRssBytes: ownPeakRss(),
      gc: collected,
      voluntaryContextSwitches: usage.voluntaryContextSwitches,
      involuntaryContextSwitches: usage.involuntaryContextSwitches,
      majorPageFaults: usage.majorPageFault,
    },
  };
}

async function convertOnce(
  equipment: Equipment,
  loadEngine: PipelineTools['loadEngine'],
): Promise<PipelineSampleAnswer> {
  await using pipeline = await openFor(equipment);
  await deliver(equipment, pipeline, jobsOf(equipment, pipeline));
  const { writers } = await loadEngine(equipment.request.engine);
  return { status: 'converted', writers };
}

export type PipelineHandler = (request: PipelineSampleRequest) => Promise<PipelineSampleAnswer>;

/**
 * What a sample of a scenario on a store runs in a process of its own: pipelines are opened, used and closed inside. What
 * they throw is thrown on.
 */
export function createPipelineHandler(tools: PipelineTools): PipelineHandler {
  return async (request) => {
    const startedAtMs = monotonicMs();
    try {
      const equipment = equip(request, tools);
      return request.purpose === 'verify'
        ? await convertOnce(equipment, tools.loadEngine)
        : await measure(equipment, request, startedAtMs);
    } catch (error) {
      if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
      throw error;
    }
  };
}
