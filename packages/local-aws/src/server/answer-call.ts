import { HOST } from './address.ts';
import { askSqs, inject, pathOf } from './app.ts';
import type { Queue, QueueAttributes, ServerCall } from './messages.ts';
import { allCreations } from './notification-rules.ts';
import type { Server } from './start-server.ts';
import { textsOf } from './xml.ts';

async function createQueue({ app, port }: Server, name: string, attributes: QueueAttributes): Promise<Queue> {
  // The URL of the queue is made from the host that was asked.
  const headers = { host: `${HOST}:${port}` };
  const created = { QueueName: name, Attributes: attributes };
  const { QueueUrl: url } = await askSqs<{ QueueUrl: string }>(app, 'CreateQueue', created, headers);
  const asked = { QueueUrl: url, AttributeNames: ['QueueArn'] };
  const { Attributes } = await askSqs<{ Attributes: { QueueArn: string } }>(app, 'GetQueueAttributes', asked);
  return { url, arn: Attributes.QueueArn };
}

async function emptyBucket({ app }: Server, name: string): Promise<void> {
  const doing = `emptying bucket ${name}`;
  for (;;) {
    const { body } = await inject(app, { method: 'GET', url: `/${name}?list-type=2` }, doing);
    const keys = textsOf(body, 'Key');
    if (keys.length === 0) return;
    for (const key of keys) await inject(app, { method: 'DELETE', url: pathOf(name, key) }, doing);
  }
}

/** Does what the parent asks for. */
export async function answerCall(server: Server, call: ServerCall): Promise<unknown> {
  const { app, counting, notifications } = server;
  switch (call.do) {
    case 'create-bucket':
      await inject(app, { method: 'PUT', url: `/${call.name}` }, `creating bucket ${call.name}`);
      return undefined;
    case 'empty-bucket':
      return emptyBucket(server, call.name);
    case 'create-queue':
      return createQueue(server, call.name, call.attributes);
    case 'notify':
      return notifications.add({ ...call.rule, creations: allCreations });
    case 'read-counters':
      return { ...counting.read(), notifications: notifications.counts() };
    case 'reset-counters':
      notifications.resetCounts();
      return counting.reset();
    default:
      return call satisfies never;
  }
}
