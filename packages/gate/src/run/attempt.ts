import { GateFailure } from '../unit/gate-failure.ts';

const told = (error: unknown) => (error instanceof Error ? error.message : String(error));

const asFailure = (error: unknown, where: string): GateFailure =>
  error instanceof GateFailure
    ? error
    : new GateFailure('benchmark-failed', `${where}: ${told(error)}`, { cause: error });

/**
 * Does something of which a failure is a finding of the run, and comes back with either; `where` goes before what is no
 * GateFailure.
 *
 * @throws the signal's reason, once it is aborted, whatever the work made of it.
 */
export async function attempt<T>(
  where: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | GateFailure> {
  signal?.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    return asFailure(error, where);
  } finally {
    signal?.throwIfAborted();
  }
}
