import { isDeepStrictEqual } from 'node:util';
import {
  collectBytes,
  type DeclaredTypes,
  describeSource,
  memoryStore,
  type ObjectStore,
  type PlannedInput,
  planEach,
  type SourceDescription,
  type TableSchema,
} from '@parquetry/core';
import { type Job, type Model, modelOf, type Recipe } from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';
import { plural } from '../../terminal/format.ts';
import type { WantedRecipe } from './wanted-recipe.ts';

/** How types are to be found. */
export interface Inference {
  readonly recipe: WantedRecipe;
  readonly declared: DeclaredTypes;
  readonly undeclared: 'infer' | 'string';
  /** Of each object; all of it when absent. */
  readonly sampleBytes: number | undefined;
  readonly signal: AbortSignal;
}

/** What some objects say of all. */
export interface InferredTyping {
  readonly typing: Extract<Recipe['typing'], { kind: 'shared' }>;
  readonly kind: 'csv' | 'json';
  /** Objects that could not be used, and the first reason. */
  readonly unusable: { readonly objects: number; readonly first: string } | undefined;
}

interface Looked {
  readonly source: SourceDescription;
  readonly model: Model | undefined;
}

/** Its first line at least, in every file that is one of lines. */
const MODEL_BYTES = 1 << 16;

interface Holding {
  readonly store: ObjectStore;
  /** Its beginning, at least the first line. */
  readonly holdOne: (job: Job, signal: AbortSignal) => Promise<Uint8Array>;
}

/** The beginnings of objects are read again and again while their types are found: small objects, from memory. */
function holding(store: ObjectStore, mostBytes: number): Holding {
  const memory = memoryStore();
  const held = new Set<string>();
  const isHeld = ({ bucket, key }: { bucket: string; key: string }) => held.has(`${bucket}/${key}`);
  const holdOne = async ({ source: { ref, bytes = 0 } }: Job, signal: AbortSignal): Promise<Uint8Array> => {
    if (bytes > mostBytes) {
      return collectBytes(store.read(ref, { range: { start: 0, end: MODEL_BYTES }, signal }));
    }
    const content = await collectBytes(store.read(ref, { signal }));
    await memory.write(ref, asBody(content));
    held.add(`${ref.bucket}/${ref.key}`);
    return content;
  };
  const both: ObjectStore = {
    ...store,
    stat: (ref, signal) => (isHeld(ref) ? memory : store).stat(ref, signal),
    read: (ref, options) => (isHeld(ref) ? memory : store).read(ref, options),
  };
  return { store: both, holdOne };
}

async function* asBody(content: Uint8Array) {
  yield content;
}

const columnsOf = ({ format, columnNames }: SourceDescription) => JSON.stringify([format.kind, columnNames]);

/** The columns that most of the objects have; the first of those where others are as many. */
function mostCommon(all: readonly Looked[]): SourceDescription {
  const counts = new Map<string, number>();
  for (const { source } of all) counts.set(columnsOf(source), (counts.get(columnsOf(source)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return all.find(({ source }) => counts.get(columnsOf(source)) === most)!.source;
}

const withoutGuesses = ({ columns }: TableSchema): TableSchema => ({
  columns: columns.map(({ guess: _, ...column }) => column),
});

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

class Looking {
  readonly #inference: Inference;
  /** Why objects could not be used. */
  readonly reasons: string[] = [];

  constructor(inference: Inference) {
    this.#inference = inference;
  }

  async lookAt(sample: readonly Job[], { store, holdOne }: Holding): Promise<Looked[]> {
    const { recipe, signal } = this.#inference;
    const look = async (job: Job): Promise<Looked | undefined> => {
      try {
        const beginning = await holdOne(job, signal);
        const source = await describeSource(store, job.source.ref, { ...recipe.source, signal });
        return { source, model: modelOf(source, beginning) };
      } catch (error) {
        signal.throwIfAborted();
        this.reasons.push(reasonOf(error));
        return undefined;
      }
    };
    return (await Promise.all(sample.map(look))).filter((one) => one !== undefined);
  }

  /** Those that fit the columns of most, planned together. */
  async plan(looked: readonly Looked[], { store }: Holding) {
    if (looked.length === 0) return [];
    const { recipe, declared, undeclared, sampleBytes, signal } = this.#inference;
    const { badRows, invalidBytes, newColumns } = recipe;
    const inputs = looked.map(({ source }): PlannedInput => ({ source, outputs: nowhere(recipe) }));
    const plannings = await planEach(store, inputs, {
      declared,
      undeclared,
      shareSchema: true,
      sampleBytes,
      model: mostCommon(looked),
      signal,
      newColumns,
      ...(badRows && { badRows }),
      ...(invalidBytes && { invalidBytes }),
    });
    return plannings.flatMap((one, index) => {
      if (one.status === 'planned') return [{ plan: one.plan, ...looked[index]! }];
      this.reasons.push(reasonOf(one.error));
      return [];
    });
  }
}

/**
 * One schema for all objects, from the beginnings of some; how they are read, too, where all of those begin with the same
 * line.
 *
 * @throws UsageError when none of them can be read.
 */
export async function inferTyping(
  store: ObjectStore,
  sample: readonly Job[],
  inference: Inference,
): Promise<InferredTyping> {
  const held = holding(store, inference.sampleBytes ?? MODEL_BYTES);
  const looking = new Looking(inference);
  const planned = await looking.plan(await looking.lookAt(sample, held), held);
  const { reasons } = looking;
  const [first] = planned;
  if (first === undefined) {
    throw new UsageError(
      `no types can be found: none of ${plural(sample.length, 'object')} that were looked at can be read. The first: ` +
        `${reasons[0]}`,
    );
  }
  const { model } = first;
  const isOneModel = model !== undefined && planned.every((one) => isDeepStrictEqual(one.model, model));
  return {
    typing: {
      kind: 'shared',
      schema: withoutGuesses(first.plan.schema),
      isWhole: true,
      ...(isOneModel && { model }),
    },
    kind: first.source.format.kind,
    unusable: reasons.length === 0 ? undefined : { objects: reasons.length, first: reasons[0]! },
  };
}

const nowhere = ({ outputs }: WantedRecipe) =>
  outputs.map((choice) => ({ ...choice, ref: { bucket: '', key: choice.format } }));
