import { type FailureKind, GateFailure } from '../unit/gate-failure.ts';

/** Does some work in which whatever goes wrong (a full disk, a file that is gone) ends the run as a failure of that kind. */
export async function toldAsFailure<Result>(
  kind: FailureKind,
  what: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof GateFailure || signal?.aborted) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GateFailure(kind, `${what}: ${why}`, { cause });
  }
}
