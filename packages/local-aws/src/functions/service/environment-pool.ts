import { randomBytes } from 'node:crypto';
import type { Clock } from '../../network/clock.ts';
import { REGION } from '../../server/address.ts';
import type { Environment, EnvironmentHost, EnvironmentSpec } from '../environment/environment.ts';
import type { Deployment, FunctionVersion } from './function-version.ts';
import { sleepUnless, wallMs } from './wall-clock.ts';

export interface PoolOptions {
  readonly host: EnvironmentHost;
  readonly clock: Clock;
  readonly idleExpiryMs: number;
  /** What every function is given besides its own variables, which win. */
  readonly variables: Readonly<Record<string, string>>;
  readonly initTimeoutMs?: number;
  /** Of the service's life. */
  readonly signal: AbortSignal;
}

/** An environment that is taken for one invocation. */
export interface Held {
  readonly environment: Environment;
  readonly deployment: Deployment;
  readonly isProvisioned: boolean;
}

interface Idle extends Held {
  readonly sinceMs: number;
}

/** The environments of one version: the one that was used last is used next, and those nobody needs expire. */
export class EnvironmentPool implements AsyncDisposable {
  readonly #version: FunctionVersion;
  readonly #options: PoolOptions;
  readonly #held = new Set<Held>();
  readonly #provisioned: Held[] = [];
  #idle: Idle[] = [];
  #wantedProvisioned = 0;
  #isSweeping = false;
  #isClosed = false;

  constructor(version: FunctionVersion, options: PoolOptions) {
    this.#version = version;
    this.#options = options;
  }

  /** Alive, idle or not. */
  get size(): number {
    return this.#held.size + this.#idle.length + this.#provisioned.length;
  }

  /** Of those that were allocated ahead, the idle ones. */
  get provisionedIdle(): number {
    return this.#provisioned.length;
  }

  /** Provisioned first, then the most recently used, then a new one. @throws when the host cannot start one */
  async take(deployment: Deployment): Promise<Held> {
    const held = this.#takeIdle(deployment) ?? (await this.#start(deployment, false));
    this.#held.add(held);
    return held;
  }

  /** After one invocation: it waits for the next, unless it has ended, or its configuration has. */
  async giveBack(held: Held): Promise<void> {
    this.#held.delete(held);
    const isUseful = held.environment.isAlive && !this.#isClosed && held.deployment === this.#version.inForce;
    if (!isUseful) {
      await held.environment[Symbol.asyncDispose]();
      if (held.isProvisioned) await this.#fillProvisioned();
      return;
    }
    if (held.isProvisioned) {
      await this.#keepProvisioned(held);
      return;
    }
    this.#idle.push({ ...held, sinceMs: this.#options.clock.nowMs() });
    this.#sweep();
  }

  /** Allocates so many ahead, or gives the surplus back. @throws when the host cannot start one */
  async provision(count: number): Promise<void> {
    this.#wantedProvisioned = count;
    const surplus = this.#provisioned.splice(0, Math.max(0, this.#provisionedCount - count));
    await Promise.all(surplus.map(({ environment }) => environment[Symbol.asyncDispose]()));
    await this.#fillProvisioned();
  }

  /** Ends what is idle; what is busy ends with its invocation. */
  async retire(): Promise<void> {
    const idle = this.#idle.splice(0);
    await Promise.all(idle.map(({ environment }) => environment[Symbol.asyncDispose]()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#wantedProvisioned = 0;
    const all = [...this.#held, ...this.#provisioned.splice(0), ...this.#idle.splice(0)];
    await Promise.all(all.map(({ environment }) => environment[Symbol.asyncDispose]()));
  }

  get #provisionedCount(): number {
    return this.#provisioned.length + [...this.#held].filter(({ isProvisioned }) => isProvisioned).length;
  }

  #takeIdle(deployment: Deployment): Held | undefined {
    for (const stack of [this.#provisioned, this.#idle]) {
      for (let held = stack.pop(); held !== undefined; held = stack.pop()) {
        if (held.environment.isAlive && held.deployment === deployment) return held;
        void held.environment[Symbol.asyncDispose]();
      }
    }
    return undefined;
  }

  async #start(deployment: Deployment, isProvisioned: boolean): Promise<Held> {
    const spec = this.#specOf(deployment, isProvisioned);
    const environment = await this.#options.host.start(spec, { untilInit: isProvisioned });
    return { environment, deployment, isProvisioned };
  }

  async #fillProvisioned(): Promise<void> {
    const deployment = this.#version.inForce;
    const missing = this.#wantedProvisioned - this.#provisionedCount;
    if (deployment === undefined || this.#isClosed || missing <= 0) return;
    const starting = Array.from({ length: missing }, () => this.#start(deployment, true));
    const settled = await Promise.allSettled(starting);
    for (const one of settled) if (one.status === 'fulfilled') await this.#keepProvisioned(one.value);
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Less may be wanted by now. */
  async #keepProvisioned(held: Held): Promise<void> {
    if (!this.#isClosed && this.#provisionedCount < this.#wantedProvisioned) this.#provisioned.push(held);
    else await held.environment[Symbol.asyncDispose]();
  }

  #sweep(): void {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    void this.#expire().finally(() => {
      this.#isSweeping = false;
    });
  }

  /** The bottom of the stack has been idle for longest. */
  async #expire(): Promise<void> {
    const { clock, idleExpiryMs, signal } = this.#options;
    for (let oldest = this.#idle[0]; oldest !== undefined; oldest = this.#idle[0]) {
      const remainingMs = oldest.sinceMs + idleExpiryMs - clock.nowMs();
      if (remainingMs > 0) {
        if (!(await sleepUnless(clock, remainingMs, signal))) return;
        continue;
      }
      this.#idle.shift();
      await oldest.environment[Symbol.asyncDispose]();
    }
  }

  #specOf({ settings, code }: Deployment, isProvisioned: boolean): EnvironmentSpec {
    const { functionName, version, arn } = this.#version;
    const { clock, variables, initTimeoutMs } = this.#options;
    const day = new Date(wallMs(clock)).toISOString().slice(0, 10).replaceAll('-', '/');
    return {
      functionName,
      functionArn: arn,
      version,
      handler: settings.handler,
      codeDirectory: code.directory,
      memoryMb: settings.memoryMb,
      timeoutMs: settings.timeoutSeconds * 1000,
      ephemeralStorageMb: settings.ephemeralStorageMb,
      variables: { ...variables, ...settings.variables },
      logFormat: settings.logFormat,
      logGroup: settings.logGroup,
      logStream: `${day}/[${version}]${randomBytes(16).toString('hex')}`,
      region: REGION,
      initializationType: isProvisioned ? 'provisioned-concurrency' : 'on-demand',
      ...(initTimeoutMs !== undefined && { initTimeoutMs }),
    };
  }
}

/** The pools of all versions. */
export class EnvironmentPools implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #pools = new Map<FunctionVersion, EnvironmentPool>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  of(version: FunctionVersion): EnvironmentPool {
    let pool = this.#pools.get(version);
    if (pool === undefined) {
      pool = new EnvironmentPool(version, this.#options);
      this.#pools.set(version, pool);
    }
    return pool;
  }

  /** Ends what is idle of a version whose configuration has changed. */
  async retire(version: FunctionVersion): Promise<void> {
    await this.#pools.get(version)?.retire();
  }

  /** Ends every environment of a version that is deleted. */
  async drop(version: FunctionVersion): Promise<void> {
    const pool = this.#pools.get(version);
    this.#pools.delete(version);
    await pool?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.keys()].map((version) => this.drop(version)));
  }
}
