import { Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DeploySettings } from '../settings/deploy-settings.ts';

/** Of the function's time-out, as Lambda asks for it: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_TIMEOUTS = 6;
const KEPT_DAYS = 14;

export interface WorkQueue {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

/** The queue between S3 and the function, and the one for messages that it gives up. */
export function addWorkQueue(scope: Construct, settings: DeploySettings): WorkQueue {
  const { name, timeoutSeconds, maxReceives } = settings;
  const shared = {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(KEPT_DAYS),
    visibilityTimeout: Duration.seconds(VISIBILITY_TIMEOUTS * timeoutSeconds),
  };
  const deadLetters = new Queue(scope, 'DeadLetterQueue', { ...shared, queueName: `${name}-dead-letters` });
  const queue = new Queue(scope, 'Queue', {
    ...shared,
    queueName: `${name}-work`,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: maxReceives },
  });
  return { queue, deadLetters };
}

/** Lets one bucket of this account send to the queue. */
export function letBucketSend(queue: Queue, bucketArn: string): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LetBucketSend',
      effect: Effect.ALLOW,
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        ArnEquals: { 'aws:SourceArn': bucketArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(queue).account },
      },
    }),
  );
}
