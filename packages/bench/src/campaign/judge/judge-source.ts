import {
  type ConversionPlan,
  collectBytes,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  StoreError,
} from '@parquetry/core';
import { type Verification, verifyOutputs } from '../../verification/verify-outputs.ts';
import type { DeliveryAnswer } from '../deliveries/delivery-order.ts';
import { type Lake, planOf, type StoredSource } from '../sources/lake.ts';
import { readIds } from './read-ids.ts';

export interface SourceJudging {
  readonly store: ObjectStore;
  readonly lake: Lake;
  readonly writers: DeliveryAnswer['writers'];
  readonly signal?: AbortSignal | undefined;
}

/** Whether what was made of a source is what it holds. */
export type SourceRuling =
  | { readonly status: 'equal'; readonly rows: number; readonly verifiedBy: Readonly<Record<string, string>> }
  | { readonly status: 'lost' | 'doubled' | 'wrong'; readonly because: string };

const plural = (count: number) => (count === 1 ? 'a row' : `${count} rows`);

/** By the ids, which no two rows have in common: whether there are too few, too many, or others. */
async function compareIds(
  { store, signal }: SourceJudging,
  output: ObjectRef,
  expected: ReadonlySet<bigint>,
  mismatch: string,
): Promise<SourceRuling> {
  const name = displayRef(output);
  let found: bigint[];
  try {
    found = await readIds(store, output, signal);
  } catch (error) {
    signal?.throwIfAborted();
    return { status: 'lost', because: `${name} cannot be read: ${(error as Error).message}` };
  }
  const distinct = new Set(found);
  const missing = [...expected].filter((id) => !distinct.has(id)).length;
  if (missing > 0) return { status: 'lost', because: `${name} lacks ${plural(missing)}; ${mismatch}` };
  const more = found.length - expected.size;
  if (more > 0) return { status: 'doubled', because: `${name} has ${plural(more)} too many; ${mismatch}` };
  return { status: 'wrong', because: `${name}: ${mismatch}` };
}

async function idsOfSource({ store, lake, signal }: SourceJudging, { key }: StoredSource) {
  const ref = { bucket: lake.from.bucket, key: lake.from.prefix + key };
  const text = Buffer.from(await collectBytes(store.read(ref, signal ? { signal } : {}))).toString('utf8');
  return new Set([...text.matchAll(/^(\d+),/gm)].map(([, id]) => BigInt(id!)));
}

/** A source of which nothing can be made has no outputs that could be right. */
async function verify(
  { store, writers, signal }: SourceJudging,
  plan: ConversionPlan,
): Promise<Verification> {
  try {
    return await verifyOutputs({ store, plan, writers, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof StoreError) throw error;
    return { status: 'wrong-output', mismatch: `the source cannot be read: ${(error as Error).message}` };
  }
}

/** Compares outputs of a source, those that are there, with it, row by row, by readers that have not written them. */
export async function judgeSource(
  judging: SourceJudging,
  source: StoredSource,
  isThere: (key: string) => boolean,
): Promise<SourceRuling> {
  const whole = planOf(judging.lake, source);
  const plan = { ...whole, outputs: whole.outputs.filter(({ ref }) => isThere(ref.key)) };
  const ruling = await verify(judging, plan);
  const expected = await idsOfSource(judging, source);
  if (ruling.status === 'verified') {
    return { status: 'equal', rows: expected.size, verifiedBy: ruling.verifiedBy };
  }
  let worst: SourceRuling | undefined;
  for (const { ref } of plan.outputs) {
    const found = await compareIds(judging, ref, expected, ruling.mismatch);
    if (worst === undefined || worst.status === 'wrong') worst = found;
  }
  return worst!;
}
