import { StoreError } from '@parquetry/core';
import type { FailureKind } from '../jobs/job.ts';
import {
  CONNECTION_BROKE,
  KIND_BY_ERRNO,
  KIND_BY_NAME,
  KIND_BY_STORE_CODE,
  SHORT_OF_MEMORY,
} from './failure-tables.ts';

/** A user's own opinion; undefined leaves the matter to {@link classifyFailure}. */
export type Classifier = (error: unknown) => FailureKind | undefined;

export interface FailureClass {
  readonly kind: FailureKind;
  /** The name or code by which the error was recognised, or its name alone. */
  readonly code: string;
}

interface Facts {
  readonly name: string;
  readonly message: string;
  readonly errno: string;
  /** Of HTTP, where an SDK tells. */
  readonly status: number;
  readonly retryable: { readonly throttling?: boolean } | undefined;
}

const MOST_CAUSES = 16;

/** The error and what caused it, outermost first. */
export function* causeChain(error: unknown): Generator<unknown> {
  let link = error;
  for (let depth = 0; depth < MOST_CAUSES && link !== undefined; depth += 1) {
    yield link;
    link = typeof link === 'object' && link !== null && 'cause' in link ? link.cause : undefined;
  }
}

function factsOf(link: unknown): Facts | undefined {
  if (typeof link !== 'object' || link === null) return undefined;
  const { name, message, code, $metadata, $retryable } = link as Readonly<Record<string, unknown>>;
  const status = ($metadata as { httpStatusCode?: unknown } | undefined)?.httpStatusCode;
  return {
    name: typeof name === 'string' ? name : '',
    message: typeof message === 'string' ? message : '',
    errno: typeof code === 'string' ? code : '',
    status: typeof status === 'number' ? status : 0,
    retryable: $retryable as Facts['retryable'],
  };
}

function kindOfStatus(status: number): FailureKind | undefined {
  if (status === 429 || status === 503) return 'throttling';
  if (status === 408 || status === 412 || status >= 500) return 'transient';
  return status >= 400 ? 'permanent' : undefined;
}

/** The answer to a HEAD has no body, and so its error no name: the SDK calls it by its status, or `Unknown`. */
const isTelling = (name: string) => /^[A-Za-z]\w+$/.test(name) && !/^Unknown(Error)?$/.test(name);

function recognise({ name, message, errno, status, retryable }: Facts): FailureClass | undefined {
  const named = KIND_BY_NAME.get(name);
  if (named) return { kind: named, code: name };
  const numbered = KIND_BY_ERRNO.get(errno);
  if (numbered) return { kind: numbered, code: errno };
  const answered = retryable?.throttling ? 'throttling' : kindOfStatus(status);
  if (answered) return { kind: answered, code: isTelling(name) ? name : `HTTP ${status}` };
  if (retryable) return { kind: 'transient', code: name };
  if (SHORT_OF_MEMORY.test(message)) return { kind: 'resource', code: name };
  return CONNECTION_BROKE.test(message) ? { kind: 'transient', code: name } : undefined;
}

function ownOpinion(own: Classifier | undefined, error: unknown): FailureKind | undefined {
  try {
    return own?.(error);
  } catch {
    // A classifier that breaks must not lose the job as well.
    return undefined;
  }
}

function byItself(error: unknown): FailureClass {
  let stored: FailureClass | undefined;
  for (const link of causeChain(error)) {
    if (link instanceof StoreError) {
      // What lies beneath may know better: `unavailable` may be a 503, `not-found` the bucket.
      stored ??= { kind: KIND_BY_STORE_CODE[link.code], code: link.code };
      continue;
    }
    const facts = factsOf(link);
    const found = facts && recognise(facts);
    if (found) return found;
  }
  return stored ?? { kind: 'permanent', code: factsOf(error)?.name || typeof error };
}

/**
 * Why something failed: the outermost error that is known, along the chain of causes; of a StoreError, what its cause
 * tells. What nobody knows is permanent. `own` is asked first.
 */
export function classifyFailure(error: unknown, own?: Classifier): FailureClass {
  const found = byItself(error);
  return { ...found, kind: ownOpinion(own, error) ?? found.kind };
}

/** Whether anything along the chain has this name. */
export const isCausedBy = (error: unknown, name: string): boolean =>
  causeChain(error).some((link) => factsOf(link)?.name === name);
