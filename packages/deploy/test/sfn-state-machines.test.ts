import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStateMachines } from '../src/backfill/open-state-machines.ts';
import type { StateMachineError, StateMachines } from '../src/backfill/state-machines.ts';
import { counts, EXECUTION } from './support/machines-double.ts';

const MACHINE = 'arn:aws:states:eu-central-1:111122223333:stateMachine:parquetry-backfill';

interface Call {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answer = { readonly status: number; readonly body: object };

const calls: Call[] = [];
let answers: Record<string, Answer> = {};
const ok = (body: object): Answer => ({ status: 200, body });
const fault = (type: string, message: string): Answer => ({ status: 400, body: { __type: type, message } });

/** Speaks the wire format of Step Functions: JSON with the operation in a header. */
const server = createServer(async (request, response) => {
  const text = (await Array.fromAsync(request)).join('');
  const operation = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '');
  calls.push({ operation, body: JSON.parse(text) });
  const { status, body } = answers[operation] ?? fault('ValidationException', `no answer for ${operation}`);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
});

let machines: StateMachines;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['AWS_ACCESS_KEY_ID'] = 'local';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local';
  const { port } = server.address() as AddressInfo;
  machines = await openStateMachines({ region: 'eu-central-1', endpoint: `http://127.0.0.1:${port}` });
});
beforeEach(() => {
  calls.length = 0;
  answers = {};
});
afterAll(() => {
  machines[Symbol.dispose]();
  server.close();
});

const complaintOf = async (work: Promise<unknown>): Promise<StateMachineError> =>
  work.then(
    () => expect.unreachable(),
    (error) => error,
  );

describe('Step Functions through the SDK', () => {
  it('starts an execution with its name and input', async () => {
    answers = { StartExecution: ok({ executionArn: EXECUTION, startDate: 1_795_000_000 }) };
    const input = { from: 'prefix', bucket: 'lake', prefix: 'in/' } as const;
    await expect(machines.start(MACHINE, 'one', input)).resolves.toBe(EXECUTION);
    expect(calls).toEqual([
      {
        operation: 'StartExecution',
        body: { stateMachineArn: MACHINE, name: 'one', input: JSON.stringify(input) },
      },
    ]);
  });

  it.each([
    ['RUNNING', 'running'],
    ['SUCCEEDED', 'succeeded'],
    ['FAILED', 'failed'],
    ['TIMED_OUT', 'timed-out'],
    ['ABORTED', 'aborted'],
    ['PENDING_REDRIVE', 'running'],
  ])('describes an execution that is %s', async (status, expected) => {
    answers = { DescribeExecution: ok({ executionArn: EXECUTION, status, startDate: 1_795_000_000 }) };
    await expect(machines.describe(EXECUTION)).resolves.toEqual({
      arn: EXECUTION,
      status: expected,
      startedAt: new Date(1_795_000_000_000),
    });
  });

  it('tells why an execution failed', async () => {
    const failed = { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold', cause: 'too many' };
    const dates = { startDate: 1_795_000_000, stopDate: 1_795_000_060 };
    answers = { DescribeExecution: ok({ executionArn: EXECUTION, ...failed, ...dates }) };
    await expect(machines.describe(EXECUTION)).resolves.toMatchObject({
      endedAt: new Date(1_795_000_060_000),
      because: 'States.ExceedToleratedFailureThreshold: too many',
    });
  });

  it('counts the objects and batches of every map', async () => {
    const itemCounts = {
      total: 200,
      succeeded: 90,
      failed: 10,
      timedOut: 1,
      aborted: 2,
      running: 7,
      pending: 90,
    };
    answers = {
      ListMapRuns: ok({ mapRuns: [{ mapRunArn: `${EXECUTION}/map:1` }] }),
      DescribeMapRun: ok({ itemCounts, executionCounts: { total: 2, running: 1 } }),
    };
    await expect(machines.mapRuns(EXECUTION)).resolves.toEqual([
      {
        objects: counts({ total: 200, succeeded: 90, failed: 10, ended: 3, running: 7, pending: 90 }),
        batches: counts({ total: 2, running: 1 }),
      },
    ]);
  });

  it('stops an execution and says who did', async () => {
    answers = { StopExecution: ok({ stopDate: 1_795_000_000 }) };
    await machines.stop(EXECUTION, 'enough');
    expect(calls[0]?.body).toEqual({ executionArn: EXECUTION, cause: 'enough' });
  });

  it.each([
    ['StateMachineDoesNotExist', 'BackfillStateMachineArn'],
    ['ExecutionAlreadyExists', '--name'],
    ['AccessDeniedException', 'npm run policy'],
    ['ExecutionDoesNotExist', '90 days'],
  ])('tells the way out of %s, which does not pass', async (type, wayOut) => {
    answers = { StartExecution: fault(type, 'no') };
    const { message, mayPass } = await complaintOf(
      machines.start(MACHINE, 'one', { from: 'prefix', bucket: 'lake' }),
    );
    expect(message).toContain('Step Functions: no');
    expect(message).toContain(wayOut);
    expect(mayPass).toBe(false);
  });

  it('knows that nobody there may pass', async () => {
    using nobody = await openStateMachines({
      region: 'eu-central-1',
      requestHandler: {
        handle: async () => {
          throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
        },
      } as never,
    });
    const { mayPass, message } = await complaintOf(nobody.describe(EXECUTION));
    expect(mayPass).toBe(true);
    expect(message).toContain('ECONNREFUSED');
  });

  it('asks nothing when it was called off before', async () => {
    const signal = AbortSignal.abort(new DOMException('interrupted', 'AbortError'));
    await expect(machines.describe(EXECUTION, signal)).rejects.toThrow('interrupted');
    expect(calls).toEqual([]);
  });
});
