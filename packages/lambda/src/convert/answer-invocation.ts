import { type DeliveryNumbers, deliveryMeter, EventError, handleEvent } from '@parquetry/delivery';
import { checkHealth } from './actions/check-health.ts';
import { convertObject } from './actions/convert-object.ts';
import { convertPlan } from './actions/convert-plan.ts';
import { processDlq } from './actions/process-dlq.ts';
import { type Action, FormError, readAction } from './forms.ts';
import { type InvocationReport, invocationReport } from './invocation-report.ts';
import type { ConvertService, Invocation } from './service/convert-service.ts';

/** What the function answers: what was asked for, and what it took. */
export type Answer = Readonly<Record<string, unknown>> & { readonly parquetry: InvocationReport };

const act = (service: ConvertService, action: Action, invocation: Invocation): Promise<object> => {
  switch (action.kind) {
    case 'convert-object':
      return convertObject(service, action.wanted, invocation);
    case 'convert-plan':
      return convertPlan(service, action.plan, invocation);
    case 'health-check':
      return checkHealth(service, invocation);
    case 'process-dlq':
      return processDlq(service, action.mostRecords, invocation);
    default:
      return action satisfies never;
  }
};

const jobsOf = ({ converted, skipped, failed }: DeliveryNumbers) => ({
  converted,
  gone: skipped.gone,
  failed,
});

async function handle(
  service: ConvertService,
  event: unknown,
  invocation: Invocation,
  numbers: () => DeliveryNumbers,
): Promise<object> {
  try {
    const answer = await handleEvent(event, service.pipelines.own.settle, service.handling(invocation));
    return { ...answer, jobs: jobsOf(numbers()) };
  } catch (error) {
    if (error instanceof EventError) throw new FormError(error.message, { cause: error });
    throw error;
  }
}

/**
 * Does what an invocation asks for: an event, or one of the actions.
 *
 * @throws FormError for what is neither; UnfinishedEventError when an event has to come again; what actions throw.
 */
export async function answerInvocation(
  service: ConvertService,
  event: unknown,
  invocation: Omit<Invocation, 'observe'>,
  coldStart: boolean,
): Promise<Answer> {
  const cpu = process.cpuUsage();
  await service.pipelines.trim();
  const { requests } = (await service.usage()).s3;
  const meter = deliveryMeter();
  const observed = { ...invocation, observe: meter.observe };
  const action = readAction(event);
  const answer = action
    ? await act(service, action, observed)
    : await handle(service, event, observed, () => meter.numbers());
  const after = await service.usage();
  const start = { cpu, requests, coldStart };
  const { engine } = service.settings;
  return { ...answer, parquetry: invocationReport(engine, start, meter.numbers(), after.s3.requests) };
}
