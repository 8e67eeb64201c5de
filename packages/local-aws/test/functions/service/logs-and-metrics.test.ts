import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { readFilterPattern } from '../../../src/functions/service/filter-pattern.ts';
import { LogStore } from '../../../src/functions/service/log-store.ts';
import { clientConfig, useServices } from './support/use-service.ts';

const open = useServices();
const GROUP = '/aws/lambda/f';

async function openWithLogs(invocations: number) {
  const inUse = await open();
  inUse.host.prints = ['hello'];
  await inUse.create('f');
  const requestIds = [];
  for (let n = 0; n < invocations; n++) requestIds.push((await inUse.invoke('f')).$metadata.requestId);
  return { inUse, requestIds, logs: new CloudWatchLogsClient(clientConfig(inUse.endpoint)) };
}

describe('the logs', () => {
  it('are in a group of the function and a stream of the environment', async () => {
    const { inUse, logs } = await openWithLogs(2);
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/lambda/' }),
    );
    expect(logGroups?.map(({ logGroupName }) => logGroupName)).toEqual([GROUP]);
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: GROUP, orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams?.map(({ logStreamName }) => logStreamName)).toEqual([inUse.host.started[0]?.logStream]);
    await logs.send(new DeleteLogGroupCommand({ logGroupName: GROUP }));
    expect((await logs.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
    logs.destroy();
  });

  it('are found by pattern and request, in pages', async () => {
    const { logs, requestIds } = await openWithLogs(3);
    const messages: (string | undefined)[] = [];
    let pages = 0;
    const paged = paginateFilterLogEvents(
      { client: logs, pageSize: 2 },
      { logGroupName: GROUP, filterPattern: 'REPORT' },
    );
    for await (const { events } of paged) {
      pages++;
      messages.push(...(events ?? []).map(({ message }) => message));
    }
    expect(pages).toBe(2);
    expect(messages.map((message) => /RequestId: (\S+)/.exec(message ?? '')?.[1])).toEqual(requestIds);
    const one = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: GROUP,
        filterPattern: `"REPORT RequestId: ${requestIds[1]}"`,
      }),
    );
    expect(one.events).toHaveLength(1);
    const none = await logs.send(
      new FilterLogEventsCommand({ logGroupName: GROUP, startTime: Date.now() + 60_000 }),
    );
    expect(none.events).toEqual([]);
    logs.destroy();
  });

  it('of a stream are read forwards and backwards; at an end the token stays', async () => {
    const { inUse, logs } = await openWithLogs(1);
    const get = (more: object) =>
      logs.send(
        new GetLogEventsCommand({
          logGroupName: GROUP,
          logStreamName: inUse.host.started[0]?.logStream,
          ...more,
        }),
      );
    const first = await get({ startFromHead: true, limit: 3 });
    expect(first.events?.map(({ message }) => message?.split(' ')[0])).toEqual(['START', 'hello', 'END']);
    const second = await get({ startFromHead: true, nextToken: first.nextForwardToken });
    expect(second.events?.map(({ message }) => message?.split(' ')[0])).toEqual(['REPORT']);
    const third = await get({ startFromHead: true, nextToken: second.nextForwardToken });
    expect([third.events, third.nextForwardToken]).toEqual([[], second.nextForwardToken]);
    const last = await get({ limit: 1 });
    expect(last.events?.[0]?.message).toContain('REPORT');
    const before = await get({ limit: 1, nextToken: last.nextBackwardToken });
    expect(before.events?.[0]?.message).toContain('END');
    logs.destroy();
  });

  it('that are not there, and patterns that are not understood, are errors of their names', async () => {
    const { logs } = await openWithLogs(1);
    const filter = (more: object) => logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...more }));
    await expect(filter({ logGroupName: 'nowhere' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(filter({ filterPattern: '[a, b]' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(filter({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    logs.destroy();
  });

  it('take no more memory than they may: the oldest go first', () => {
    const store = new LogStore(1000);
    const keep = (stream: string, text: string) => store.keep('g', stream, [{ atMs: 1, text }], 1);
    keep('one', 'a'.repeat(400));
    keep('two', 'b'.repeat(300));
    keep('two', 'c'.repeat(300));
    const kept = store.streams('g')?.flatMap(({ events }) => events.map(({ text }) => text[0]));
    expect(kept).toEqual(['b', 'c'].slice(0, 2));
    keep('three', 'd'.repeat(2000));
    expect(store.streams('g')).toEqual([]);
  });
});

describe('a filter pattern', () => {
  const json = '{"type":"platform.report","record":{"requestId":"r-1","n":3}}';

  it.each([
    ['', 'anything', true],
    ['REPORT', 'a REPORT b', true],
    ['REPORT -timeout', 'REPORT timeout', false],
    ['"two words"', 'the two words', true],
    ['"two words"', 'two other words', false],
    ['?ERROR ?WARN', 'a WARN', true],
    ['?ERROR ?WARN', 'an INFO', false],
    ['{ $.type = "platform.report" }', json, true],
    ['{ $.type = "platform.*" }', json, true],
    ['{ $.record.n = 3 }', json, true],
    ['{ $.record.requestId != "r-1" }', json, false],
    ['{ $.type = "platform.report" }', 'no JSON', false],
  ])('%j of %j: %s', (pattern, line, matches) => {
    expect(readFilterPattern(pattern)(line)).toBe(matches);
  });
});

describe('the metrics', () => {
  const dimension = (name: string, value: string) => ({ Name: name, Value: value });

  it('count invocations, errors, throttles, duration and concurrency, by function', async () => {
    const inUse = await open((event) => {
      if (event === 'bad') throw new Error('no');
    });
    await inUse.create('f');
    await inUse.create('g');
    for (const event of ['good', 'bad', 'good']) await inUse.invoke('f', event);
    await inUse.invoke('g');
    const cloudwatch = new CloudWatchClient(clientConfig(inUse.endpoint));
    const times = { StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000) };
    const query = (Id: string, MetricName: string, Stat: string) => ({
      Id,
      MetricStat: {
        Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions: [dimension('FunctionName', 'f')] },
        Period: 3600,
        Stat,
      },
    });
    const { MetricDataResults } = await cloudwatch.send(
      new GetMetricDataCommand({
        ...times,
        MetricDataQueries: [
          query('i', 'Invocations', 'Sum'),
          query('e', 'Errors', 'Sum'),
          query('t', 'Throttles', 'Sum'),
          query('d', 'Duration', 'p99'),
          query('c', 'ConcurrentExecutions', 'Maximum'),
        ],
      }),
    );
    // The invocations may stand on both sides of a full hour.
    const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
    const figures = MetricDataResults?.map(({ Id, Values = [] }) => [
      Id,
      Id === 'd' || Id === 'c' ? Math.max(...Values) : total(Values),
    ]);
    expect(figures).toEqual([
      ['i', 3],
      ['e', 1],
      ['t', 0],
      ['d', 5],
      ['c', 1],
    ]);
    const { Datapoints } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        ...times,
        Namespace: 'AWS/Lambda',
        MetricName: 'Duration',
        Dimensions: [dimension('FunctionName', 'g')],
        Period: 3600,
        Statistics: ['Average', 'SampleCount'],
        ExtendedStatistics: ['p50'],
      }),
    );
    expect(Datapoints).toMatchObject([{ Average: 5, SampleCount: 1, ExtendedStatistics: { p50: 5 } }]);
    expect(Datapoints?.[0]?.Timestamp).toBeInstanceOf(Date);
    const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ MetricName: 'Invocations' }));
    expect(Metrics?.map(({ Dimensions }) => Dimensions?.[0]?.Value)).toEqual(['f', 'g']);
    const unknown = new GetMetricDataCommand({ ...times, MetricDataQueries: [query('x', 'Errors', 'Mode')] });
    await expect(cloudwatch.send(unknown)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    cloudwatch.destroy();
  });
});

it('who is asked says that this is the account of nobody', async () => {
  const inUse = await open();
  const sts = new STSClient(clientConfig(inUse.endpoint));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:root',
  });
  sts.destroy();
});
