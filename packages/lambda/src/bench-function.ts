import { sampleRequest } from '@parquetry/bench/sample-request';
import type { SampleAnswer } from '@parquetry/bench/sampling';
import { answerSample } from './answer-sample.ts';

/** What is deployed: an event from anywhere is validated, then answered as a local sample answers it. */
export const handler = async (event: unknown): Promise<SampleAnswer> =>
  answerSample(sampleRequest.parse(event));
