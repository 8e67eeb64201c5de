import { type BenchHandler, createBenchHandler } from '@parquetry/bench/sampling';
import { fileStore } from '@parquetry/core';
import { isContenderName, loadEngine } from '@parquetry/engines';

async function load(name: string) {
  if (!isContenderName(name)) throw new RangeError(`there is no engine ${name}`);
  return await loadEngine(name);
}

/** One sample request in, one answer out. */
export const convertAndMeasure: BenchHandler = createBenchHandler(load, fileStore());
