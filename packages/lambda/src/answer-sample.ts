import { type BenchHandler, createBenchHandler } from '@parquetry/bench/sampling';
import { fileStore } from '@parquetry/core';
import { loadContender } from './load-contender.ts';

const convertAndMeasure = createBenchHandler(loadContender, fileStore());

/** One sample request in, one answer out. What finds types is loaded when they are to be found. */
export const answerSample: BenchHandler = async (request) => {
  if (!request.infers) return await convertAndMeasure(request);
  const { inferAndMeasure } = await import('./infer-and-measure.ts');
  return await inferAndMeasure(request);
};
