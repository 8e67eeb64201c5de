import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { DeploySettings } from '../settings/deploy-settings.ts';
import { executions, type Watched } from './alarms.ts';

const HALF = 12;
const MINUTE = { period: Duration.minutes(1) };

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []) =>
  new GraphWidget({ title, width: HALF, left: [...left], right: [...right] });

/** What runs, how fast, what waits and what went wrong, on one page of CloudWatch. */
export function addDashboard(
  scope: Construct,
  { name }: DeploySettings,
  { live: { lambda }, workQueue, backfill }: Watched,
  alarms: readonly Alarm[],
): Dashboard {
  const { queue, deadLetters } = workQueue;
  const sum = { ...MINUTE, statistic: Stats.SUM };
  const most = { ...MINUTE, statistic: Stats.MAXIMUM };
  const duration = (statistic: string) => lambda.metricDuration({ ...MINUTE, statistic, label: statistic });
  const ended = (metric: string) => executions(scope, backfill, metric);
  return new Dashboard(scope, 'Dashboard', {
    // One name in all regions of an account.
    dashboardName: `${name}-${Stack.of(scope).region}`,
    defaultInterval: Duration.hours(3),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', width: 24, alarms: [...alarms] })],
      [
        graph(
          'Invocations, errors, throttles',
          [lambda.metricInvocations(sum)],
          [lambda.metricErrors(sum), lambda.metricThrottles(sum)],
        ),
        graph('Duration', [duration('p50'), duration('p95'), duration('Maximum')]),
      ],
      [
        graph(
          'Messages that wait, and the age of the oldest',
          [queue.metricApproximateNumberOfMessagesVisible(most)],
          [queue.metricApproximateAgeOfOldestMessage(most)],
        ),
        graph('Dead letters', [deadLetters.metricApproximateNumberOfMessagesVisible(most)]),
      ],
      [
        graph('Invocations at once', [lambda.metric('ConcurrentExecutions', most)]),
        graph('Back-fills', [ended('ExecutionsSucceeded')], [ended('ExecutionsFailed')]),
      ],
    ],
  });
}
