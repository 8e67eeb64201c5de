import { expect, test } from 'vitest';
import { describeFunction } from '../../src/invoke/describe-function.ts';
import { runTune } from '../../src/load/run-tune.ts';
import { checkPermissions, principalOf } from '../../src/safety/check-permissions.ts';
import { requiredPolicy } from '../../src/safety/required-policy.ts';
import { FakeFailure } from '../support/fake-answer.ts';
import { openSetup, tuneRequest } from '../support/tune-setup.ts';

const FACTS = {
  arn: 'arn:aws:lambda:eu-north-1:123456789012:function:worker',
  logGroup: '/aws/lambda/worker',
  role: 'arn:aws:iam::123456789012:role/worker',
};

const isAllowed = (policy: ReturnType<typeof requiredPolicy>, action: string, resource: string) =>
  policy.Statement.some(({ Action, Resource }) => {
    const resources = typeof Resource === 'string' ? [Resource] : Resource;
    const covers = (pattern: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(resource);
    return Action.includes(action) && resources.some(covers);
  });

test('the policy cannot invoke, delete or change anything but this function, and not delete that', () => {
  const policy = requiredPolicy(FACTS, { isCopy: false });
  expect(isAllowed(policy, 'lambda:DeleteFunction', FACTS.arn)).toBe(false);
  expect(isAllowed(policy, 'lambda:DeleteFunction', `${FACTS.arn}:7`)).toBe(true);
  expect(isAllowed(policy, 'lambda:UpdateFunctionConfiguration', FACTS.arn)).toBe(true);
  expect(isAllowed(policy, 'lambda:UpdateFunctionConfiguration', `${FACTS.arn}2`)).toBe(false);
  const everywhere = policy.Statement.filter(({ Resource }) => Resource === '*').flatMap(
    ({ Action }) => Action,
  );
  expect(everywhere.every((action) => /:(List|Get)/.test(action))).toBe(true);
  expect(policy.Statement.flatMap(({ Action }) => Action).join()).not.toContain('*');
});

test('the policy of a copy changes nothing of the function itself', () => {
  const policy = requiredPolicy(FACTS, { isCopy: true });
  expect(isAllowed(policy, 'lambda:UpdateFunctionConfiguration', FACTS.arn)).toBe(false);
  expect(isAllowed(policy, 'lambda:CreateFunction', `${FACTS.arn}-parquetry-tune-20260102-abc`)).toBe(true);
  expect(isAllowed(policy, 'iam:PassRole', FACTS.role)).toBe(true);
  expect(isAllowed(policy, 'iam:PassRole', `${FACTS.role}2`)).toBe(false);
});

test.each([true, false])('every call that a tune makes is in its policy; as a copy: %s', async (isCopy) => {
  await using setup = await openSetup();
  setup.aws.logDelay = 0;
  setup.aws.behaviour = () => ({ durationMs: 10 * 60_000, tail: () => '' });
  await runTune(await tuneRequest({ isCopy }), setup.dependencies);
  const policy = requiredPolicy(FACTS, { isCopy });
  const needed = new Set(setup.aws.calls.map(({ operation }) => operation));
  needed.delete('GetCallerIdentity');
  const actions = policy.Statement.flatMap(({ Action }) => Action).map((action) => action.split(':')[1]!);
  for (const operation of needed)
    expect(actions).toContain(operation === 'Invoke' ? 'InvokeFunction' : operation);
});

async function check(prepare: (setup: Awaited<ReturnType<typeof openSetup>>) => void) {
  await using setup = await openSetup();
  prepare(setup);
  const clients = setup.aws.clients();
  const facts = await describeFunction(clients, 'worker');
  const permissions = await checkPermissions(clients, facts, { isCopy: false });
  expect(setup.aws.story).toEqual([]);
  expect(setup.aws.invocations).toEqual([]);
  return new Map(permissions.map(({ action, status }) => [action, status]));
}

test('what can be tried without a change is tried, the rest is asked of IAM', async () => {
  const statuses = await check(({ aws }) => {
    aws.simulation = (action) => action !== 'lambda:PublishVersion';
  });
  expect(statuses.get('lambda:InvokeFunction')).toBe('allowed');
  expect(statuses.get('lambda:GetAlias')).toBe('allowed');
  expect(statuses.get('lambda:UpdateFunctionConfiguration')).toBe('allowed');
  expect(statuses.get('lambda:PublishVersion')).toBe('denied');
});

test('what IAM may not be asked about is unknown, not allowed', async () => {
  const statuses = await check(() => {});
  expect(statuses.get('lambda:PublishVersion')).toBe('unknown');
  expect(statuses.get('lambda:ListVersionsByFunction')).toBe('allowed');
});

test('a refusal is a denial, whatever the simulation says', async () => {
  const statuses = await check(({ aws }) => {
    aws.simulation = () => true;
    aws.before = ({ operation }) => {
      if (operation === 'Invoke') throw new FakeFailure(403, 'AccessDeniedException', 'no');
    };
  });
  expect(statuses.get('lambda:InvokeFunction')).toBe('denied');
});

test('policies are attached to the role of a session', () => {
  expect(principalOf('arn:aws:sts::1:assumed-role/deployer/me')).toBe('arn:aws:iam::1:role/deployer');
  expect(principalOf('arn:aws:iam::1:user/me')).toBe('arn:aws:iam::1:user/me');
});
