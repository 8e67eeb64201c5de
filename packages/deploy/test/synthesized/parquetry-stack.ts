import { readSettings } from '@parquetry/lambda/convert';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { resourcesOf, templateOf, useBundles } from '../support/synthesize.ts';

const bundles = useBundles();
const plain = templateOf(bundles);
const everything = templateOf(bundles, {
  inputBucket: { kind: 'existing', name: 'lake' },
  outputBucket: { kind: 'new', versioned: true, expireDays: 90 },
  inputSuffixes: ['.csv', '.csv.gz'],
  functions: [
    { engine: 'simd', memoryMb: 512 },
    { engine: 'simd', architecture: 'x86_64' },
  ],
  benchArchitectures: ['arm64', 'x86_64'],
  network: { kind: 'new', zones: 2 },
  reservedConcurrency: 50,
  provisionedConcurrency: 10,
  alarms: { topicArn: 'arn:aws:sns:eu-central-1:111122223333:oncall' },
});

const bucketsOf = (template: Template) => Object.values(template.findResources('AWS::S3::Bucket'));

describe('buckets', () => {
  it('are encrypted, closed to the public, and outlive the stack', () => {
    expect(bucketsOf(plain)).toHaveLength(3);
    plain.allResources('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    });
  });

  it('refuse whoever comes without TLS 1.2', () => {
    plain.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ]),
      },
    });
  });

  it('forget uploads that nobody completes', () => {
    plain.allResourcesProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            Status: 'Enabled',
          }),
        ],
      },
    });
  });

  it('keep old versions for a month and objects for as long as is said, where it is said', () => {
    everything.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ ExpirationInDays: 90 }),
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }),
        ]),
      },
    });
  });
});

describe('the way from S3 to the function', () => {
  it('begins with a notification of the bucket itself, once the queue takes it', () => {
    const [id, input] = Object.entries(resourcesOf(plain)).find(([name]) => name.startsWith('InputBucket'))!;
    expect(id).toBeDefined();
    expect(input.Properties['NotificationConfiguration']).toEqual({
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
          Queue: { 'Fn::GetAtt': [expect.stringMatching(/^Queue/), 'Arn'] },
        },
      ],
    });
    expect(input.DependsOn).toEqual([expect.stringMatching(/^QueuePolicy/)]);
  });

  it('has one configuration for each ending', () => {
    const template = templateOf(bundles, { inputSuffixes: ['.csv', '.json'] });
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: {
        QueueConfigurations: ['.csv', '.json'].map((Value) =>
          Match.objectLike({
            Filter: {
              S3Key: {
                Rules: [
                  { Name: 'prefix', Value: 'in/' },
                  { Name: 'suffix', Value },
                ],
              },
            },
          }),
        ),
      },
    });
  });

  it('goes by EventBridge where the bucket belongs to others', () => {
    everything.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: ['lake'] },
          object: { key: [{ wildcard: 'in/*.csv' }, { wildcard: 'in/*.csv.gz' }] },
        },
      },
    });
    const whole = { kind: 'existing', name: 'lake' } as const;
    templateOf(bundles, { inputBucket: whole, inputPrefix: '' }).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { bucket: { name: ['lake'] }, object: Match.absent() } },
    });
  });

  it('leads through an encrypted queue that hides messages for six time-outs and gives them up after five tries', () => {
    plain.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'parquetry-work',
      SqsManagedSseEnabled: true,
      VisibilityTimeout: 6 * 300,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }),
    });
    plain.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'parquetry-dead-letters',
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 24 * 3600,
    });
  });

  it('ends at the live alias, with single messages reported and no more than fifty invocations at once', () => {
    plain.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('^ConvertSimdArm64Live') },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 50 },
      BatchSize: 10,
    });
  });
});

describe('functions', () => {
  it('are one for each engine and architecture, and one for samples where it is asked for', () => {
    const found = Object.values(everything.findResources('AWS::Lambda::Function'));
    expect(
      found.map(({ Properties }) => [
        Properties.FunctionName,
        Properties.Architectures[0],
        Properties.MemorySize,
      ]),
    ).toEqual([
      ['parquetry-convert-simd-arm64', 'arm64', 512],
      ['parquetry-convert-simd-x86-64', 'x86_64', 1769],
      ['parquetry-bench-arm64', 'arm64', 1769],
      ['parquetry-bench-x86-64', 'x86_64', 1769],
    ]);
    expect(new Set(found.map(({ Properties }) => Properties.Runtime))).toEqual(new Set(['nodejs24.x']));
  });

  it('are the only ones: CDK brings none of its own', () => {
    plain.resourceCountIs('AWS::Lambda::Function', 1);
    plain.resourceCountIs('AWS::CloudFormation::CustomResource', 0);
    expect(Object.values(resourcesOf(everything)).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual(
      [],
    );
  });

  it('are told by their environment where things are, and not how much memory they have', () => {
    plain.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          ENGINE: 'simd',
          INPUT_PREFIX: 'in/',
          OUTPUT_PREFIX: 'out/',
          FORMATS: 'parquet',
          DLQ_QUEUE_URL: { Ref: Match.stringLikeRegexp('^DeadLetterQueue') },
          MEMORY_LIMIT_MB: Match.absent(),
          MAX_WORKERS: Match.absent(),
        }),
      },
    });
    const own = templateOf(bundles, {
      recipe: { bucket: 'lake', key: 'out/_parquetry/recipe.json' },
      environment: { LOG_LEVEL: 'DEBUG' },
    });
    own.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          RECIPE: 's3://lake/out/_parquetry/recipe.json',
          FORMATS: Match.absent(),
          LOG_LEVEL: 'DEBUG',
        }),
      },
    });
  });

  it('read their environment without a complaint, with a recipe too', () => {
    for (const wanted of [{}, { recipe: { bucket: 'lake', key: 'out/_parquetry/recipe.json' } }]) {
      const [lambda] = Object.values(templateOf(bundles, wanted).findResources('AWS::Lambda::Function'));
      const variables = Object.entries(lambda?.['Properties'].Environment.Variables).map(([name, value]) => {
        // What CloudFormation fills in: names of buckets, and the URL of the queue.
        const filledIn = name.endsWith('_URL')
          ? 'https://sqs.eu-central-1.amazonaws.com/1/x'
          : name.toLowerCase();
        return [name, typeof value === 'string' ? value : filledIn.replaceAll('_', '-')];
      });
      const settings = readSettings({
        ...Object.fromEntries(variables),
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
      });
      expect(settings).toMatchObject({
        engine: 'simd',
        input: { bucket: 's3://input-bucket', prefix: 'in/' },
        output: { bucket: 's3://output-bucket', prefix: 'out/' },
        errors: { bucket: 's3://error-bucket', prefix: 'out/' },
      });
      expect(settings.recipe).toBe('recipe' in wanted ? 's3://lake/out/_parquetry/recipe.json' : undefined);
    }
  });

  it('write to logs of their own that are kept for a month', () => {
    plain.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/lambda/parquetry-convert-simd-arm64',
      RetentionInDays: 30,
    });
    plain.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'Text', LogGroup: { Ref: Match.anyValue() } },
      TracingConfig: { Mode: 'Active' },
    });
    templateOf(bundles, { tracing: 'off' }).hasResourceProperties('AWS::Lambda::Function', {
      TracingConfig: Match.absent(),
    });
  });

  it('keep no concurrency for themselves, unless it is said', () => {
    plain.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
    plain.hasResourceProperties('AWS::Lambda::Alias', { ProvisionedConcurrencyConfig: Match.absent() });
    everything.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'parquetry-convert-simd-arm64',
      ReservedConcurrentExecutions: 50,
    });
    everything.hasResourceProperties('AWS::Lambda::Alias', {
      Name: 'live',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 10 },
    });
  });
});

describe('a network', () => {
  it('of its own has no way to the internet, and endpoints for what is called', () => {
    everything.resourceCountIs('AWS::EC2::NatGateway', 0);
    everything.resourceCountIs('AWS::EC2::InternetGateway', 0);
    const endpoints = Object.values(everything.findResources('AWS::EC2::VPCEndpoint'));
    expect(endpoints.map(({ Properties }) => Properties.VpcEndpointType)).toEqual([
      'Gateway',
      'Interface',
      'Interface',
      'Interface',
    ]);
    everything.allResourcesProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: [Match.anyValue(), Match.anyValue()], SecurityGroupIds: [Match.anyValue()] },
    });
  });

  it('that is there already is used as it is', () => {
    const template = templateOf(bundles, {
      network: {
        kind: 'existing',
        vpcId: 'vpc-0a1b2c3d',
        subnetIds: ['subnet-0a1b2c3d'],
        availabilityZones: ['eu-central-1a'],
      },
    });
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds: ['subnet-0a1b2c3d'] },
    });
  });
});

describe('alarms', () => {
  it('tell of errors, throttles, durations near the time-out, dead letters, old messages and failed back-fills', () => {
    const found = Object.values(plain.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
      Properties.AlarmName,
      Properties.Threshold,
    ]);
    expect(found).toEqual([
      ['parquetry-errors', 1],
      ['parquetry-throttles', 1],
      ['parquetry-duration-near-time-out', 240_000],
      ['parquetry-dead-letters', 1],
      ['parquetry-oldest-message', 900],
      ['parquetry-backfill-failed', 1],
    ]);
  });

  it('call a topic where one is named', () => {
    everything.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: ['arn:aws:sns:eu-central-1:111122223333:oncall'],
    });
  });

  it('stand on the dashboard beside the graphs', () => {
    const [dashboard] = Object.values(plain.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard?.['Properties'].DashboardBody);
    for (const title of ['Alarms', 'Duration', 'Dead letters', 'Back-fills']) expect(body).toContain(title);
  });
});

it('The template asks for nothing beforehand: neither account nor region is in it', () => {
  expect(Object.keys(plain.toJSON()['Parameters'])).toEqual(['BootstrapVersion']);
});
