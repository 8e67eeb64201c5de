import type { SampleAnswer } from '@parquetry/bench/sampling';
import { answerSample } from './answer-sample.ts';
import { readBenchInvocation, type Sampling } from './bench/bench-invocation.ts';
import { stageInputs } from './bench/stage-inputs.ts';

async function sample(sampling: Sampling): Promise<SampleAnswer> {
  await using _staged = await stageInputs(sampling);
  return await answerSample(sampling.request);
}

/** What is deployed as `bench`: a sample is answered as a local one is, the environment is described, or the kernel run. */
export const handler = async (event: unknown): Promise<object> => {
  const invocation = readBenchInvocation(event);
  switch (invocation.kind) {
    case 'describe':
      return await (await import('./bench/describe-here.ts')).describeHere();
    case 'kernel':
      return (await import('./bench/run-kernel.ts')).answerKernel(invocation.rounds);
    case 'sample':
      return await sample(invocation.sampling);
    default:
      return invocation satisfies never;
  }
};
