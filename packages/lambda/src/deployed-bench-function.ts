import type { SampleAnswer } from '@parquetry/bench/sampling';
import { answerSample } from './answer-sample.ts';
import { readBenchInvocation, type Sampling } from './bench/bench-invocation.ts';
import { stageInputs } from './bench/stage-inputs.ts';

async function sample(sampling: Sampling): Promise<SampleAnswer> {
  await using _staged = await stageInputs(sampling);
  const answer = await answerSample(sampling.request);
  if (sampling.bring.length > 0 && answer.status === 'converted') {
    await (await import('./bench/bring-outputs.ts')).bringOutputs(sampling.bring);
  }
  return answer;
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
