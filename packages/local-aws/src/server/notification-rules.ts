import type { Creation } from './s3-event.ts';
import { insides, textsOf } from './xml.ts';

/** Which created objects a rule is about. */
export interface NotificationFilter {
  readonly bucket: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly creations: readonly Creation[];
}

/** What a bucket's configuration says of one queue. */
export interface QueueRule extends NotificationFilter {
  readonly id: string;
  readonly queueArn: string;
}

export const allCreations: readonly Creation[] = ['Put', 'Copy', 'CompleteMultipartUpload'];

export const isAbout = (
  { bucket, prefix, suffix, creations }: NotificationFilter,
  created: { readonly bucket: string; readonly key: string; readonly creation: Creation },
): boolean =>
  created.bucket === bucket &&
  created.key.startsWith(prefix) &&
  created.key.endsWith(suffix) &&
  creations.includes(created.creation);

function creationsOf(events: readonly string[]): readonly Creation[] {
  return events.flatMap((event) => {
    if (event === 's3:ObjectCreated:*') return allCreations;
    const creation = allCreations.find((known) => event === `s3:ObjectCreated:${known}`);
    if (creation !== undefined) return [creation];
    throw new Error(
      `the local stack sends no ${event}; it sends s3:ObjectCreated:* and its ${allCreations.join(', ')}`,
    );
  });
}

function filterOf(xml: string, name: string): string {
  const rules = insides(xml, 'FilterRule');
  const rule = rules.find((one) => textsOf(one, 'Name')[0]?.toLowerCase() === name);
  return (rule && textsOf(rule, 'Value')[0]) ?? '';
}

const otherTargets = ['TopicConfiguration', 'CloudFunctionConfiguration', 'EventBridgeConfiguration'];

/** The rules of a `NotificationConfiguration` document. @throws where it asks for what the local stack does not do. */
export function parseNotificationConfiguration(bucket: string, xml: string): QueueRule[] {
  const other = otherTargets.find((tag) => xml.includes(`<${tag}`));
  if (other !== undefined) throw new Error(`the local stack notifies queues only; it has no ${other}`);
  return insides(xml, 'QueueConfiguration').map((configuration, index) => ({
    id: textsOf(configuration, 'Id')[0] ?? `queue-${index + 1}`,
    bucket,
    queueArn: textsOf(configuration, 'Queue')[0] ?? '',
    prefix: filterOf(configuration, 'prefix'),
    suffix: filterOf(configuration, 'suffix'),
    creations: creationsOf(textsOf(configuration, 'Event')),
  }));
}
