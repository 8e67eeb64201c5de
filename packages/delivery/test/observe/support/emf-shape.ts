import { z } from 'zod';

const UNITS = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'],
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits', 'Percent', 'Count', 'None'],
  ...['Bytes/Second', 'Kilobytes/Second', 'Megabytes/Second', 'Gigabytes/Second', 'Terabytes/Second'],
  ...[
    'Bits/Second',
    'Kilobits/Second',
    'Megabits/Second',
    'Gigabits/Second',
    'Terabits/Second',
    'Count/Second',
  ],
];

const directive = z.strictObject({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
  Metrics: z
    .array(
      z.strictObject({
        Name: z.string().min(1).max(1024),
        Unit: z.enum(UNITS),
        StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
      }),
    )
    .min(1)
    .max(100),
});

const metricValue = z.union([z.number(), z.array(z.number()).min(1).max(100)]);

/**
 * A line of CloudWatch's embedded metric format, its targets included: every metric has a value or up to 100, every
 * dimension a text. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emfShape = z
  .looseObject({
    _aws: z.strictObject({
      Timestamp: z.number().int().positive(),
      CloudWatchMetrics: z.array(directive).min(1).max(100),
    }),
  })
  .superRefine((line, context) => {
    const { CloudWatchMetrics } = line._aws;
    for (const { Metrics, Dimensions } of CloudWatchMetrics) {
      for (const { Name } of Metrics) {
        if (!metricValue.safeParse(line[Name]).success) context.addIssue(`no value of metric ${Name}`);
      }
      for (const name of Dimensions.flat()) {
        const value = z.string().min(1).max(1024).safeParse(line[name]);
        if (!value.success) context.addIssue(`no value of dimension ${name}`);
      }
    }
  });
