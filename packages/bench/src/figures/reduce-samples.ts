import type { StageTimes } from '@parquetry/core';
import type { Estimate } from '../record/estimate.ts';
import type { Figures, MeasuredCell, Sample } from '../record/run-record.ts';
import { estimateMedian } from '../statistics/estimate-median.ts';
import { median } from '../statistics/median.ts';
import { reduceStages } from '../statistics/reduce-stages.ts';
import type { LambdaPrice } from './lambda-prices.ts';
import { type FunctionSize, priceTime } from './price-time.ts';
import { reduceTraffic } from './reduce-traffic.ts';

type Iteration = Sample['iterations'][number];

const cpuMs = (iteration: Iteration) => iteration.userCpuMs + iteration.systemCpuMs;

/** The one number that a process counts with: the median of its iterations. */
const perProcess = (sample: Sample, value: (iteration: Iteration) => number): number =>
  median(sample.iterations.map(value));

/** Wall time for the cell's whole workload. */
export const wallMsOf = (sample: Sample): number => perProcess(sample, (iteration) => iteration.wallMs);

function estimateKnown(values: readonly (number | null)[]): Estimate | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? estimateMedian(known) : null;
}

function medianStages(samples: readonly Sample[], files: number): StageTimes | null {
  const perFile = samples.flatMap((sample) => {
    const stages = sample.iterations.flatMap((iteration) => iteration.stages ?? []);
    return stages.length === 0 ? [] : [reduceStages(stages, (values) => median(values) / files)];
  });
  return perFile.length === 0 ? null : reduceStages(perFile, median);
}

/** Figures of a cell: each process reduced to one number, then the median over processes with its interval. */
export function reduceSamples(
  samples: readonly Sample[],
  workload: MeasuredCell['workload'],
  price: LambdaPrice,
  size?: FunctionSize,
): Figures {
  const { files, inputBytes, rows } = workload;
  const estimateOf = (value: (sample: Sample) => number) => estimateMedian(samples.map(value));
  const msPerFile = estimateOf((sample) => wallMsOf(sample) / files);
  const cores = estimateOf((sample) => perProcess(sample, cpuMs) / wallMsOf(sample)).median;
  const peakRssBytes = estimateKnown(samples.map((sample) => sample.peakRssBytes));
  const traffic = reduceTraffic(samples, files);
  return {
    msPerFile,
    filesPerMinute: estimateOf((sample) => (60_000 * files) / wallMsOf(sample)),
    inputBytesPerSecond: estimateOf((sample) => (1000 * inputBytes) / wallMsOf(sample)),
    rowsPerSecond: estimateOf((sample) => (1000 * rows) / wallMsOf(sample)),
    cpuMsPerFile: estimateOf((sample) => perProcess(sample, cpuMs) / files),
    peakRssBytes,
    processStartMs: estimateKnown(samples.map((sample) => sample.processStartMs)),
    engineOpenMs: estimateKnown(samples.map((sample) => sample.engineOpenMs)),
    firstFileMs: estimateKnown(samples.map((sample) => sample.firstFileMs)),
    stagesPerFile: medianStages(samples, files),
    ...(traffic && { traffic }),
    cost: priceTime({ msPerFile, cores, peakRssBytes: peakRssBytes?.median ?? null }, price, size),
  };
}
