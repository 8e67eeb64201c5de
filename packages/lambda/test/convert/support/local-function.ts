import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { type ConvertFunction, openConvertFunction } from '../../../src/convert/open-function.ts';

/** A function in this process, on a stack of the test file's own. */
export interface LocalFunction {
  readonly aws: LocalAws;
  /** Lines of metrics, parsed. */
  readonly metrics: Record<string, unknown>[];
  /** Opens one environment; closed after the test. */
  open(variables?: Readonly<Record<string, string>>): Promise<ConvertFunction>;
  put(key: string, text?: string): Promise<void>;
  /** Of the bucket of outputs. */
  keys(prefix?: string): Promise<readonly string[]>;
  text(key: string): Promise<string>;
}

export const CSV = 'n,s\n1,one\n2,two\n3,\n';

/** Nobody can type it by its header's two columns. */
export const BROKEN = 'n,s\n1,one\n2,two,and more\n';

export const context = { getRemainingTimeInMillis: () => 60_000 };

export function useLocalFunction(): () => LocalFunction {
  const opened = new AsyncDisposableStack();
  let ofTest = new AsyncDisposableStack();
  let made: LocalFunction | undefined;
  beforeAll(async () => {
    const aws = opened.use(await startLocalAws());
    for (const bucket of ['inputs', 'outputs', 'errors']) await aws.createBucket(bucket);
    for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
    vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
    const metrics: Record<string, unknown>[] = [];
    const objectOf = (key: string) => `${aws.endpoint}/outputs/${encodeURI(key)}`;
    made = {
      aws,
      metrics,
      async open(variables = {}) {
        const output = { write: (line: string) => metrics.push(JSON.parse(line)) };
        const places = { INPUT_BUCKET: 'inputs', OUTPUT_BUCKET: 'outputs' };
        return ofTest.use(await openConvertFunction({ ...places, ...variables }, output));
      },
      async put(key, text = CSV) {
        await fetch(`${aws.endpoint}/inputs/${encodeURI(key)}`, { method: 'PUT', body: text });
      },
      async keys(prefix = '') {
        const url = `${aws.endpoint}/outputs?list-type=2&prefix=${encodeURIComponent(prefix)}`;
        const text = await (await fetch(url)).text();
        return [...text.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key!);
      },
      text: async (key) => (await fetch(objectOf(key))).text(),
    };
  });
  afterEach(async () => {
    await ofTest.disposeAsync();
    ofTest = new AsyncDisposableStack();
    made?.metrics.splice(0);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await opened.disposeAsync();
  });
  return () => made!;
}

/** Events as AWS's documentation shows them. */
export const s3Event = (...keys: readonly string[]) => ({
  Records: keys.map((key) => ({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'inputs' }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
  })),
});

export const bridgeEvent = (key: string) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'inputs' }, object: { key } },
});

/** Bodies by the id of their message. */
export const sqsEvent = (bodies: Readonly<Record<string, unknown>>) => ({
  Records: Object.entries(bodies).map(([messageId, body]) => ({
    messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:uploads',
  })),
});
