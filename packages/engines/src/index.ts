import type { Engine } from '@parquetry/core';

const engines = {
  sequential: async () => (await import('./sequential/sequential-engine.ts')).sequential,
  'worker-pool': async () => (await import('./worker-pool/worker-pool-engine.ts')).workerPool,
  'wasm-arrow': async () => (await import('./wasm-arrow/wasm-arrow-engine.ts')).wasmArrow,
  simd: async () => (await import('./simd/simd-engine.ts')).simd,
} satisfies Record<string, () => Promise<Engine>>;

const contestants = {
  duckdb: async () => (await import('./contestants/duckdb/duckdb-engine.ts')).duckdb,
  polars: async () => (await import('./contestants/polars/polars-engine.ts')).polars,
  'js-best': async () => (await import('./contestants/js-best/js-best-engine.ts')).jsBest,
} satisfies Record<string, () => Promise<Engine>>;

export type EngineName = keyof typeof engines;
export type ContestantName = keyof typeof contestants;

/** The project's own: all of them pass the conformance suite, and convert. */
export const engineNames = Object.keys(engines) as readonly EngineName[];

/** Other libraries at their best, to be measured against. They take the types of a plan on trust. */
export const contestantNames = Object.keys(contestants) as readonly ContestantName[];

export const isEngineName = (name: string): name is EngineName => Object.hasOwn(engines, name);

/** Whoever can be measured. */
export const contenderNames: readonly (EngineName | ContestantName)[] = [...engineNames, ...contestantNames];

export const isContenderName = (name: string): name is EngineName | ContestantName =>
  isEngineName(name) || Object.hasOwn(contestants, name);

/** Loads an engine, or a contestant, and only then the libraries it stands on. */
export const loadEngine = (name: EngineName | ContestantName): Promise<Engine> =>
  ({ ...engines, ...contestants })[name]();
