import type { Tracer } from '@aws-lambda-powertools/tracer';
import { displayRef } from '@parquetry/core';
import type { Job, JobContext, JobResult, RunJob } from '../jobs/job.ts';
import { type Classifier, classifyFailure } from '../resilience/classify-failure.ts';
import { errorText } from '../resilience/tell-failure.ts';

export interface TraceOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly classifier?: Classifier;
}

type Subsegment = ReturnType<NonNullable<ReturnType<Tracer['getSegment']>>['addNewSubsegment']>;

const SERVICE = 'parquetry';

async function openTracer(): Promise<Tracer | undefined> {
  try {
    const { Tracer } = await import('@aws-lambda-powertools/tracer');
    return new Tracer({ serviceName: SERVICE, captureHTTPsRequests: false });
  } catch {
    // A function without traces is better than one without conversions.
    return undefined;
  }
}

function openSubsegment(
  tracer: Tracer | undefined,
  job: Job,
  { attempt }: JobContext,
): Subsegment | undefined {
  if (tracer === undefined || !tracer.isTracingEnabled()) return undefined;
  // The parent is named, and no context entered: jobs run side by side.
  const subsegment = tracer.getSegment()?.addNewSubsegment('job');
  subsegment?.addAnnotation('jobId', job.id);
  subsegment?.addAnnotation('attempt', attempt);
  subsegment?.addMetadata('source', displayRef(job.source.ref), SERVICE);
  return subsegment;
}

function tellResult(subsegment: Subsegment, { rows, bytes, stages }: JobResult): void {
  subsegment.addAnnotation('rows', rows.read);
  subsegment.addMetadata('rows', rows, SERVICE);
  subsegment.addMetadata('bytes', bytes, SERVICE);
  subsegment.addMetadata('stages', stages, SERVICE);
}

/** The error itself is not handed over: its stack and its message may hold what must not be shown. */
function tellError(subsegment: Subsegment, error: unknown, classifier?: Classifier): void {
  const { kind, code } = classifyFailure(error, classifier);
  subsegment.addAnnotation('failure', kind);
  subsegment.addAnnotation('code', code);
  subsegment.addMetadata('message', errorText(error), SERVICE);
  if (kind === 'throttling') subsegment.addThrottleFlag();
  if (kind === 'data-quality') subsegment.addErrorFlag();
  else subsegment.addFaultFlag();
}

/** Sends it; a trace that cannot be sent costs no job. */
function close(subsegment: Subsegment): void {
  try {
    subsegment.close();
  } catch {
    return;
  }
}

/**
 * The same, with an X-Ray subsegment for each attempt of a job where a traced function runs it. Anywhere else it is
 * `run` itself, and no tracer is loaded.
 */
export function tracedRun(run: RunJob, { environment = process.env, classifier }: TraceOptions = {}): RunJob {
  if (!environment['AWS_LAMBDA_FUNCTION_NAME']) return run;
  let opening: Promise<Tracer | undefined> | undefined;
  return async (job, context) => {
    // Lambda names the trace with each invocation.
    if (!environment['_X_AMZN_TRACE_ID']) return run(job, context);
    opening ??= openTracer();
    const subsegment = openSubsegment(await opening, job, context);
    try {
      const result = await run(job, context);
      if (subsegment) tellResult(subsegment, result);
      return result;
    } catch (error) {
      if (subsegment && !context.signal.aborted) tellError(subsegment, error, classifier);
      throw error;
    } finally {
      if (subsegment) close(subsegment);
    }
  };
}
