import type { EngineLimits, EngineSession } from '@parquetry/core';
import { type EngineName, loadEngine } from '@parquetry/engines';
import type { CaseOptions } from '../cases/fuzz-case.ts';
import { type ChoppingStore, choppingStore } from './chopping-store.ts';

const LIMITS: Readonly<Record<CaseOptions['limits'], EngineLimits>> = {
  small: { memoryBytes: 256 << 20, threads: 1 },
  large: { memoryBytes: 1 << 30, threads: 2 },
};

/** A store, and the engines over it, which are opened when they are first asked for and stay open. */
export class Lab implements AsyncDisposable {
  readonly store: ChoppingStore = choppingStore();
  readonly engines: readonly EngineName[];
  readonly #sessions = new Map<string, Promise<EngineSession>>();

  constructor(engines: readonly EngineName[]) {
    this.engines = engines;
  }

  session(name: EngineName, limits: CaseOptions['limits']): Promise<EngineSession> {
    const key = `${name} ${limits}`;
    const known = this.#sessions.get(key);
    if (known) return known;
    const opening = loadEngine(name).then((engine) => engine.open(this.store, LIMITS[limits]));
    this.#sessions.set(key, opening);
    return opening;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.values()) await (await session)[Symbol.asyncDispose]();
  }
}
