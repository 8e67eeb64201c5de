import type { EngineLimits, EngineSession } from '@parquetry/core';
import { type EngineName, loadEngine } from '@parquetry/engines';
import { openSimd } from '@parquetry/engines/simd';
import type { CaseOptions } from '../cases/fuzz-case.ts';
import { type ChoppingStore, choppingStore } from './chopping-store.ts';
import { GuardedKernel, sizesUnderPressure } from './guarded-kernel.ts';

const LIMITS: Readonly<Record<CaseOptions['limits'], EngineLimits>> = {
  small: { memoryBytes: 256 << 20, threads: 1 },
  large: { memoryBytes: 1 << 30, threads: 2 },
};

/** The simd engine where it is hardest for it. */
export interface Pressure {
  readonly session: EngineSession;
  /** What its kernels have written where nothing may be. */
  readonly damage: () => string | undefined;
}

/** A store, and the engines over it, which are opened when they are first asked for and stay open. */
export class Lab implements AsyncDisposable {
  readonly store: ChoppingStore = choppingStore();
  readonly engines: readonly EngineName[];
  readonly #kernels: GuardedKernel[] = [];
  #pressed: Promise<EngineSession> | undefined;
  #pressureNumber = 0;
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

  /** A session of the simd engine whose buffers are tiny, of sizes that the number decides, and watched. */
  async pressure(number: number): Promise<Pressure> {
    this.#pressureNumber = number;
    for (const kernel of this.#kernels) kernel.forget();
    this.#pressed ??= openSimd(this.store, LIMITS.small, (module) => {
      const sizesFor = (columns: number) => sizesUnderPressure(this.#pressureNumber, columns);
      const kernel = new GuardedKernel(module, sizesFor);
      this.#kernels.push(kernel);
      return kernel;
    });
    return { session: await this.#pressed, damage: () => this.#damage() };
  }

  #damage(): string | undefined {
    for (const kernel of this.#kernels) {
      const found = kernel.damage();
      if (found === undefined) continue;
      // It would be found again in every case to come.
      this.#kernels.length = 0;
      this.#pressed = undefined;
      return found;
    }
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.values()) await (await session)[Symbol.asyncDispose]();
  }
}
