import type { ConcurrencyGate } from './concurrency-gate.ts';
import type { EnvironmentPools } from './environment-pool.ts';
import { functionArn } from './function-name.ts';
import { type FunctionVersion, LATEST } from './function-version.ts';
import type { Asked } from './functions.ts';
import { invalid, LambdaError } from './lambda-error.ts';
import type { LocalFunction } from './local-function.ts';

type Status = 'IN_PROGRESS' | 'READY' | 'FAILED';

interface Provision {
  readonly found: LocalFunction;
  readonly qualifier: string;
  readonly requested: number;
  version: FunctionVersion;
  status: Status;
  because: string | undefined;
  readonly lastModifiedMs: number;
}

const keyOf = (one: LocalFunction, qualifier: string) => functionArn(one.name, qualifier);

/** Environments that are allocated ahead, for a version or for what an alias leads to. */
export class ProvisionedConcurrency {
  readonly #pools: EnvironmentPools;
  readonly #gate: ConcurrencyGate;
  readonly #provisions = new Map<string, Provision>();

  constructor(pools: EnvironmentPools, gate: ConcurrencyGate) {
    this.#pools = pools;
    this.#gate = gate;
  }

  /** @throws InvalidParameterValueException for `$LATEST`, and for more than there is */
  put({ found, qualifier }: Asked, requested: number, nowMs: number): object {
    if (qualifier === undefined || qualifier === LATEST) {
      throw invalid('Provisioned Concurrency Configs cannot be applied to unpublished function versions.');
    }
    this.#requireRoom(found, qualifier, requested);
    const version = found.resolve(qualifier);
    version.requireSettled();
    const provision: Provision = {
      found,
      qualifier,
      requested,
      version,
      status: 'IN_PROGRESS',
      because: undefined,
      lastModifiedMs: nowMs,
    };
    this.#provisions.set(keyOf(found, qualifier), provision);
    const answer = this.#describe(provision);
    void this.#allocate(provision);
    return answer;
  }

  /** @throws ProvisionedConcurrencyConfigNotFoundException */
  get({ found, qualifier }: Asked): object {
    const provision = qualifier === undefined ? undefined : this.#provisions.get(keyOf(found, qualifier));
    if (provision !== undefined) return this.#describe(provision);
    throw new LambdaError(
      'ProvisionedConcurrencyConfigNotFoundException',
      'No Provisioned Concurrency Config found for this function',
    );
  }

  list(one: LocalFunction): readonly object[] {
    return this.#of(one).map((provision) => ({
      FunctionArn: functionArn(one.name, provision.qualifier),
      ...this.#describe(provision),
    }));
  }

  async delete({ found, qualifier }: Asked): Promise<void> {
    if (qualifier === undefined) return;
    const key = keyOf(found, qualifier);
    const provision = this.#provisions.get(key);
    this.#provisions.delete(key);
    if (provision) await this.#pools.of(provision.version).provision(0);
  }

  async deleteAll(one: LocalFunction): Promise<void> {
    await Promise.all(this.#of(one).map(({ found, qualifier }) => this.delete({ found, qualifier })));
  }

  /** An alias leads elsewhere now, and takes its environments along. */
  async follow(one: LocalFunction, alias: string): Promise<void> {
    const provision = this.#provisions.get(keyOf(one, alias));
    if (provision === undefined) return;
    const version = one.resolve(alias);
    if (version === provision.version) return;
    await this.#pools.of(provision.version).provision(0);
    provision.version = version;
    provision.status = 'IN_PROGRESS';
    await this.#allocate(provision);
  }

  #of(one: LocalFunction): readonly Provision[] {
    return [...this.#provisions.values()].filter(({ found }) => found === one);
  }

  #requireRoom(one: LocalFunction, qualifier: string, requested: number): void {
    const others = this.#of(one).filter((provision) => provision.qualifier !== qualifier);
    const room = one.reservedConcurrency ?? this.#gate.unreserved;
    const left = room - others.reduce((sum, provision) => sum + provision.requested, 0);
    if (requested <= left) return;
    throw invalid(
      `Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function, or the unreserved concurrency of the account: ${left} are left`,
    );
  }

  async #allocate(provision: Provision): Promise<void> {
    try {
      await this.#pools.of(provision.version).provision(provision.requested);
      provision.status = 'READY';
    } catch (error) {
      provision.status = 'FAILED';
      provision.because = (error as Error).message;
    }
  }

  #describe({ requested, version, status, because, lastModifiedMs }: Provision): object {
    const available = status === 'READY' ? this.#pools.of(version).provisionedIdle : 0;
    return {
      RequestedProvisionedConcurrentExecutions: requested,
      AvailableProvisionedConcurrentExecutions: available,
      AllocatedProvisionedConcurrentExecutions: status === 'READY' ? requested : 0,
      Status: status,
      ...(because !== undefined && { StatusReason: because }),
      LastModified: new Date(lastModifiedMs).toISOString().replace('Z', '+0000'),
    };
  }
}
