import type { Engine } from '@parquetry/core';
import { isContenderName, loadEngine } from '@parquetry/engines';

export async function loadContender(name: string): Promise<Engine> {
  if (!isContenderName(name)) throw new RangeError(`there is no engine ${name}`);
  return await loadEngine(name);
}
