import type { Queue, QueueAttributes, ServerCall } from './messages.ts';
import { HOST, type Server } from './start-server.ts';

interface Injection {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string;
}

async function inject({ app, port }: Server, request: Injection, doing: string): Promise<string> {
  const headers = { host: `${HOST}:${port}`, ...request.headers };
  const response = await app.inject({ ...request, headers });
  if (response.statusCode < 300) return response.body;
  const message = /<Message>(.*?)<\/Message>|"message":"(.*?)"/.exec(response.body);
  throw new Error(`${doing}: ${message?.[1] ?? message?.[2] ?? `status ${response.statusCode}`}`);
}

/** Asks SQS in the same process. */
async function askSqs<Answer>(server: Server, action: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` };
  const request = { method: 'POST', url: '/', headers, payload: JSON.stringify(body) } as const;
  return JSON.parse(await inject(server, request, `SQS ${action}`)) as Answer;
}

async function createQueue(server: Server, name: string, attributes: QueueAttributes): Promise<Queue> {
  const { QueueUrl: url } = await askSqs<{ QueueUrl: string }>(server, 'CreateQueue', {
    QueueName: name,
    Attributes: attributes,
  });
  const { Attributes } = await askSqs<{ Attributes: { QueueArn: string } }>(server, 'GetQueueAttributes', {
    QueueUrl: url,
    AttributeNames: ['QueueArn'],
  });
  return { url, arn: Attributes.QueueArn };
}

const unescapeXml = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

const inPath = (key: string) => key.split('/').map(encodeURIComponent).join('/');

async function emptyBucket(server: Server, name: string): Promise<void> {
  const doing = `emptying bucket ${name}`;
  for (;;) {
    const page = await inject(server, { method: 'GET', url: `/${name}?list-type=2` }, doing);
    const keys = [...page.matchAll(/<Key>(.*?)<\/Key>/gs)].map(([, key = '']) => unescapeXml(key));
    if (keys.length === 0) return;
    for (const key of keys) await inject(server, { method: 'DELETE', url: `/${name}/${inPath(key)}` }, doing);
  }
}

/** Does what the parent asks for. */
export async function answerCall(server: Server, call: ServerCall): Promise<unknown> {
  switch (call.do) {
    case 'create-bucket':
      await inject(server, { method: 'PUT', url: `/${call.name}` }, `creating bucket ${call.name}`);
      return undefined;
    case 'empty-bucket':
      return emptyBucket(server, call.name);
    case 'create-queue':
      return createQueue(server, call.name, call.attributes);
    case 'read-counters':
      return server.counting.read();
    case 'reset-counters':
      return server.counting.reset();
    default:
      return call satisfies never;
  }
}
