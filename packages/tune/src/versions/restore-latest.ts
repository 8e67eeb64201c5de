import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type ControlPlane, readConfiguration } from './control-plane.ts';
import type { LockMark } from './run-mark.ts';
import { isSet, setLatest, settingOf } from './set-latest.ts';

/** `kept`: somebody else has set it to something that the tune never tried. */
export type Restored = 'unchanged' | 'restored' | 'kept';

/** Between two versions of the same size stands one with a megabyte more or less. */
function isOfTheTune(configuration: FunctionConfiguration, mark: LockMark): boolean {
  const { engine, memoryMb } = settingOf(configuration);
  const isMemory =
    memoryMb === mark.memoryMb || mark.triedMemoryMb.some((tried) => Math.abs(tried - memoryMb) <= 1);
  const isEngine = engine === mark.engine || (engine !== null && mark.triedEngines.includes(engine));
  return isMemory && (mark.engine === undefined || isEngine);
}

/** Gives `$LATEST` the memory and the engine that it had before the tune; what somebody else set stays. */
export async function restoreLatest(plane: ControlPlane, name: string, mark: LockMark): Promise<Restored> {
  const found = await readConfiguration(plane, name);
  const original = { memoryMb: mark.memoryMb, engine: mark.engine };
  if (isSet(found, original)) return 'unchanged';
  if (!isOfTheTune(found, mark)) return 'kept';
  await setLatest(plane, name, original, (latest) => isOfTheTune(latest, mark));
  return 'restored';
}
