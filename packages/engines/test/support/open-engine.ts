import {
  type Engine,
  type EngineLimits,
  type EngineSession,
  memoryStore,
  type ObjectStore,
} from '@parquetry/core';
import { afterAll, beforeAll } from 'vitest';
import { type EngineName, loadEngine } from '../../src/index.ts';

export const LIMITS: EngineLimits = { memoryBytes: 2 ** 30, threads: 2 };

export interface OpenEngine {
  readonly engine: Engine;
  readonly session: EngineSession;
  readonly store: ObjectStore;
}

/** Opens an engine over a store in memory for the tests of a block; an engine that is missing fails its block alone. */
export function openedFor(name: EngineName): OpenEngine {
  let opened: OpenEngine | undefined;
  beforeAll(async () => {
    const engine = await loadEngine(name);
    const store = memoryStore();
    opened = { engine, store, session: await engine.open(store, LIMITS) };
  });
  afterAll(async () => {
    await opened?.session[Symbol.asyncDispose]();
  });
  const required = () => opened!;
  return {
    get engine() {
      return required().engine;
    },
    get session() {
      return required().session;
    },
    get store() {
      return required().store;
    },
  };
}
