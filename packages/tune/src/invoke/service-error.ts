import { TuneError } from '../plan/tune-error.ts';

interface ServiceFailure {
  readonly name: string;
  readonly message: string;
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/** What a service answered instead of a result; undefined for anything that is not a service's answer. */
export function serviceFailure(error: unknown): ServiceFailure | undefined {
  const isFailure = error instanceof Error && '$metadata' in error;
  return isFailure ? (error as unknown as ServiceFailure) : undefined;
}

const isNamed = (error: unknown, ...names: readonly string[]) =>
  error instanceof Error && names.includes(error.name);

export const isDenied = (error: unknown): boolean =>
  isNamed(error, 'AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation') ||
  serviceFailure(error)?.$metadata.httpStatusCode === 403;

export const isAbsent = (error: unknown): boolean =>
  isNamed(
    error,
    'ResourceNotFoundException',
    'ProvisionedConcurrencyConfigNotFoundException',
    'NoSuchEntityException',
  );

/** Another change is still under way, or somebody called too often: the same call succeeds later. */
export const isBusy = (error: unknown): boolean =>
  isNamed(error, 'ResourceConflictException', 'TooManyRequestsException', 'ThrottlingException') ||
  (serviceFailure(error)?.$metadata.httpStatusCode ?? 0) >= 500;

/** The account is not given that much memory: its quota is lower, as that of new accounts is. */
export const isMemoryRefused = (error: unknown): boolean =>
  isNamed(error, 'ValidationException', 'InvalidParameterValueException') &&
  /memory/i.test((error as Error).message);

export const isChangedMeanwhile = (error: unknown): boolean => isNamed(error, 'PreconditionFailedException');

/** Our own errors are sentences; of others the name says more than the message. */
export function wordsOf(error: unknown): string {
  if (error instanceof TuneError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The error of a call in words that say what it was for; an abort and our own errors stay what they are. */
export function explain(error: unknown, what: string, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof TuneError) return error;
  if (isDenied(error)) {
    const message = `${what} was not allowed (${wordsOf(error)}); parquetry tune --print-policy shows what a tune needs`;
    return new TuneError('denied', message, { cause: error });
  }
  return new TuneError('failed', `${what} failed: ${wordsOf(error)}`, { cause: error });
}
