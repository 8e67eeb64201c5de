import type { Engine } from '@parquetry/core';
import {
  type BatchClock,
  type DeliveryLogger,
  type DeliveryMeter,
  deliveryLog,
  deliveryMeter,
  type EventHandling,
  leftOutOf,
  type Observe,
  type PipelineUsage,
  type Recipe,
  recipeFingerprint,
  sourceFilter,
  sumUsage,
  tellAll,
} from '@parquetry/delivery';
import { openS3 } from '@parquetry/s3';
import type { ConvertSettings } from '../settings/convert-settings.ts';
import { type Reading, readingOf, recipeOf } from '../stored-recipe.ts';
import { type Letters, lettersOf } from './letters-of.ts';
import { type OpenPipeline, Pipelines, requestOf } from './pipelines.ts';
import { PlanRunner } from './plan-runner.ts';
import { tellNotes } from './tell-notes.ts';

/** What the service is given of the outside. */
export interface ServiceParts {
  readonly log: DeliveryLogger;
  readonly openPipeline: OpenPipeline;
  readonly loadEngine: (name: string) => Promise<Engine>;
  readonly clock: BatchClock;
  /** Metrics of jobs, where they are wanted. */
  readonly observe?: Observe;
}

/** Of one event or invocation. */
export interface Invocation {
  readonly signal: AbortSignal;
  /** Absent: there is no end. */
  readonly remainingMs?: () => number;
  /** Hears what this invocation's own jobs tell. */
  readonly observe?: Observe;
}

const MOST_LEAST_MS = 5_000;
/** With a fourth of its time left a function that does little begins nothing more. */
const LEAST_SHARE = 4;

/** One environment of the function, or one worker: everything that is opened once and used by every event. */
export class ConvertService implements AsyncDisposable {
  readonly settings: ConvertSettings;
  readonly recipe: Recipe;
  readonly reading: Reading;
  readonly pipelines: Pipelines;
  readonly letters: Letters;
  /** Since it was opened. */
  readonly meter: DeliveryMeter;
  readonly #parts: ServiceParts;
  readonly #observe: Observe;
  #plans: Promise<PlanRunner> | undefined;

  constructor(
    opened: Pick<ConvertService, 'settings' | 'recipe' | 'reading' | 'pipelines' | 'meter'>,
    observe: Observe,
    parts: ServiceParts,
  ) {
    this.settings = opened.settings;
    this.recipe = opened.recipe;
    this.reading = opened.reading;
    this.pipelines = opened.pipelines;
    this.meter = opened.meter;
    this.#observe = observe;
    this.#parts = parts;
    const { errors, output, deadLetterQueue } = this.settings;
    this.letters = lettersOf({
      store: this.pipelines.own.store,
      recipe: this.recipe,
      place: deadLetterQueue === undefined ? (errors ?? output) : output,
      queueUrl: deadLetterQueue,
      clock: parts.clock,
      onReplacedRecipe: (ref) =>
        parts.log.warn('another recipe was stored there, and is replaced', { recipe: ref }),
    });
  }

  get clock(): BatchClock {
    return this.#parts.clock;
  }

  get log(): DeliveryLogger {
    return this.#parts.log;
  }

  /** Everybody who hears of the jobs of an invocation. */
  observerOf({ observe }: Invocation): Observe {
    return observe ? tellAll(this.#observe, observe) : this.#observe;
  }

  handling(invocation: Invocation): EventHandling {
    const { remainingMs } = invocation;
    return {
      letters: this.letters.letters,
      recipe: recipeFingerprint(this.recipe),
      clock: this.clock,
      signal: invocation.signal,
      concurrency: this.settings.concurrency,
      whyLeftOut: leftOutOf(this.recipe.from, sourceFilter.parse({})),
      ...(remainingMs && { remainingMs, leastMs: Math.min(MOST_LEAST_MS, remainingMs() / LEAST_SHARE) }),
      observe: this.observerOf(invocation),
      tell: tellNotes(this.log),
    };
  }

  /** What carries out whole plans, opened with the first of them. */
  async plans(): Promise<PlanRunner> {
    this.#plans ??= this.#openPlans();
    try {
      return await this.#plans;
    } catch (error) {
      this.#plans = undefined;
      throw error;
    }
  }

  /** Since it was opened. */
  async usage(): Promise<PipelineUsage> {
    const plans = await this.#plans?.catch(() => undefined);
    const ofPlans = plans && { s3: plans.stores.usage(), cache: plans.stores.cacheUsage() };
    const ofPipelines = await this.pipelines.usage();
    return ofPlans ? sumUsage([ofPipelines, ofPlans]) : ofPipelines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.letters[Symbol.dispose]();
    await this.pipelines[Symbol.asyncDispose]();
    await (await this.#plans?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }

  async #openPlans(): Promise<PlanRunner> {
    const engine = await this.#parts.loadEngine(this.settings.engine);
    return await PlanRunner.open(requestOf(this.recipe, this.settings), engine);
  }
}

async function findReading(settings: ConvertSettings): Promise<Reading> {
  await using s3 = openS3(settings.pipeline.s3);
  return await readingOf(settings, s3);
}

/** Opens everything that events need; requests are made only where a stored recipe is to be read. */
export async function openConvertService(
  settings: ConvertSettings,
  parts: ServiceParts,
): Promise<ConvertService> {
  const meter = deliveryMeter();
  const observe = tellAll(meter.observe, deliveryLog(parts.log), ...(parts.observe ? [parts.observe] : []));
  const reading = await findReading(settings);
  const recipe = recipeOf(reading, settings.input, settings.output, settings.errors);
  const pipelines = await Pipelines.open(recipe, settings, parts.openPipeline, observe);
  return new ConvertService({ settings, recipe, reading, pipelines, meter }, observe, parts);
}
