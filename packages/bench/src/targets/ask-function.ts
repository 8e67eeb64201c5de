import type { FunctionInvocation } from '../record/run-record.ts';
import type { Attempt } from '../run/contender.ts';
import type { SampleAnswer } from '../sampling/sample-request.ts';
import type { LambdaTarget } from './lambda-target.ts';
import { readSampleAnswer } from './read-sample-answer.ts';

/** What a function answered, and why earlier answers to the same were thrown away. */
export interface FunctionAnswer {
  readonly answer: Exclude<SampleAnswer, { status: 'unsupported' }>;
  readonly invocation: FunctionInvocation;
  readonly discarded: readonly string[];
}

/** Samples that a busy host spoiled are taken again so often. */
const MOST_RETAKES = 2;

const STRANGE: Attempt<never> = {
  status: 'failed',
  error:
    'the function answered what no bench function of this version answers; deploy the bench function again',
};

/** Has a function of one size answer a request; times that a busy host spoiled are taken again, others it may spoil. */
export async function askFunction(
  target: Pick<LambdaTarget, 'invoke'>,
  memoryMb: number,
  event: string,
  signal?: AbortSignal,
): Promise<Attempt<FunctionAnswer>> {
  const discarded: string[] = [];
  for (;;) {
    const outcome = await target.invoke(memoryMb, event, signal);
    if (outcome.status === 'failed') return outcome;
    const { invocation, spoiledBecause } = outcome;
    const answer = readSampleAnswer(outcome.answer);
    if (answer === undefined) return STRANGE;
    if (answer.status === 'unsupported') return answer;
    const isSpoiled = spoiledBecause !== undefined && answer.status === 'measured';
    if (!isSpoiled) return { status: 'done', value: { answer, invocation, discarded } };
    discarded.push(spoiledBecause);
    if (discarded.length > MOST_RETAKES) {
      return { status: 'unsupported', because: `not measurable here: ${spoiledBecause}` };
    }
  }
}
