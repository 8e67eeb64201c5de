import type { PriceTable } from './price-table.ts';

export const usEast1: PriceTable = {
  version: 1,
  region: 'us-east-1',
  asOf: '2026-11-21',
  sources: [
    { what: 'Lambda', url: 'https://aws.amazon.com/lambda/pricing/' },
    { what: 'S3 requests', url: 'https://aws.amazon.com/s3/pricing/' },
    { what: 'SQS requests', url: 'https://aws.amazon.com/sqs/pricing/' },
    { what: 'Fargate', url: 'https://aws.amazon.com/fargate/pricing/' },
    { what: 'EC2', url: 'https://aws.amazon.com/ec2/pricing/on-demand/' },
    {
      what: 'EC2 baseline and credits',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html',
    },
    { what: 'Step Functions', url: 'https://aws.amazon.com/step-functions/pricing/' },
    { what: 'CloudWatch Logs', url: 'https://aws.amazon.com/cloudwatch/pricing/' },
  ],
  lambda: {
    compute: {
      x86_64: [
        { from: 0, dollars: 0.0000166667 },
        { from: 6e9, dollars: 0.000015 },
        { from: 15e9, dollars: 0.0000133334 },
      ],
      arm64: [
        { from: 0, dollars: 0.0000133334 },
        { from: 7.5e9, dollars: 0.0000120001 },
        { from: 18.75e9, dollars: 0.0000106667 },
      ],
    },
    dollarsPerMillionRequests: 0.2,
    ephemeralStorage: { dollarsPerGbSecond: 0.0000000309, includedMb: 512 },
    provisioned: {
      dollarsPerGbSecond: {
        x86_64: { idle: 0.0000041667, running: 0.0000097222 },
        arm64: { idle: 0.0000033334, running: 0.0000077778 },
      },
      roundedUpToSeconds: 300,
    },
    snapStart: { dollarsPerCachedGbSecond: 0.0000015046, dollarsPerRestoredGb: 0.0001397998 },
    freeTier: { requests: 1e6, gbSeconds: 400_000 },
  },
  s3: { storageClass: 'S3 Standard', dollarsPerThousand: { write: 0.005, read: 0.0004 } },
  sqs: { dollarsPerMillionRequests: 0.4 },
  stepFunctions: { dollarsPerThousandTransitions: 0.025 },
  fargate: {
    x86_64: { dollarsPerVcpuHour: 0.04048, dollarsPerGbHour: 0.004445 },
    arm64: { dollarsPerVcpuHour: 0.03238, dollarsPerGbHour: 0.00356 },
  },
  ec2: {
    t3Medium: {
      type: 't3.medium',
      vcpus: 2,
      memoryMb: 4096,
      dollarsPerHour: 0.0416,
      baselineShare: 0.2,
      dollarsPerSurplusVcpuHour: 0.05,
    },
  },
  logs: {
    ingestion: [
      { from: 0, dollars: 0.5 },
      { from: 10_000, dollars: 0.25 },
      { from: 30_000, dollars: 0.1 },
      { from: 50_000, dollars: 0.05 },
    ],
  },
};
