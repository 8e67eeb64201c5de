import { expect, test } from 'vitest';
import { deleteCopy, deleteVersion } from '../../src/versions/delete-what-is-ours.ts';
import { openSetup } from '../support/tune-setup.ts';

test.each(['', '$LATEST', 'live'])('what is no published version is not deleted: "%s"', async (version) => {
  await using setup = await openSetup();
  const { clients, clock } = setup.dependencies;
  const plane = { lambda: clients.lambda, clock, signal: undefined };
  await expect(deleteVersion(plane, 'worker', version)).rejects.toThrow('is no published version of worker');
  expect(setup.aws.calls).toEqual([]);
});

test.each(['worker', 'parquetry-tune', 'arn:aws:lambda:eu-north-1:1:function:worker'])(
  'a function that is no copy is not deleted: %s',
  async (name) => {
    await using setup = await openSetup();
    const { clients, clock } = setup.dependencies;
    const plane = { lambda: clients.lambda, clock, signal: undefined };
    await expect(deleteCopy(plane, name)).rejects.toThrow('is no copy of a tune');
    expect(setup.aws.calls).toEqual([]);
  },
);
