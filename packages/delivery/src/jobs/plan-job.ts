import {
  type ConversionPlan,
  collectBytes,
  conversionPlan,
  DEFAULT_READ_LIMITS,
  describeSource,
  type ObjectStat,
  type ObjectStore,
  type OutputPlan,
  type PlannedInput,
  type Planning,
  type PlanningOptions,
  planEach,
  type TableSchema,
} from '@parquetry/core';
import type { NamedOutputs } from './name-outputs.ts';
import type { Model, Recipe } from './recipe.ts';

/** A job that is ready to be converted. */
export type PlannedJob =
  /** The schema is that of the recipe: a cell that does not fit it is a bad cell. */
  | { readonly kind: 'fixed'; readonly plan: ConversionPlan }
  /** Types were guessed from the object; a cell that contradicts them widens them. */
  | {
      readonly kind: 'guessed';
      readonly input: PlannedInput;
      readonly planning: Planning;
      readonly options: PlanningOptions;
    };

/** A schema that was inferred once and now holds for others: its guesses are not widened any more. */
const settled = ({ columns }: TableSchema): TableSchema => ({
  columns: columns.map(({ guess: _, ...column }) => column),
});

const outputPlans = (recipe: Recipe, refs: NamedOutputs): OutputPlan[] =>
  recipe.outputs.map((choice, index) => ({ ...choice, ref: refs.outputs[index]! }));

/** The start of `content` is that of the model, so that what is known of the model's format holds for it. */
function startsLike(content: Uint8Array, firstLine: Uint8Array): boolean {
  if (content.length < firstLine.length) return false;
  return Buffer.compare(content.subarray(0, firstLine.length), firstLine) === 0;
}

/**
 * Plans jobs of one recipe. An object whose first line is, byte for byte, that of the recipe's model is read as the
 * model is, without looking further; any other is described by itself.
 */
export class JobPlanner {
  readonly #recipe: Recipe;
  readonly #options: PlanningOptions;
  readonly #model: { readonly firstLine: Uint8Array; readonly plan: ConversionPlan } | undefined;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
    const { typing, badRows, invalidBytes, newColumns } = recipe;
    const isShared = typing.kind === 'shared';
    this.#options = {
      declared: new Map(isShared ? settled(typing.schema).columns.map((it) => [it.name, it]) : []),
      isSchemaGiven: isShared && typing.isWhole,
      undeclared: 'infer',
      shareSchema: false,
      sampleBytes: isShared ? undefined : typing.sampleBytes,
      ...(newColumns && { newColumns }),
      ...(badRows && { badRows }),
      ...(invalidBytes && { invalidBytes }),
    };
    if (isShared && typing.isWhole && typing.model) this.#model = this.#modelOf(typing.model, typing.schema);
  }

  /** `content`: the whole object, where it is at hand. */
  async plan(
    store: ObjectStore,
    source: ObjectStat,
    refs: NamedOutputs,
    content: Uint8Array | undefined,
    signal: AbortSignal,
  ): Promise<PlannedJob> {
    if (
      this.#model &&
      startsLike(await this.#beginning(store, source, content, signal), this.#model.firstLine)
    ) {
      return { kind: 'fixed', plan: this.#fromModel(this.#model.plan, source, refs) };
    }
    const description = await describeSource(store, source.ref, { ...this.#recipe.source, signal });
    const input: PlannedInput = {
      source: description,
      outputs: outputPlans(this.#recipe, refs),
      ...(refs.rejects && { rejects: refs.rejects }),
    };
    const options = { ...this.#options, signal };
    const [planning] = await planEach(store, [input], options);
    if (planning!.status === 'failed') throw planning!.error;
    const isFixed = this.#options.isSchemaGiven && options.newColumns !== 'add';
    return isFixed
      ? { kind: 'fixed', plan: planning!.plan }
      : { kind: 'guessed', input, planning: planning!, options };
  }

  /** As much as the model's first line has; of nothing but small objects, more is at hand. */
  async #beginning(
    store: ObjectStore,
    { ref, etag }: ObjectStat,
    content: Uint8Array | undefined,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    if (content !== undefined) return content;
    const range = { start: 0, end: this.#model!.firstLine.length };
    return await collectBytes(store.read(ref, { range, ifMatch: etag, signal }));
  }

  #modelOf({ format, firstLine }: Model, schema: TableSchema) {
    const { badRows, invalidBytes, newColumns, source, to } = this.#recipe;
    const nowhere = { bucket: to.bucket, key: '' };
    const plan = conversionPlan.parse({
      source: {
        ref: nowhere,
        compression: 'none',
        bytes: 0,
        format,
        limits: source.limits ?? DEFAULT_READ_LIMITS,
        ...(invalidBytes && { invalidBytes }),
      },
      schema: settled(schema),
      ...(badRows && { badRows }),
      ...(newColumns && { newColumns }),
      outputs: this.#recipe.outputs.map((choice) => ({
        ...choice,
        ref: { ...nowhere, key: choice.format },
      })),
    });
    return { firstLine: Buffer.from(firstLine, 'base64'), plan };
  }

  #fromModel(plan: ConversionPlan, { ref, bytes, etag }: ObjectStat, refs: NamedOutputs): ConversionPlan {
    return {
      ...plan,
      source: { ...plan.source, ref, bytes, etag },
      ...(refs.rejects && { rejects: refs.rejects }),
      outputs: plan.outputs.map((output, index) => ({ ...output, ref: refs.outputs[index]! })),
    };
  }
}
