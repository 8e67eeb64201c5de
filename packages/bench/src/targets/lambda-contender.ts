import type { ConversionPlan } from '@parquetry/core';
import type { FunctionSize } from '../figures/price-time.ts';
import type { FunctionInvocation } from '../record/run-record.ts';
import type { Attempt, Contender } from '../run/contender.ts';
import type { SampleAnswer, SampleRequest } from '../sampling/sample-request.ts';
import type { PreparedScenario } from '../scenarios/scenario.ts';
import { sum } from '../statistics/reduce-stages.ts';
import type { LambdaPlace } from './lambda-place.ts';
import type { LambdaTarget, TargetSize } from './lambda-target.ts';
import { readSampleAnswer } from './read-sample-answer.ts';

export interface LambdaContenderOptions {
  readonly target: LambdaTarget;
  readonly size: TargetSize;
  readonly engine: string;
  readonly scenario: Pick<PreparedScenario, 'plan' | 'typing' | 'workloads'>;
  readonly place: LambdaPlace;
}

/** Of an event. Source: AWS Lambda quotas, synchronous invocation. */
const MOST_EVENT_BYTES = 6 * 1024 * 1024;
/** Samples that a busy host spoiled are taken again so often. */
const MOST_RETAKES = 2;

const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;

interface Answered {
  readonly answer: SampleAnswer;
  readonly invocation: FunctionInvocation;
  readonly discarded: readonly string[];
}

const unexpected = ({ status }: SampleAnswer): Attempt<never> => ({
  status: 'failed',
  error: `the function answered ${status} to another question`,
});

const STRANGE: Attempt<never> = {
  status: 'failed',
  error:
    'the function answered what no bench function of this version answers; deploy the bench function again',
};

/** As a function has it, nothing of it is reckoned. */
const functionSizeOf = ({ memoryMb }: TargetSize): FunctionSize => ({
  memoryMb,
  basis: 'the size it ran at, and the time of a pass as it was measured there',
});

/** An engine in a function of one size. Every call is the first invocation of an environment. */
export function lambdaContender(name: string, options: LambdaContenderOptions): Contender {
  const { engine, place, size, target } = options;
  const { plan: choice, typing, workloads } = options.scenario;
  const workload = workloads.engines.get(engine) ?? workloads.whole;

  /** Of everything that lies in /tmp at once: outputs are smaller than the text of their sources, nearly always. */
  const neededBytes = sum(
    workload.inputs.map(({ source, textBytes }) => source.bytes + textBytes * choice.formats.length),
  );

  function whyUnsupported(event: string): string | undefined {
    const { bytes } = target.temporary;
    if (neededBytes > bytes) {
      return `its files may take ${megabytes(neededBytes)}, and /tmp of the function has ${megabytes(bytes)}: give it more ephemeral storage, or take a smaller scenario`;
    }
    const eventBytes = Buffer.byteLength(event);
    if (eventBytes <= MOST_EVENT_BYTES) return undefined;
    return `the plans of its ${workload.inputs.length} files take ${megabytes(eventBytes)}, and Lambda takes events of 6 MB`;
  }

  const about = (plans: readonly ConversionPlan[]) => ({
    engine,
    limits: size.limits,
    plans: [...plans],
    ...(typing === 'inferred' && { infers: true }),
  });

  async function ask(
    request: SampleRequest,
    bring: ReturnType<LambdaPlace['bring']>,
    signal: AbortSignal | undefined,
  ): Promise<Attempt<Answered>> {
    const event = JSON.stringify({ request, stage: place.stage(request.plans), bring });
    const because = whyUnsupported(event);
    if (because !== undefined) return { status: 'unsupported', because };
    const discarded: string[] = [];
    for (;;) {
      const outcome = await target.invoke(size.memoryMb, event, signal);
      if (outcome.status === 'failed') return outcome;
      const { invocation, spoiledBecause } = outcome;
      const answer = readSampleAnswer(outcome.answer);
      if (answer === undefined) return STRANGE;
      const isTimed = answer.status === 'measured';
      if (spoiledBecause === undefined || !isTimed) {
        return { status: 'done', value: { answer, invocation, discarded } };
      }
      discarded.push(spoiledBecause);
      if (discarded.length > MOST_RETAKES) {
        return { status: 'unsupported', because: `not measurable here: ${spoiledBecause}` };
      }
    }
  }

  return {
    name,
    target: target.name,
    functionSize: functionSizeOf(size),
    place,
    workloadOf: () => workload,

    async convert(plans, signal) {
      const attempt = await ask({ purpose: 'verify', ...about(plans) }, place.bring(plans), signal);
      if (attempt.status !== 'done') return attempt;
      const { answer } = attempt.value;
      if (answer.status === 'unsupported') return answer;
      return answer.status === 'converted' ? { status: 'done', value: answer.writers } : unexpected(answer);
    },

    async sample(plans, { iterations, warmupFiles }, signal) {
      const request = { purpose: 'measure', ...about(plans), iterations, warmupFiles } as const;
      const attempt = await ask(request, [], signal);
      if (attempt.status !== 'done') return attempt;
      const { answer, discarded, invocation } = attempt.value;
      if (answer.status === 'unsupported') return answer;
      if (answer.status !== 'measured') return unexpected(answer);
      return {
        status: 'done',
        value: {
          sample: { processStartMs: invocation.initMs, ...answer.sample, invocation },
          passBytes: answer.passBytes,
          notes: discarded.map((because) => `a sample was discarded and taken again: ${because}`),
        },
      };
    },
  };
}
