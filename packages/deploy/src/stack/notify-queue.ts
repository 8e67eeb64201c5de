import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueuePolicy, type Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { type Buckets, inputBucketArn } from './buckets.ts';
import { letBucketSend } from './work-queue.ts';

interface FilterRule {
  readonly name: 'prefix' | 'suffix';
  readonly value: string;
}

/** One list of rules for each configuration; S3 takes one suffix in each. */
function filtersOf({ inputPrefix, inputSuffixes }: DeploySettings): readonly (readonly FilterRule[])[] {
  const prefix: readonly FilterRule[] = inputPrefix === '' ? [] : [{ name: 'prefix', value: inputPrefix }];
  if (inputSuffixes.length === 0) return [prefix];
  return inputSuffixes.map((value) => [...prefix, { name: 'suffix', value }]);
}

/** By the bucket's own configuration: CDK's `addEventNotification` would bring a function that may do so to every bucket. */
function notifyByBucket(bucket: CfnBucket, queue: Queue, settings: DeploySettings): void {
  bucket.notificationConfiguration = {
    queueConfigurations: filtersOf(settings).map((rules) => ({
      event: 's3:ObjectCreated:*',
      queue: queue.queueArn,
      ...(rules.length > 0 && { filter: { s3Key: { rules: [...rules] } } }),
    })),
  };
  // S3 sends a test message when it is configured, and refuses a queue that it may not send to.
  for (const policy of queue.node.findAll().filter((child) => child instanceof CfnQueuePolicy)) {
    bucket.addResourceDependency(policy);
  }
}

/** Empty: any key. */
function keyPatterns({ inputPrefix, inputSuffixes }: DeploySettings): readonly object[] {
  if (inputSuffixes.length === 0) return inputPrefix === '' ? [] : [{ prefix: inputPrefix }];
  return inputSuffixes.map((suffix) => ({ wildcard: `${inputPrefix}*${suffix}` }));
}

/** A bucket that belongs to others is not configured anew: it has to send its events to EventBridge. */
function notifyByEventBridge(scope: Construct, queue: Queue, bucketName: string, settings: DeploySettings) {
  const keys = keyPatterns(settings);
  const rule = new Rule(scope, 'ObjectCreated', {
    ruleName: `${settings.name}-object-created`,
    description: `Objects of ${bucketName} that are to be converted`,
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucketName] }, ...(keys.length > 0 && { object: { key: [...keys] } }) },
    },
  });
  rule.addTarget(new SqsQueue(queue));
}

/** Every object that is created below the input prefix becomes a message of the queue. */
export function notifyQueue(
  scope: Construct,
  buckets: Buckets,
  queue: Queue,
  settings: DeploySettings,
): void {
  if (settings.inputBucket.kind === 'existing') {
    notifyByEventBridge(scope, queue, settings.inputBucket.name, settings);
    return;
  }
  letBucketSend(queue, inputBucketArn(scope, settings));
  notifyByBucket(buckets.ownInput!, queue, settings);
}
