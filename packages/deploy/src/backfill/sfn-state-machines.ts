import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { StateMachineSettings } from './open-state-machines.ts';
import type { Execution, ExecutionStatus, MapCounts, MapRun, StateMachines } from './state-machines.ts';
import { tellSfnError } from './tell-sfn-error.ts';

const ATTEMPTS = 5;

function statusOf(status: DescribeExecutionOutput['status']): ExecutionStatus {
  switch (status) {
    case 'SUCCEEDED':
      return 'succeeded';
    case 'FAILED':
      return 'failed';
    case 'TIMED_OUT':
      return 'timed-out';
    case 'ABORTED':
      return 'aborted';
    case 'RUNNING':
    // Waits for somebody to redrive it.
    case 'PENDING_REDRIVE':
      return 'running';
    default:
      throw new TypeError(`Step Functions tells of an unknown status: ${status}`);
  }
}

function executionOf(found: DescribeExecutionOutput): Execution {
  const { executionArn, status, startDate, stopDate, error, cause } = found;
  const because = [error, cause].filter(Boolean).join(': ');
  return {
    arn: executionArn!,
    status: statusOf(status),
    startedAt: startDate!,
    ...(stopDate && { endedAt: stopDate }),
    ...(because && { because }),
  };
}

function countsOf(counts: NonNullable<DescribeMapRunOutput['itemCounts' | 'executionCounts']>): MapCounts {
  const {
    total = 0,
    succeeded = 0,
    failed = 0,
    timedOut = 0,
    aborted = 0,
    running = 0,
    pending = 0,
  } = counts;
  return { total, succeeded, failed, ended: timedOut + aborted, running, pending };
}

const mapRunOf = ({ itemCounts, executionCounts }: DescribeMapRunOutput): MapRun => ({
  objects: countsOf(itemCounts!),
  batches: countsOf(executionCounts!),
});

/** Step Functions through the SDK. */
export function sfnStateMachines({ region, endpoint, requestHandler }: StateMachineSettings): StateMachines {
  const client = new SFNClient({
    region,
    maxAttempts: ATTEMPTS,
    ...(endpoint && { endpoint }),
    ...(requestHandler && { requestHandler }),
  });
  const asked = async <T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw tellSfnError(error);
    }
  };
  const options = (abortSignal: AbortSignal | undefined) => (abortSignal ? { abortSignal } : {});
  const mapRun = async (mapRunArn: string, signal: AbortSignal | undefined) =>
    mapRunOf(await client.send(new DescribeMapRunCommand({ mapRunArn }), options(signal)));
  return {
    start: (stateMachineArn, name, input, signal) =>
      asked(async () => {
        const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
        return (await client.send(command, options(signal))).executionArn!;
      }, signal),
    describe: (executionArn, signal) =>
      asked(async () => {
        // Its input is not asked for: it may be encrypted with a key that the reader has not.
        const command = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' });
        return executionOf(await client.send(command, options(signal)));
      }, signal),
    mapRuns: (executionArn, signal) =>
      asked(async () => {
        const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }), options(signal));
        return await Promise.all(mapRuns.map(({ mapRunArn }) => mapRun(mapRunArn!, signal)));
      }, signal),
    stop: (executionArn, cause, signal) =>
      asked(async () => {
        await client.send(new StopExecutionCommand({ executionArn, cause }), options(signal));
      }, signal),
    [Symbol.dispose]: () => client.destroy(),
  };
}
