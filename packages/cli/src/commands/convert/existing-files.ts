import {
  collectBytes,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  type OutputFormat,
} from '@parquetry/core';
import { UsageError } from '../../exit-codes.ts';
import { STDOUT } from '../../inputs/expand-inputs.ts';
import { formatCount } from '../../terminal/format.ts';
import type { InputOutcome } from './input-outcome.ts';

const OUTPUT_FORMATS: readonly OutputFormat[] = ['parquet', 'avro'];

/** Each is a request where the store is S3. */
const STATS_AT_ONCE = 32;

/** @throws UsageError when there is one of these files already. */
export async function requireNew(
  store: ObjectStore,
  refs: readonly ObjectRef[],
  signal?: AbortSignal,
): Promise<void> {
  const existing: string[] = [];
  for (let at = 0; at < refs.length; at += STATS_AT_ONCE) {
    const found = await Promise.all(refs.slice(at, at + STATS_AT_ONCE).map((ref) => store.stat(ref, signal)));
    existing.push(...found.flatMap((stat) => (stat ? [displayRef(stat.ref)] : [])));
  }
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

/** Whether an earlier conversion left an output in a format that is not in `outputs`: the rejects may be its own. */
async function hasOtherOutput(store: ObjectStore, outputs: readonly ObjectRef[]): Promise<boolean> {
  const written = new Set(outputs.map(displayRef));
  const others = outputs
    .filter((ref) => ref !== STDOUT)
    .flatMap(({ bucket, key }) =>
      OUTPUT_FORMATS.map((format) => ({ bucket, key: key.replace(/[^.]*$/, format) })),
    )
    .filter((ref) => !written.has(displayRef(ref)));
  for (const ref of others) if (await store.stat(ref)) return true;
  return false;
}

/**
 * Removes what an earlier conversion set aside, where the conversion that replaced all of its outputs set nothing
 * aside. `places` are in the order of the outcomes; files in `kept` stay.
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
    const outputs = outcome.result.outputs.map(({ ref }) => ref);
    if (!(await store.stat(place)) || (await hasOtherOutput(store, outputs))) continue;
    if (await isRejectsFile(store, place)) await store.delete(place);
  }
}
