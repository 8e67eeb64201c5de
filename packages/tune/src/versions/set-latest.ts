import { type FunctionConfiguration, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { engineOf } from '../invoke/describe-function.ts';
import { isChangedMeanwhile } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';
import {
  type ControlPlane,
  callPatiently,
  readConfiguration,
  sendOptions,
  waitUntilReady,
} from './control-plane.ts';

/** What a tune changes of `$LATEST`, and nothing else. */
export interface LatestSetting {
  readonly memoryMb: number;
  /** `ENGINE`: null where it is not set; undefined: not looked at. */
  readonly engine: string | null | undefined;
}

export const settingOf = (
  configuration: FunctionConfiguration,
): { memoryMb: number; engine: string | null } => ({
  memoryMb: configuration.MemorySize ?? 0,
  engine: engineOf(configuration),
});

export function isSet(configuration: FunctionConfiguration, { engine, memoryMb }: LatestSetting): boolean {
  const now = settingOf(configuration);
  return now.memoryMb === memoryMb && (engine === undefined || now.engine === engine);
}

/** @throws TuneError where the others cannot be read: they would be lost. */
function environmentWith(configuration: FunctionConfiguration, engine: string | null) {
  const error = configuration.Environment?.Error;
  if (error) {
    const because = error.Message ?? error.ErrorCode ?? 'no reason given';
    throw new TuneError(
      'denied',
      `the environment of the function cannot be read (${because}), so ENGINE is not set`,
    );
  }
  const { ENGINE: _, ...others } = configuration.Environment?.Variables ?? {};
  return { Environment: { Variables: engine === null ? others : { ...others, ENGINE: engine } } };
}

/**
 * Sets memory and engine of `$LATEST` as long as it is what `expected` says, and waits until that is done. Lambda compares
 * revisions, so of two who change a function at the same time one is refused.
 *
 * @throws TuneError `refused` where somebody else has changed it.
 */
export async function setLatest(
  plane: ControlPlane,
  name: string,
  wanted: LatestSetting,
  isExpected: (configuration: FunctionConfiguration) => boolean,
): Promise<FunctionConfiguration> {
  const found = await readConfiguration(plane, name);
  const somebodyElse = `somebody else has changed ${name} meanwhile: the tune leaves it as it is`;
  if (!isExpected(found)) throw new TuneError('refused', somebodyElse);
  if (isSet(found, wanted)) return waitUntilReady(plane, name);
  const { engine, memoryMb } = wanted;
  const isOtherEngine = engine !== undefined && engineOf(found) !== engine;
  await callPatiently(plane, `setting ${name} to ${memoryMb} MB`, async () => {
    try {
      await plane.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: name,
          MemorySize: memoryMb,
          ...(isOtherEngine && environmentWith(found, engine)),
          ...(found.RevisionId !== undefined && { RevisionId: found.RevisionId }),
        }),
        sendOptions(plane.signal),
      );
    } catch (error) {
      if (isChangedMeanwhile(error)) throw new TuneError('refused', somebodyElse, { cause: error });
      throw error;
    }
  });
  return waitUntilReady(plane, name);
}
