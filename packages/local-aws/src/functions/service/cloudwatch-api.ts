import { z } from 'zod';
import { JsonServiceError, type Operation, operation } from './json-service.ts';
import { METRICS, type MetricSample, type MetricStore } from './metric-store.ts';
import { groupByPeriod, readStatistic, type Statistic } from './summarise-samples.ts';

const INVALID = 'InvalidParameterValueException';
const NAMESPACE = 'AWS/Lambda';
const SECOND_MS = 1000;

const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
/** The protocol has times as seconds. */
const time = z.number().transform((seconds) => seconds * SECOND_MS);
const period = z.number().int().min(1);

const metric = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions });

const statisticsSchema = metric.extend({
  StartTime: time,
  EndTime: time,
  Period: period,
  Statistics: z.array(z.string()).default([]),
  ExtendedStatistics: z.array(z.string()).default([]),
});

const dataSchema = z.object({
  MetricDataQueries: z
    .array(
      z.object({
        Id: z.string(),
        Label: z.string().optional(),
        ReturnData: z.boolean().default(true),
        Expression: z.undefined('expressions are not there locally').optional(),
        MetricStat: z.object({ Metric: metric, Period: period, Stat: z.string() }),
      }),
    )
    .min(1)
    .max(500),
  StartTime: time,
  EndTime: time,
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
});

type Dimensions = z.infer<typeof dimensions>;

const dimensionOf = (sample: MetricSample, name: string): string | undefined => {
  if (name === 'FunctionName') return sample.functionName;
  if (name === 'Resource') return sample.resource;
  return name === 'ExecutedVersion' ? sample.executedVersion : undefined;
};

const hasAll = (sample: MetricSample, asked: Dimensions) =>
  asked.every(({ Name, Value }) => dimensionOf(sample, Name) === Value);

function requireStatistic(name: string): Statistic {
  const statistic = readStatistic(name);
  if (statistic === undefined)
    throw new JsonServiceError(INVALID, `The value ${name} for parameter Stat is not supported.`);
  return statistic;
}

/** CloudWatch, as far as readers of functions' metrics need it. */
export function cloudwatchOperations(metrics: MetricStore): Readonly<Record<string, Operation>> {
  const periodsOf = (asked: z.infer<typeof metric>, startMs: number, endMs: number, seconds: number) => {
    if (asked.Namespace !== NAMESPACE) return [];
    const samples = metrics.samples.filter(
      (sample) =>
        sample.metric === asked.MetricName &&
        sample.atMs >= startMs &&
        sample.atMs < endMs &&
        hasAll(sample, asked.Dimensions),
    );
    return groupByPeriod(samples, seconds * SECOND_MS);
  };

  const getStatistics = (request: z.infer<typeof statisticsSchema>): object => {
    const simple = request.Statistics.map((name) => [name, requireStatistic(name)] as const);
    const extended = request.ExtendedStatistics.map((name) => [name, requireStatistic(name)] as const);
    const unit = request.MetricName === 'Duration' ? 'Milliseconds' : 'Count';
    const periods = periodsOf(request, request.StartTime, request.EndTime, request.Period);
    const summary = (statistics: readonly (readonly [string, Statistic])[], values: readonly number[]) =>
      Object.fromEntries(statistics.map(([name, statistic]) => [name, statistic(values)]));
    const Datapoints = periods.map(({ startMs, values }) => ({
      Timestamp: startMs / SECOND_MS,
      Unit: unit,
      ...summary(simple, values),
      ...(extended.length > 0 && { ExtendedStatistics: summary(extended, values) }),
    }));
    return { Label: request.MetricName, Datapoints };
  };

  const getData = ({ MetricDataQueries, StartTime, EndTime, ScanBy }: z.infer<typeof dataSchema>): object => {
    const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData).map((query) => {
      const { Metric, Period, Stat } = query.MetricStat;
      const statistic = requireStatistic(Stat);
      const ascending = periodsOf(Metric, StartTime, EndTime, Period);
      const periods = ScanBy === 'TimestampAscending' ? ascending : ascending.toReversed();
      return {
        Id: query.Id,
        Label: query.Label ?? Metric.MetricName,
        Timestamps: periods.map(({ startMs }) => startMs / SECOND_MS),
        Values: periods.map(({ values }) => statistic(values)),
        StatusCode: 'Complete',
      };
    });
    return { MetricDataResults: results, Messages: [] };
  };

  const list = ({
    MetricName,
    Dimensions,
  }: {
    MetricName?: string | undefined;
    Dimensions: { Name: string; Value?: string | undefined }[];
  }) => {
    const names = new Set(metrics.samples.map(({ functionName }) => functionName));
    const wanted = Dimensions.find(({ Name }) => Name === 'FunctionName')?.Value;
    const Metrics = [...names]
      .filter((name) => wanted === undefined || name === wanted)
      .sort()
      .flatMap((name) =>
        METRICS.filter((one) => MetricName === undefined || one === MetricName).map((one) => ({
          Namespace: NAMESPACE,
          MetricName: one,
          Dimensions: [{ Name: 'FunctionName', Value: name }],
        })),
      );
    return { Metrics };
  };

  return {
    GetMetricStatistics: operation(INVALID, statisticsSchema, getStatistics),
    GetMetricData: operation(INVALID, dataSchema, getData),
    ListMetrics: operation(
      INVALID,
      z.object({
        MetricName: z.string().optional(),
        Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
      }),
      list,
    ),
  };
}
