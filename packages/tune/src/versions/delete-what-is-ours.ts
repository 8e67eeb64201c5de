/**
 * The call that deletes a version deletes the whole function where the version is left out: nothing but these two may
 * make it.
 */
import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { type ControlPlane, callPatiently, sendOptions } from './control-plane.ts';
import { isCopyName } from './run-mark.ts';

/** Deletes one published version. */
export async function deleteVersion(plane: ControlPlane, name: string, version: string): Promise<void> {
  if (!/^\d+$/.test(version)) throw new Error(`${version} is no published version of ${name}`);
  const command = new DeleteFunctionCommand({ FunctionName: name, Qualifier: version });
  await callPatiently(plane, `deleting ${name}:${version}`, () =>
    plane.lambda.send(command, sendOptions(plane.signal)),
  );
}

/** Deletes a temporary copy, with all its versions. */
export async function deleteCopy(plane: ControlPlane, name: string): Promise<void> {
  if (!isCopyName(name)) throw new Error(`${name} is no copy of a tune`);
  const command = new DeleteFunctionCommand({ FunctionName: name });
  await callPatiently(plane, `deleting ${name}`, () => plane.lambda.send(command, sendOptions(plane.signal)));
}
