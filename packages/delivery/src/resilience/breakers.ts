import type { Breaker, BreakerPorts } from './breaker.ts';
import { type BreakerHealth, type BreakerPolicy, defaultBreakerPolicy } from './breaker-policy.ts';
import { causeChain } from './classify-failure.ts';

/** The circuit breakers of all dependencies of a process, each made when it is first asked for. */
export interface Breakers {
  /** `source`, `output`, `dead-letters` … */
  of(dependency: string): Breaker;
  /** The breaker that stands behind a failure. */
  behind(error: unknown): Breaker | undefined;
  health(): BreakerHealth[];
}

/** `policies`: of those dependencies that need others than the default. */
export async function openBreakers(
  policies: Readonly<Record<string, Partial<BreakerPolicy>>>,
  ports: Omit<BreakerPorts, 'charged'>,
): Promise<Breakers> {
  // Loaded by those alone who want it: cockatiel is a part of no other start.
  const { Breaker } = await import('./breaker.ts');
  const charged: BreakerPorts['charged'] = new WeakMap();
  const breakers = new Map<string, Breaker>();
  return {
    of(dependency) {
      const known = breakers.get(dependency);
      if (known) return known;
      const policy = { ...defaultBreakerPolicy, ...policies[dependency] };
      const made = new Breaker(dependency, policy, { ...ports, charged });
      breakers.set(dependency, made);
      return made;
    },
    behind(error) {
      for (const link of causeChain(error)) {
        const breaker = typeof link === 'object' && link !== null ? charged.get(link) : undefined;
        if (breaker) return breaker;
      }
      return undefined;
    },
    health: () => [...breakers.values()].map((breaker) => breaker.health()),
  };
}
