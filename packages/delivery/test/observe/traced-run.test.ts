import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { tracedRun } from '../../src/observe/traced-run.ts';
import { aJob, aResult } from '../resilience/support/a-job.ts';
import { runScript, sourceUrl } from './support/run-script.ts';

const TRACE = '1-5759e988-bd862e3fe1be46a994272793';
const PARENT = '53995c3f42cd8ad8';

interface Segment {
  readonly name: string;
  readonly trace_id: string;
  readonly parent_id: string;
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly fault?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly cause?: unknown;
}

/** What a traced function sends while it runs a script, as the daemon of X-Ray hears it. */
async function segmentsOf(script: string, environment: Record<string, string>): Promise<Segment[]> {
  const daemon = createSocket('udp4');
  const segments: Segment[] = [];
  daemon.on('message', (message) => segments.push(JSON.parse(message.toString().split('\n')[1]!) as Segment));
  daemon.bind(0, '127.0.0.1');
  await once(daemon, 'listening');
  try {
    await runScript(script, {
      AWS_LAMBDA_FUNCTION_NAME: 'convert',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: '/var/task',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
      ...environment,
    });
    // What was sent before the process ended is heard before what is sent now.
    const end = once(daemon, 'message');
    daemon.send('header\n{"name":"end"}', daemon.address().port, '127.0.0.1');
    await end;
    while (segments.at(-1)?.name !== 'end') await once(daemon, 'message');
    return segments.slice(0, -1);
  } finally {
    daemon.close();
  }
}

const script = `
  import { setImmediate } from 'node:timers/promises';
  import { tracedRun } from ${JSON.stringify(sourceUrl('observe/traced-run.ts'))};
  const result = ${JSON.stringify(aResult())};
  const run = tracedRun(async (job) => {
    await setImmediate();
    if (job.id === 'slow') throw Object.assign(new Error('https://h/k?X-Amz-Signature=secret'), { name: 'SlowDown' });
    if (job.id === 'data') throw Object.assign(new Error('bad row'), { name: 'BadInputError' });
    return result;
  });
  const job = (id) => ({ id, source: { ref: { bucket: 's3://lake', key: 'in/' + id } } });
  const { signal } = new AbortController();
  await Promise.allSettled(['good', 'slow', 'data'].map((id) => run(job(id), { signal, attempt: 2 })));
`;

describe('a traced run of a job', () => {
  it('is the run itself outside of a function', () => {
    const run = async () => aResult();
    expect(tracedRun(run, { environment: {} })).toBe(run);
    expect(tracedRun(run, { environment: { _X_AMZN_TRACE_ID: 'Root=x' } })).toBe(run);
  });

  it('is not traced where the invocation is not', async () => {
    const contexts: unknown[] = [];
    const run = tracedRun(
      async (_job, context) => {
        contexts.push(context);
        return aResult();
      },
      { environment: { AWS_LAMBDA_FUNCTION_NAME: 'convert' } },
    );
    const context = { signal: new AbortController().signal, attempt: 1 };
    expect(await run(aJob(), context)).toEqual(aResult());
    expect(contexts).toEqual([context]);
  });

  it('sends a subsegment for every attempt, side by side below the function’s own', async () => {
    const segments = await segmentsOf(script, {
      _X_AMZN_TRACE_ID: `Root=${TRACE};Parent=${PARENT};Sampled=1`,
    });
    const of = (id: string) => segments.find(({ annotations }) => annotations['jobId'] === id);
    expect(segments).toHaveLength(3);
    for (const segment of segments) {
      expect(segment).toMatchObject({
        name: 'job',
        trace_id: TRACE,
        parent_id: PARENT,
        annotations: { attempt: 2 },
      });
    }
    expect(of('good')).toMatchObject({
      annotations: { rows: 100 },
      metadata: { parquetry: { source: 's3://lake/in/good', stages: aResult().stages } },
    });
    expect(of('good')).not.toHaveProperty('fault');
    expect(of('slow')).toMatchObject({
      fault: true,
      throttle: true,
      annotations: { failure: 'throttling', code: 'SlowDown' },
      metadata: { parquetry: { message: 'https://h/k?[redacted]' } },
    });
    expect(of('data')).toMatchObject({ error: true, annotations: { failure: 'data-quality' } });
    for (const segment of segments) expect(segment).not.toHaveProperty('cause');
  });

  it('sends nothing when the invocation is not sampled', async () => {
    const segments = await segmentsOf(script, {
      _X_AMZN_TRACE_ID: `Root=${TRACE};Parent=${PARENT};Sampled=0`,
    });
    expect(segments).toEqual([]);
  });
});
