import type { ConversionPlan } from '@parquetry/core';
import type { FunctionSize } from '../figures/price-time.ts';
import type { Attempt, Contender } from '../run/contender.ts';
import type { SampleRequest } from '../sampling/sample-request.ts';
import type { OutputChoice, PreparedScenario, Workload } from '../scenarios/scenario.ts';
import { sum } from '../statistics/sum.ts';
import { askFunction, type FunctionAnswer } from './ask-function.ts';
import type { LambdaPlace } from './lambda-place.ts';
import type { LambdaTarget, TargetSize } from './lambda-target.ts';

export interface LambdaContenderOptions {
  readonly target: LambdaTarget;
  readonly size: TargetSize;
  readonly engine: string;
  readonly scenario: Pick<PreparedScenario, 'plan' | 'typing' | 'workloads'>;
  readonly place: LambdaPlace;
}

/** Of an event. Source: AWS Lambda quotas, synchronous invocation. */
const MOST_EVENT_BYTES = 6 * 1024 * 1024;
const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;

const unexpected = ({ status }: FunctionAnswer['answer']): Attempt<never> => ({
  status: 'failed',
  error: `the function answered ${status} to another question`,
});

/** As a function has it, nothing of it is reckoned. */
const functionSizeOf = ({ memoryMb }: TargetSize): FunctionSize => ({
  memoryMb,
  basis: 'the size it ran at, and the time of a pass as it was measured there',
});

/** Of everything that lies in /tmp at once: outputs are smaller than the text of their sources, nearly always. */
const neededBytes = ({ inputs }: Workload, { formats }: OutputChoice) =>
  sum(inputs.map(({ source, textBytes }) => source.bytes + textBytes * formats.length));

function whyTooLarge(
  workload: Workload,
  choice: OutputChoice,
  { temporary }: LambdaTarget,
  event: string,
): string | undefined {
  const needed = neededBytes(workload, choice);
  if (needed > temporary.bytes) {
    return `its files may take ${megabytes(needed)}, and /tmp of the function has ${megabytes(temporary.bytes)}: give it more ephemeral storage, or take a smaller scenario`;
  }
  const eventBytes = Buffer.byteLength(event);
  if (eventBytes <= MOST_EVENT_BYTES) return undefined;
  return `the plans of its ${workload.inputs.length} files take ${megabytes(eventBytes)}, and Lambda takes events of 6 MB`;
}

/** An engine in a function of one size. Every call is the first invocation of an environment. */
export function lambdaContender(name: string, options: LambdaContenderOptions): Contender {
  const { engine, place, size, target } = options;
  const { plan: choice, typing, workloads } = options.scenario;
  const workload = workloads.engines.get(engine) ?? workloads.whole;

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
  ): Promise<Attempt<FunctionAnswer>> {
    const event = JSON.stringify({ request, stage: place.stage(request.plans), bring });
    const because = whyTooLarge(workload, choice, target, event);
    if (because !== undefined) return { status: 'unsupported', because };
    return await askFunction(target, size.memoryMb, event, signal);
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
      return answer.status === 'converted' ? { status: 'done', value: answer.writers } : unexpected(answer);
    },

    async sample(plans, { iterations, warmupFiles }, signal) {
      const request = { purpose: 'measure', ...about(plans), iterations, warmupFiles } as const;
      const attempt = await ask(request, [], signal);
      if (attempt.status !== 'done') return attempt;
      const { answer, discarded, invocation } = attempt.value;
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
