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

/** Sets of buffer sizes: enough to be different, few enough for their kernels to stay. */
const MOST_PRESSURES = 24;

/** The simd engine where it is hardest for it. */
export interface Pressure {
  readonly label: string;
  readonly session: Promise<EngineSession>;
  /** What its kernels have written where nothing may be. */
  readonly damage: () => string | undefined;
}

/** A store, and the engines over it, which are opened when they are first asked for and stay open. */
export class Lab implements AsyncDisposable {
  readonly store: ChoppingStore = choppingStore();
  readonly engines: readonly EngineName[];
  readonly #pressures: (Pressure | undefined)[] = [];
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

  /** A session of the simd engine whose buffers are tiny, and watched. */
  pressure(seed: number): Pressure {
    const number = seed % MOST_PRESSURES;
    const known = this.#pressures[number];
    if (known !== undefined) return known;
    const kernels: GuardedKernel[] = [];
    const session = openSimd(this.store, LIMITS.small, (module) => {
      const kernel = new GuardedKernel(module, (_, columns) => sizesUnderPressure(number, columns));
      kernels.push(kernel);
      return kernel;
    });
    const damage = () =>
      kernels.reduce<string | undefined>((found, kernel) => found ?? kernel.damage(), undefined);
    const pressure = { label: `simd under pressure ${number}`, session, damage };
    this.#pressures[number] = pressure;
    return pressure;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions.values()) await (await session)[Symbol.asyncDispose]();
  }
}
