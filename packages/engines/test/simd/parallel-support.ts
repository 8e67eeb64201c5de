import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConversionPlan,
  collectBytes,
  type EngineSession,
  fileStore,
  markReopenable,
  type ObjectStore,
  type RowCounts,
  reopeningOf,
} from '@parquetry/core';
import type { ThreadChoices } from '../../src/simd/parallel/session-threads.ts';
import { openSimd } from '../../src/simd/simd-engine.ts';
import { PLAIN_CSV, planFor, type TextOptions } from '../support/convert-csv.ts';
import type { ReadTable } from '../support/read-table.ts';
import { avsc } from '../support/readers/avsc.ts';
import { hyparquet } from '../support/readers/hyparquet.ts';

export const MEMORY_BYTES = 2 ** 30;

/** A session of several threads that takes the smallest source for a large one, and cuts it into small ranges. */
export const openThreads = (
  store: ObjectStore,
  threads: number,
  choices: ThreadChoices = {},
): Promise<EngineSession> =>
  openSimd(store, { memoryBytes: MEMORY_BYTES, threads }, undefined, { leastRangedBytes: 1, ...choices });

/** A store with changed members that other threads may reopen all the same. */
export function markedLike(store: ObjectStore, change: (store: ObjectStore) => ObjectStore): ObjectStore {
  return markReopenable(change(store), reopeningOf(store)!);
}

/** A directory with one source, which is gone when it is disposed of. */
export class SourceDirectory implements AsyncDisposable {
  readonly path: string;
  readonly store = fileStore();

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<SourceDirectory> {
    return new SourceDirectory(await mkdtemp(join(tmpdir(), 'parquetry-parallel-')));
  }

  ref(name: string) {
    return { bucket: this.path, key: name };
  }

  async plan(csv: string | Uint8Array, options: TextOptions = {}, name = 'in.csv'): Promise<ConversionPlan> {
    await writeFile(join(this.path, name), csv);
    return planFor(this.store, this.ref(name), { ...PLAIN_CSV, to: this.path, ...options });
  }

  /** A plan whose types were guessed from the first part of the text. */
  async planFromBeginning(beginning: string, rest: string | Uint8Array, options: TextOptions = {}) {
    const plan = await this.plan(beginning, options);
    const text = Buffer.concat([Buffer.from(beginning), Buffer.from(rest)]);
    await writeFile(join(this.path, 'in.csv'), text);
    const { etag: _, ...source } = plan.source;
    return { ...plan, source: { ...source, bytes: text.length } };
  }

  /** All names but those of sources. */
  async outputs(): Promise<string[]> {
    return (await readdir(this.path)).filter((name) => !name.endsWith('.csv')).sort();
  }

  async read(name: string): Promise<Uint8Array> {
    return collectBytes(this.store.read(this.ref(name)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true });
  }
}

/** What became of a plan, as far as it may not depend on threads. */
export type Outcome =
  | {
      readonly status: 'converted';
      readonly rows: RowCounts;
      readonly bytes: { readonly read: number; readonly parsed: number };
      readonly tables: readonly ReadTable[];
      readonly rejects: string;
    }
  | { readonly status: 'failed'; readonly error: object; readonly name: string; readonly message: string };

async function tablesOf(directory: SourceDirectory, plan: ConversionPlan): Promise<ReadTable[]> {
  const tables: ReadTable[] = [];
  for (const { format, ref } of plan.outputs) {
    const reader = format === 'parquet' ? hyparquet : avsc;
    tables.push(await reader.read(await directory.read(ref.key)));
  }
  return tables;
}

/** Carries out a plan, looks at what it has left behind, and takes that away again. */
export async function outcomeOf(
  session: EngineSession,
  directory: SourceDirectory,
  plan: ConversionPlan,
  signal?: AbortSignal,
): Promise<Outcome> {
  try {
    const conversion = await session.convert(plan, signal);
    if (conversion.status === 'unsupported') throw new Error(conversion.because);
    const { rows, bytes, rejects } = conversion.result;
    const lines = rejects ? Buffer.from(await directory.read(rejects.ref.key)).toString() : '';
    const tables = await tablesOf(directory, plan);
    for (const name of await directory.outputs()) await rm(join(directory.path, name));
    return { status: 'converted', rows, bytes, tables, rejects: lines };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { status: 'failed', error: { ...error }, name: error.constructor.name, message: error.message };
  }
}
