import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import type { DeployedFunction } from './functions.ts';
import type { WorkQueue } from './work-queue.ts';

const FIVE_MINUTES = Duration.minutes(5);

interface Watch {
  readonly id: string;
  readonly what: string;
  readonly metric: IMetric;
  /** The alarm goes off when the metric reaches it. */
  readonly threshold: number;
}

export interface Watched {
  readonly live: DeployedFunction;
  readonly workQueue: WorkQueue;
  readonly backfill: CfnStateMachine;
}

/** Executions of the state machine that ended so. */
export const executions = (scope: Construct, backfill: CfnStateMachine, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/States',
    metricName,
    dimensionsMap: { StateMachineArn: backfill.attrArn },
    statistic: Stats.SUM,
    period: FIVE_MINUTES,
    region: Stack.of(scope).region,
  });

function watchesOf(scope: Construct, settings: DeploySettings, watched: Watched): readonly Watch[] {
  const { live, workQueue, backfill } = watched;
  const { alarms, timeoutSeconds } = settings;
  const period = FIVE_MINUTES;
  return [
    {
      id: 'Errors',
      what: 'An invocation failed: its log has the reason, and its messages come again',
      metric: live.lambda.metricErrors({ period, statistic: Stats.SUM }),
      threshold: 1,
    },
    {
      id: 'Throttles',
      what: 'An invocation was refused: too little concurrency is left to the function',
      metric: live.lambda.metricThrottles({ period, statistic: Stats.SUM }),
      threshold: 1,
    },
    {
      id: 'DurationNearTimeOut',
      what: `An invocation took ${alarms.durationPercent} % of the time-out`,
      metric: live.lambda.metricDuration({ period, statistic: Stats.MAXIMUM }),
      threshold: (timeoutSeconds * 1000 * alarms.durationPercent) / 100,
    },
    {
      id: 'DeadLetters',
      what: 'Messages or jobs wait in the dead-letter queue: parquetry jobs list --queue shows them',
      metric: workQueue.deadLetters.metricApproximateNumberOfMessagesVisible({
        period,
        statistic: Stats.MAXIMUM,
      }),
      threshold: 1,
    },
    {
      id: 'OldestMessage',
      what: 'The oldest message waits too long: the functions do not keep up',
      metric: workQueue.queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM }),
      threshold: alarms.oldestMessageSeconds,
    },
    {
      id: 'BackfillFailed',
      what: 'A back-fill failed: more batches than tolerated did',
      metric: executions(scope, backfill, 'ExecutionsFailed'),
      threshold: 1,
    },
  ];
}

/** Something to be told of what goes wrong. */
export function addAlarms(scope: Construct, settings: DeploySettings, watched: Watched): readonly Alarm[] {
  const { topicArn } = settings.alarms;
  const topic = topicArn === undefined ? undefined : Topic.fromTopicArn(scope, 'AlarmTopic', topicArn);
  return watchesOf(scope, settings, watched).map(({ id, what, metric, threshold }) => {
    const alarm = new Alarm(scope, `${id}Alarm`, {
      alarmName: `${settings.name}-${id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}`,
      alarmDescription: what,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic !== undefined) alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  });
}
