import {
  AddPermissionCommand,
  CreateAliasCommand,
  type CreateAliasCommandInput,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetPolicyCommand,
  ListTagsCommand,
  PublishVersionCommand,
  paginateListAliases,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { expect, it } from 'vitest';
import { useServices } from './support/use-service.ts';

const open = useServices();
const chances: number[] = [];

/** A function with version 1 of 128 MB and version 2 of 512 MB. */
async function openWithVersions() {
  const inUse = await open((_event, { version }) => version, { chance: () => chances.shift() ?? 0.999 });
  await inUse.create('f', { Publish: true });
  await inUse.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', MemorySize: 512 }));
  await inUse.untilUpdated('f');
  await inUse.lambda.send(new PublishVersionCommand({ FunctionName: 'f' }));
  await inUse.untilActive('f:2');
  const create = (more: Partial<CreateAliasCommandInput> = {}) =>
    inUse.lambda.send(
      new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1', ...more }),
    );
  return { inUse, create, lambda: inUse.lambda };
}

it('an alias leads to its version, and elsewhere once it is updated', async () => {
  const { inUse, create, lambda } = await openWithVersions();
  expect(await create()).toMatchObject({
    AliasArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:live',
    FunctionVersion: '1',
    $metadata: { httpStatusCode: 201 },
  });
  expect(await inUse.invoke('f:live')).toMatchObject({ value: '1', ExecutedVersion: '1' });
  const { RevisionId } = await lambda.send(new GetAliasCommand({ FunctionName: 'f', Name: 'live' }));
  const update = (revision: string | undefined) =>
    lambda.send(
      new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '2', RevisionId: revision }),
    );
  await expect(update('another')).rejects.toMatchObject({ name: 'PreconditionFailedException' });
  await update(RevisionId);
  expect((await inUse.invoke('f', {}, { Qualifier: 'live' })).ExecutedVersion).toBe('2');
});

it('an alias with weights leads to its second version as often as the weight says', async () => {
  const { inUse, create } = await openWithVersions();
  const created = await create({ RoutingConfig: { AdditionalVersionWeights: { '2': 0.25 } } });
  expect(created.RoutingConfig).toEqual({ AdditionalVersionWeights: { '2': 0.25 } });
  chances.push(0.1, 0.249, 0.25, 0.9);
  const versions = [];
  for (let n = 0; n < 4; n++) versions.push((await inUse.invoke('f:live')).ExecutedVersion);
  expect(versions).toEqual(['2', '2', '1', '1']);
});

it.each([
  [{ FunctionVersion: '9' }, 'ResourceNotFoundException'],
  [{ Name: '12' }, 'InvalidParameterValueException'],
  [
    { FunctionVersion: '$LATEST', RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } } },
    'InvalidParameterValueException',
  ],
  [{ RoutingConfig: { AdditionalVersionWeights: { '2': 1.5 } } }, 'InvalidParameterValueException'],
  [{ RoutingConfig: { AdditionalVersionWeights: { '1': 0.5 } } }, 'InvalidParameterValueException'],
])('an alias with %o is refused with %s', async (more, exception) => {
  const { create } = await openWithVersions();
  await expect(create(more)).rejects.toMatchObject({ name: exception });
});

it('a version that an alias leads to is not deleted, the alias is, and then the version', async () => {
  const { inUse, create, lambda } = await openWithVersions();
  await create();
  await expect(create()).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: 'Alias already exists: arn:aws:lambda:us-east-1:000000000000:function:f:live',
  });
  const remove = (Qualifier: string) =>
    lambda.send(new DeleteFunctionCommand({ FunctionName: 'f', Qualifier }));
  await expect(remove('1')).rejects.toMatchObject({ name: 'ResourceConflictException' });
  await expect(remove('$LATEST')).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await lambda.send(new DeleteAliasCommand({ FunctionName: 'f', Name: 'live' }));
  await remove('1');
  await expect(inUse.invoke('f:1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(lambda.send(new GetAliasCommand({ FunctionName: 'f', Name: 'live' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

it('aliases are listed in pages, and by version', async () => {
  const { create, lambda } = await openWithVersions();
  for (const Name of ['c', 'a', 'b']) await create({ Name, FunctionVersion: Name === 'b' ? '2' : '1' });
  const list = async (FunctionVersion?: string) => {
    const names = [];
    const paged = paginateListAliases(
      { client: lambda, pageSize: 2 },
      { FunctionName: 'f', FunctionVersion },
    );
    for await (const { Aliases } of paged) names.push(...(Aliases ?? []).map((alias) => alias.Name));
    return names;
  };
  expect(await list()).toEqual(['a', 'b', 'c']);
  expect(await list('2')).toEqual(['b']);
});

it('tags and policies are kept and told', async () => {
  const { lambda } = await openWithVersions();
  const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:f';
  await lambda.send(new TagResourceCommand({ Resource, Tags: { run: '1', owner: 'me' } }));
  await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['owner'] }));
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ run: '1' });
  const policy = () => lambda.send(new GetPolicyCommand({ FunctionName: 'f' }));
  await expect(policy()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const permission = {
    FunctionName: 'f',
    StatementId: 's3',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
  };
  await lambda.send(new AddPermissionCommand(permission));
  await expect(lambda.send(new AddPermissionCommand(permission))).rejects.toMatchObject({
    name: 'ResourceConflictException',
  });
  expect(JSON.parse((await policy()).Policy ?? '')).toMatchObject({
    Statement: [{ Sid: 's3', Principal: { Service: 's3.amazonaws.com' }, Resource }],
  });
  await lambda.send(new RemovePermissionCommand({ FunctionName: 'f', StatementId: 's3' }));
  await expect(policy()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
