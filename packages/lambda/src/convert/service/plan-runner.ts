import {
  type ConversionPlan,
  type ConversionResult,
  displayRef,
  type Engine,
  type EngineSession,
  UnsupportedError,
} from '@parquetry/core';
import { openStores, type PipelineRequest, type PipelineStores } from '@parquetry/delivery';
import { isS3Bucket } from '@parquetry/s3';
import { FormError } from '../forms.ts';

/** A plan names its places itself; those of the function's own machine are nobody's to read or write. */
function requireInS3({ source, outputs, rejects }: ConversionPlan): void {
  const refs = [source.ref, ...outputs.map(({ ref }) => ref), ...(rejects ? [rejects] : [])];
  const elsewhere = refs.find(({ bucket }) => !isS3Bucket(bucket));
  if (elsewhere === undefined) return;
  throw new FormError(`the plan names ${displayRef(elsewhere)}, and a function reads and writes s3:// alone`);
}

/** Carries out whole plans, as they are: once each, streamed, by an engine of its own. */
export class PlanRunner implements AsyncDisposable {
  readonly #request: PipelineRequest;
  readonly #engine: Engine;
  readonly stores: PipelineStores;
  readonly #session: EngineSession;

  private constructor(
    request: PipelineRequest,
    engine: Engine,
    stores: PipelineStores,
    session: EngineSession,
  ) {
    this.#request = request;
    this.#engine = engine;
    this.stores = stores;
    this.#session = session;
  }

  /** `request`: of the pipeline whose settings hold. */
  static async open(request: PipelineRequest, engine: Engine): Promise<PlanRunner> {
    const stores = openStores(request);
    const session = await engine.open(stores.store, request.limits);
    return new PlanRunner(request, engine, stores, session);
  }

  /** @throws FormError for a plan that leads elsewhere; UnsupportedError; whatever conversions throw. */
  async run(plan: ConversionPlan, signal: AbortSignal): Promise<ConversionResult> {
    requireInS3(plan);
    const support = this.#engine.supports(plan, this.#request.limits);
    if (!support.supported) throw new UnsupportedError(support.because);
    const conversion = await this.#session.convert(plan, signal);
    if (conversion.status === 'unsupported') throw new UnsupportedError(conversion.because);
    return conversion.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
    await this.stores[Symbol.asyncDispose]();
  }
}
