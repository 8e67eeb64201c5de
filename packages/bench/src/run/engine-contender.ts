import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConversionPlan, EngineLimits } from '@parquetry/core';
import { ownInference } from '../inferring/own-inference.ts';
import type { Place } from '../places/place.ts';
import type { ScenarioFacts } from '../record/run-record.ts';
import { askChild, type ChildOptions } from '../sampling/ask-child.ts';
import type { SampleAnswer, SampleRequest } from '../sampling/sample-request.ts';
import type { Attempt, Contender } from './contender.ts';

/** In the directory of each engine, the module of a bundle that answers sample requests over IPC. */
const BENCH_CHILD_FILE = 'bench-child.js';

export interface EngineContenderOptions {
  readonly bundleDirectory: string;
  /** Where it converts. */
  readonly place: Place;
  readonly limits: EngineLimits;
  readonly typing: ScenarioFacts['typing'];
  readonly timeoutMs: number;
}

const unexpected = (answer: SampleAnswer): Attempt<never> =>
  answer.status === 'unsupported'
    ? answer
    : { status: 'failed', error: `the bundle answered ${answer.status} to another question` };

const inferChild = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../inferring/infer-child.ts', import.meta.url)
    : new URL('../inferring/infer-child.js', import.meta.url),
);

/** An engine, run by the function bundle that is deployed. A library that finds types by its own rules needs no bundle. */
export function engineContender(name: string, options: EngineContenderOptions): Contender {
  const { bundleDirectory, place, limits, typing, timeoutMs } = options;
  const hasOwnRules = typing === 'inferred' && ownInference(name) !== undefined;
  const child = hasOwnRules ? inferChild : join(bundleDirectory, name, BENCH_CHILD_FILE);
  const infers = typing === 'inferred' && !hasOwnRules;
  const ask = (request: SampleRequest, signal: ChildOptions['signal']) =>
    askChild<SampleAnswer>(child, request, { timeoutMs, signal });
  const about = (plans: readonly ConversionPlan[]) => ({
    engine: name,
    limits,
    plans: [...plans],
    ...(infers && { infers }),
  });

  return {
    name,
    place,
    workloadOf: ({ workloads }) => workloads.engines.get(name) ?? workloads.whole,

    async convert(plans, signal) {
      const outcome = await ask({ purpose: 'verify', ...about(plans) }, signal);
      if (outcome.status === 'failed') return outcome;
      const { answer } = outcome;
      if (answer.status !== 'converted') return unexpected(answer);
      return { status: 'done', value: answer.writers };
    },

    async sample(plans, { iterations, warmupFiles }, signal) {
      const outcome = await ask({ purpose: 'measure', ...about(plans), iterations, warmupFiles }, signal);
      if (outcome.status === 'failed') return outcome;
      const { answer, processStartMs } = outcome;
      if (answer.status !== 'measured') return unexpected(answer);
      const { sample, passBytes } = answer;
      return { status: 'done', value: { sample: { processStartMs, ...sample }, passBytes } };
    },
  };
}
