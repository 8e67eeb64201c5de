import { ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { AwsScanSource } from '../../src/scan/aws-scan-source.ts';
import { openAwsScan } from '../../src/scan/open-aws-scan.ts';
import { type Script, scriptedClients } from './support/scripted-clients.ts';

const HOUR = 3_600_000;
const WINDOW = { start: 0, end: 6 * HOUR };

function sourceOf(script: Script) {
  const { calls, clients } = scriptedClients(script);
  return { calls, source: new AwsScanSource(clients) };
}

const it = {
  name: 'convert',
  memoryMb: 128,
  architecture: 'x86_64',
  ephemeralStorageMb: 512,
  timeoutSeconds: 3,
  runtime: null,
  logGroup: '/aws/lambda/convert',
} as const;

const message = (id: number) =>
  `REPORT RequestId: ${id}\tDuration: 5 ms\tBilled Duration: 5 ms\tMemory Size: 128 MB\tMax Memory Used: 60 MB\t\n`;

test('functions are listed page by page, with what they leave out', async () => {
  const { calls, source } = sourceOf((_operation, { Marker }) =>
    Marker === undefined
      ? {
          Functions: [
            {
              FunctionName: 'a',
              MemorySize: 512,
              Timeout: 3,
              Architectures: ['arm64'],
              Runtime: 'python3.13',
              EphemeralStorage: { Size: 1024 },
              LoggingConfig: { LogGroup: '/own' },
            },
            { FunctionName: 'without a size' },
          ],
          NextMarker: 'more',
        }
      : { Functions: [{ FunctionName: 'b', MemorySize: 128, Timeout: 9 }] },
  );
  expect(await Array.fromAsync(source.listFunctions())).toEqual([
    {
      name: 'a',
      memoryMb: 512,
      architecture: 'arm64',
      ephemeralStorageMb: 1024,
      timeoutSeconds: 3,
      runtime: 'python3.13',
      logGroup: '/own',
    },
    { ...it, name: 'b', timeoutSeconds: 9, logGroup: '/aws/lambda/b' },
  ]);
  expect(calls.map(({ operation }) => operation)).toEqual(['ListFunctions', 'ListFunctions']);
});

describe('reports', () => {
  test('are taken from six parts of the window, so many from each', async () => {
    const { calls, source } = sourceOf((_operation, { limit, startTime }) => ({
      events: Array.from({ length: Number(limit) }, (_, index) => ({
        message: message(Number(startTime) + index),
      })),
      nextToken: `after ${startTime}`,
    }));
    const { reports, unreadable } = await source.sampleReports(it, WINDOW, 12);
    expect([reports.length, unreadable]).toEqual([12, 0]);
    expect(calls.map(({ input }) => [input['startTime'], input['endTime'], input['limit']])).toEqual(
      [0, 1, 2, 3, 4, 5].map((hour) => [hour * HOUR, (hour + 1) * HOUR, 2]),
    );
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(['FilterLogEvents']));
  });

  test('are looked for past empty pages, but not for ever', async () => {
    let page = 0;
    const { calls, source } = sourceOf(() => {
      page += 1;
      return { events: [], nextToken: `page ${page}` };
    });
    expect(await source.sampleReports(it, WINDOW, 12)).toEqual({ reports: [], unreadable: 0 });
    expect(calls).toHaveLength(120);
  });

  test('of a group that functions share are told apart by the names of their streams', async () => {
    const streams = ['convert[$LATEST]1', 'convert-all[$LATEST]2', '[$LATEST]3', 'convert[7]4'];
    const { calls, source } = sourceOf((_operation, { startTime }) => ({
      events:
        startTime === 0
          ? streams.map((stream, id) => ({ message: message(id), logStreamName: `2026/11/21/${stream}` }))
          : [],
    }));
    const shared = { ...it, logGroup: '/all' };
    const sampled = await source.sampleReports(shared, WINDOW, 12);
    expect(sampled.reports).toHaveLength(2);
    expect(sampled.setAside).toEqual({ others: 1, unnamed: 1 });
    expect(calls[0]!.input['limit']).toBe(1000);
    expect(await source.sampleReports(it, WINDOW, 12)).not.toHaveProperty('setAside');
  });

  test('are none where there is no log, and an error where it may not be read', async () => {
    const absent = sourceOf(() => {
      throw new ResourceNotFoundException({ message: 'no group', $metadata: {} });
    });
    expect(await absent.source.sampleReports(it, WINDOW, 12)).toEqual({ reports: [], unreadable: 0 });
    const denied = sourceOf(() => {
      throw new Error('denied');
    });
    await expect(denied.source.sampleReports(it, WINDOW, 12)).rejects.toThrow('denied');
  });
});

test('a source that was opened can be closed, and knows whether it is of this machine', async () => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  using source = openAwsScan({ region: 'us-east-1', credentials });
  expect(await source.isOnThisMachine()).toBe(false);
  using here = openAwsScan({ region: 'us-east-1', credentials, endpoint: 'http://127.0.0.1:1' });
  expect(await here.isOnThisMachine()).toBe(true);
  expect(source.listFunctions).toBeTypeOf('function');
});

test('invocations are counted by name, 500 functions at once, days added up', async () => {
  const names = Array.from({ length: 501 }, (_, index) => `f-${index}`);
  const { calls, source } = sourceOf((_operation, { MetricDataQueries }) => ({
    MetricDataResults: (MetricDataQueries as { Id: string }[])
      .slice(0, 1)
      .map(({ Id }) => ({ Id, Values: [3, 4] })),
  }));
  const counts = await source.countInvocations(names, WINDOW);
  expect(counts).toEqual(
    new Map([
      ['f-0', 7],
      ['f-500', 7],
    ]),
  );
  expect(
    calls.map(({ operation, input }) => [operation, (input['MetricDataQueries'] as object[]).length]),
  ).toEqual([
    ['GetMetricData', 500],
    ['GetMetricData', 1],
  ]);
});
