import type { Engine } from '@parquetry/core';

const engines = {
  sequential: async () => (await import('./sequential/sequential-engine.ts')).sequential,
  'worker-pool': async () => (await import('./worker-pool/worker-pool-engine.ts')).workerPool,
  'wasm-arrow': async () => (await import('./wasm-arrow/wasm-arrow-engine.ts')).wasmArrow,
} satisfies Record<string, () => Promise<Engine>>;

export type EngineName = keyof typeof engines;

export const engineNames = Object.keys(engines) as readonly EngineName[];

export const isEngineName = (name: string): name is EngineName => Object.hasOwn(engines, name);

/** Loads an engine and, only then, the libraries it stands on. */
export const loadEngine = (name: EngineName): Promise<Engine> => engines[name]();
