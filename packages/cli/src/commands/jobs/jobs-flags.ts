import { type DeadLetter, type FailureKind, failureKinds } from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';

/** Flags of `parquetry jobs …`, as the command line gives them; settings are resolved elsewhere. */
export interface JobsFlags {
  readonly queue?: string;
  readonly kind?: readonly string[];
  readonly concurrency?: number;
}

const isKind = (name: string): name is FailureKind => (failureKinds as readonly string[]).includes(name);

/** @throws UsageError for a kind that there is not. */
export function ofKinds({ kind: kinds = failureKinds }: JobsFlags): (letter: DeadLetter) => boolean {
  const unknown = kinds.find((name) => !isKind(name));
  if (unknown !== undefined) {
    throw new UsageError(`--kind: there is no ${JSON.stringify(unknown)}; known: ${failureKinds.join(', ')}`);
  }
  return ({ failure }) => kinds.includes(failure.kind);
}
