import {
  type Observe,
  type Pipeline,
  type PipelineRequest,
  type PipelineUsage,
  type Recipe,
  recipeFingerprint,
  sumUsage,
} from '@parquetry/delivery';
import type { ConvertSettings } from '../settings/convert-settings.ts';

/** Opens a pipeline of an engine: in this thread, or in several. */
export type OpenPipeline = (engine: string, request: PipelineRequest, observe: Observe) => Promise<Pipeline>;

/** Recipes beside the function's own whose pipelines are kept, with their engine and connections. */
const MOST_OTHERS = 3;

/** The pipelines of one environment: that of events, and those of objects that are asked for by name. */
export class Pipelines implements AsyncDisposable {
  readonly #settings: ConvertSettings;
  readonly #open: OpenPipeline;
  readonly #observe: Observe;
  readonly own: Pipeline;
  readonly #ownRecipe: Recipe;
  /** The newest last. */
  readonly #others = new Map<string, Pipeline>();

  private constructor(
    own: Pipeline,
    recipe: Recipe,
    settings: ConvertSettings,
    open: OpenPipeline,
    observe: Observe,
  ) {
    this.own = own;
    this.#ownRecipe = recipe;
    this.#settings = settings;
    this.#open = open;
    this.#observe = observe;
  }

  static async open(
    recipe: Recipe,
    settings: ConvertSettings,
    open: OpenPipeline,
    observe: Observe,
  ): Promise<Pipelines> {
    const own = await open(settings.engine, requestOf(recipe, settings), observe);
    return new Pipelines(own, recipe, settings, open, observe);
  }

  async of(recipe: Recipe): Promise<Pipeline> {
    if (recipe === this.#ownRecipe) return this.own;
    const name = recipeFingerprint(recipe);
    const known = this.#others.get(name);
    const pipeline =
      known ?? (await this.#open(this.#settings.engine, requestOf(recipe, this.#settings), this.#observe));
    this.#others.delete(name);
    this.#others.set(name, pipeline);
    return pipeline;
  }

  /** Closes those that were not asked for lately. */
  async trim(): Promise<void> {
    for (const [name, pipeline] of [...this.#others].slice(0, -MOST_OTHERS)) {
      this.#others.delete(name);
      await pipeline[Symbol.asyncDispose]();
    }
  }

  async usage(): Promise<PipelineUsage> {
    const all = [this.own, ...this.#others.values()];
    return sumUsage(await Promise.all(all.map((pipeline) => pipeline.usage())));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pipeline of [this.own, ...this.#others.values()]) await pipeline[Symbol.asyncDispose]();
  }
}

export const requestOf = (recipe: Recipe, { pipeline, memoryBytes }: ConvertSettings): PipelineRequest => ({
  recipe,
  settings: pipeline,
  limits: { memoryBytes, threads: pipeline.threads },
  convertsCurrent: true,
});
