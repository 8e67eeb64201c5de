import { expect, test } from 'vitest';
import { describeFunction } from '../../src/invoke/describe-function.ts';
import { functionOf } from '../../src/load/tell-run.ts';
import { openSetup, tuneRequest } from '../support/tune-setup.ts';

test('a record has the environments that are kept ready for the function, where there are any', async () => {
  await using setup = await openSetup();
  const facts = await describeFunction(setup.dependencies.clients, 'worker');
  const request = await tuneRequest();
  expect(functionOf(request, facts)).not.toHaveProperty('provisionedEnvironments');
  const concurrency = { ...facts.concurrency, provisioned: 10 };
  expect(functionOf(request, { ...facts, concurrency }).provisionedEnvironments).toBe(10);
});
