import type { Setting } from '../plan/size.ts';

/** A version to publish. `spacer`: nobody invokes it, it only stands between two that would be the same. */
export interface PlannedVersion extends Setting {
  readonly use: 'warm' | 'cold' | 'spacer';
}

const LEAST_MEMORY_MB = 128;

const isSame = (a: Setting, b: Setting) => a.memoryMb === b.memoryMb && a.engine === b.engine;

/** Rather less memory than more: of more an account may not be given any. */
const spacerOf = ({ engine, memoryMb }: Setting): PlannedVersion => ({
  memoryMb: memoryMb > LEAST_MEMORY_MB ? memoryMb - 1 : memoryMb + 1,
  engine,
  use: 'spacer',
});

/**
 * One version of every setting for its warm samples, and one for each cold sample, in an order in which no version is
 * published twice with the same configuration: Lambda would give back the one before instead of a new one.
 */
export function publishOrder(
  settings: readonly Setting[],
  coldOf: (setting: Setting) => number,
  original: Setting,
): PlannedVersion[] {
  const order: PlannedVersion[] = [];
  let last = original;
  const add = (version: PlannedVersion) => {
    if (isSame(version, last)) order.push(spacerOf(version));
    order.push(version);
    last = version;
  };
  const most = Math.max(0, ...settings.map(coldOf));
  // What is set already comes last: no spacer is needed before the first then.
  const inTurn = settings.toSorted((a, b) => Number(isSame(a, original)) - Number(isSame(b, original)));
  for (let number = 0; number <= most; number += 1) {
    for (const setting of inTurn) {
      if (number === 0) add({ ...setting, use: 'warm' });
      else if (number <= coldOf(setting)) add({ ...setting, use: 'cold' });
    }
  }
  return order;
}
