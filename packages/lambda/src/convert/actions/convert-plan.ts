import { type ConversionPlan, type ConversionResult, displayRef } from '@parquetry/core';
import { type Job, type JobResult, jobId } from '@parquetry/delivery';
import type { ConvertService, Invocation } from '../service/convert-service.ts';
import { deadlineOf } from '../service/deadline.ts';
import { type Converted, convertedAnswer } from './converted.ts';

const asJobResult = ({ bytes, outputs, rejects, ...result }: ConversionResult, etag: string): JobResult => ({
  ...result,
  etag,
  bytes: { ...bytes, written: outputs.reduce((sum, output) => sum + output.bytes, rejects?.bytes ?? 0) },
  outputs,
  ...(rejects && { rejects }),
});

/** Carries out a whole plan as it is, once; whatever is wrong is thrown. */
export async function convertPlan(
  service: ConvertService,
  plan: ConversionPlan,
  invocation: Invocation,
): Promise<Converted> {
  const { clock } = service;
  const { ref, etag = '' } = plan.source;
  const job: Job = { id: jobId(ref), source: { ref, bytes: plan.source.bytes } };
  const observe = service.observerOf(invocation);
  using deadline = deadlineOf(clock, invocation.signal, invocation.remainingMs);
  const startedAt = clock.now();
  const runner = await service.plans();
  observe({ kind: 'job-started', job, inFlight: 1 });
  const result = asJobResult(await runner.run(plan, deadline.signal), etag);
  const outcome = { status: 'converted', job, result, attempts: 1 } as const;
  observe({ kind: 'job-ended', outcome, elapsedMs: clock.now() - startedAt, inFlight: 0 });
  return convertedAnswer(displayRef(ref), result, 1);
}
