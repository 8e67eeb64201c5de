import { inferringSession } from '@parquetry/bench/inferring';
import { type BenchHandler, createBenchHandler } from '@parquetry/bench/sampling';
import { fileStore } from '@parquetry/core';
import { loadContender } from './load-contender.ts';

/** Answers requests whose types nobody is told. */
export const inferAndMeasure: BenchHandler = createBenchHandler(loadContender, fileStore(), inferringSession);
