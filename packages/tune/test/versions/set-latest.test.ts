import { expect, test } from 'vitest';
import { setLatest } from '../../src/versions/set-latest.ts';
import { openSetup } from '../support/tune-setup.ts';

test('an environment that cannot be read is not written, as all of it would be lost', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  const show = worker.show.bind(worker);
  worker.show = (configuration) =>
    ({
      ...show(configuration),
      Environment: { Error: { Message: 'no key' } },
    }) as unknown as typeof configuration;
  const { clients, clock } = setup.dependencies;
  const plane = { lambda: clients.lambda, clock, signal: undefined };
  await expect(setLatest(plane, 'worker', { memoryMb: 512, engine: 'simd' }, () => true)).rejects.toThrow(
    '(no key)',
  );
  expect(setup.aws.story).toEqual([]);
});
