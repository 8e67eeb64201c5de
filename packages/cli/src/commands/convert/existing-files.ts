import { collectBytes, displayRef, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { UsageError } from '../../exit-codes.ts';
import { formatCount } from '../../terminal/format.ts';
import type { InputOutcome } from './input-outcome.ts';

/** @throws UsageError when there is one of these files already. */
export async function requireNew(store: ObjectStore, refs: readonly ObjectRef[]): Promise<void> {
  const existing: string[] = [];
  for (const ref of refs) if (await store.stat(ref)) existing.push(displayRef(ref));
  if (existing.length === 0) return;
  const others = existing.length > 1 ? ` (and ${formatCount(existing.length - 1)} more)` : '';
  throw new UsageError(`${existing[0]}${others} exists already; use --overwrite to replace it`);
}

/** What every line of a rejects file begins with. */
const REJECT_LINE = '{"source":';

async function isRejectsFile(store: ObjectStore, ref: ObjectRef): Promise<boolean> {
  const head = await collectBytes(store.read(ref, { range: { start: 0, end: REJECT_LINE.length } }));
  return Buffer.from(head).toString('latin1') === REJECT_LINE;
}

/**
 * Removes what an earlier conversion set aside, where the conversion that replaced its output set nothing aside.
 * `places` are in the order of the outcomes; files in `kept` stay.
 */
export async function removeStaleRejects(
  store: ObjectStore,
  outcomes: readonly InputOutcome[],
  places: readonly (ObjectRef | undefined)[],
  kept: ReadonlySet<string>,
): Promise<void> {
  for (const [index, { outcome }] of outcomes.entries()) {
    const place = places[index];
    if (place === undefined || kept.has(displayRef(place))) continue;
    if (outcome.status !== 'converted' || outcome.result.rejects) continue;
    if ((await store.stat(place)) && (await isRejectsFile(store, place))) await store.delete(place);
  }
}
