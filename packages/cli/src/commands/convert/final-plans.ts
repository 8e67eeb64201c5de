import {
  type ConversionPlan,
  displayRef,
  type Engine,
  type EngineLimits,
  type EngineSession,
  type ObjectRef,
} from '@parquetry/core';

/** The last plan that was carried out of each source: with the final types, where a guess had been contradicted. */
export class FinalPlans {
  readonly #plans = new Map<string, ConversionPlan>();

  of(source: ObjectRef): ConversionPlan | undefined {
    return this.#plans.get(displayRef(source));
  }

  /** A session that refuses what its engine does not support, and notes every other plan here. */
  watch(engine: Engine, limits: EngineLimits, session: EngineSession): EngineSession {
    return {
      filesInFlight: session.filesInFlight,
      convert: async (plan, signal) => {
        const support = engine.supports(plan, limits);
        if (!support.supported) return { status: 'unsupported', because: support.because };
        this.#plans.set(displayRef(plan.source.ref), plan);
        return session.convert(plan, signal);
      },
      [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
    };
  }
}
