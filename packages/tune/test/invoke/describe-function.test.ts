import { expect, test } from 'vitest';
import { describeFunction } from '../../src/invoke/describe-function.ts';
import { parseTarget } from '../../src/invoke/parse-target.ts';
import { regionOfArn } from '../../src/invoke/region-of-arn.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { FakeAws } from '../support/fake-aws.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const ARN = 'arn:aws:lambda:eu-north-1:123456789012:function:worker';

function open() {
  const aws = new FakeAws(new VirtualClock());
  return { aws, worker: aws.add('worker') };
}

test.each([
  ['worker', { name: 'worker', qualifier: null }],
  ['worker:live', { name: 'worker', qualifier: 'live' }],
  ['worker:$LATEST', { name: 'worker', qualifier: null }],
  [ARN, { name: ARN, qualifier: null }],
  [`${ARN}:7`, { name: ARN, qualifier: '7' }],
  ['123456789012:function:worker:live', { name: '123456789012:function:worker', qualifier: 'live' }],
])('%s is a function', (text, target) => {
  expect(parseTarget(text)).toEqual(target);
});

test.each(['', 'a b', 'arn:aws:s3:::bucket', 'arn:aws:lambda:eu-north-1:123456789012:layer:x'])(
  '"%s" is none, and says how to name one',
  (text) => {
    expect(() => parseTarget(text)).toThrow('names no function');
  },
);

test('a function is described with what invokes it and how many of it may run', async () => {
  const { aws } = open();
  aws.eventSources = [
    { EventSourceArn: 'arn:aws:sqs:eu-north-1:123456789012:jobs', FunctionArn: ARN, State: 'Enabled' },
    {
      EventSourceArn: 'arn:aws:sqs:eu-north-1:123456789012:old',
      FunctionArn: `${ARN}:live`,
      State: 'Disabled',
    },
  ];
  const facts = await describeFunction(aws.clients(), 'worker');
  expect(facts.eventSources).toEqual([
    { arn: 'arn:aws:sqs:eu-north-1:123456789012:jobs', isEnabled: true, invokes: '$LATEST' },
    { arn: 'arn:aws:sqs:eu-north-1:123456789012:old', isEnabled: false, invokes: 'live' },
  ]);
  expect(facts.concurrency).toEqual({ reserved: null, provisioned: null, unreserved: 900 });
  expect([facts.account, facts.region, facts.architecture, facts.memoryMb]).toEqual([
    '123456789012',
    'eu-north-1',
    'arm64',
    1024,
  ]);
  expect(facts.unknown).toEqual([]);
});

test('an alias is described as the version that it points to', async () => {
  const { aws, worker } = open();
  worker.publish('one');
  worker.createAlias({ Name: 'live', FunctionVersion: '1', Description: '' });
  worker.update({ MemorySize: 512, CodeSha256: 'code-2' }, undefined);
  const facts = await describeFunction(aws.clients(), 'worker:live');
  expect([facts.memoryMb, facts.version, facts.qualifier, facts.arn]).toEqual([1024, '1', 'live', ARN]);
  expect([facts.codeSha256, facts.latestCodeSha256]).toEqual(['code-1', 'code-2']);
});

test('what may not be read is told, and the rest is there', async () => {
  const { aws } = open();
  aws.before = ({ operation }) => {
    if (operation === 'ListEventSourceMappings') throw new FakeFailure(403, 'AccessDeniedException', 'no');
  };
  const facts = await describeFunction(aws.clients(), 'worker');
  expect(facts.unknown).toEqual(['event sources: not allowed']);
  expect(facts.memoryMb).toBe(1024);
});

test('a function that is not there is refused with where it was looked for', async () => {
  const { aws } = open();
  await expect(describeFunction(aws.clients(), 'nobody')).rejects.toThrow('there is no nobody in eu-north-1');
});

test('ours is what says so in its environment', async () => {
  const { aws } = open();
  aws.add('ours', { Environment: { Variables: { PARQUETRY_FUNCTION: 'convert', ENGINE: 'simd' } } });
  const [worker, ours] = [
    await describeFunction(aws.clients(), 'worker'),
    await describeFunction(aws.clients(), 'ours'),
  ];
  expect([worker.isOurs, worker.engine, ours.isOurs, ours.engine]).toEqual([false, null, true, 'simd']);
});

test('services that push events are told with what they invoke', async () => {
  const { aws, worker } = open();
  worker.publish('one');
  worker.createAlias({ Name: 'live', FunctionVersion: '1', Description: '' });
  const allow = (Resource: string, service: string, source?: string) => ({
    Effect: 'Allow',
    Resource,
    Principal: { Service: service },
    ...(source !== undefined && { Condition: { ArnLike: { 'AWS:SourceArn': source } } }),
  });
  const account = { Effect: 'Allow', Resource: ARN, Principal: { AWS: '123456789012' } };
  aws.policies.set('$LATEST', { Statement: [allow(ARN, 's3.amazonaws.com', 'arn:aws:s3:::inbox'), account] });
  aws.policies.set('live', { Statement: [allow(`${ARN}:live`, 'events.amazonaws.com')] });
  const { eventSources } = await describeFunction(aws.clients(), 'worker:live');
  expect(eventSources).toEqual([
    { arn: 'arn:aws:s3:::inbox', isEnabled: true, invokes: '$LATEST' },
    { arn: 'events.amazonaws.com', isEnabled: true, invokes: 'live' },
  ]);
});

test.each([
  ['arn:aws:lambda:eu-north-1:123456789012:function:worker', 'eu-north-1'],
  ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:worker:live', 'us-gov-west-1'],
  ['123456789012:function:worker', undefined],
  ['worker:live', undefined],
])('the region of %s is %s', (nameOrArn, region) => {
  expect(regionOfArn(nameOrArn)).toBe(region);
});
