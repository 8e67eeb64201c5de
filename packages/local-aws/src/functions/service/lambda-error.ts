/** The errors of Lambda's model that this service answers with, and their HTTP status. */
const STATUS = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  InvalidZipFileException: 502,
  PreconditionFailedException: 412,
  ProvisionedConcurrencyConfigNotFoundException: 404,
  RequestTooLargeException: 413,
  ResourceConflictException: 409,
  ResourceInUseException: 400,
  ResourceNotFoundException: 404,
  ServiceException: 500,
  TooManyRequestsException: 429,
  UnknownOperationException: 404,
  ValidationException: 400,
} as const;

export type LambdaErrorName = keyof typeof STATUS;

/** Why an invocation was throttled, as Lambda names it. */
export type ThrottleReason =
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded';

/** An error as Lambda words it: an SDK turns it into the exception of that name. */
export class LambdaError extends Error {
  override readonly name: LambdaErrorName;
  readonly reason: ThrottleReason | undefined;

  constructor(name: LambdaErrorName, message: string, reason?: ThrottleReason) {
    super(message);
    this.name = name;
    this.reason = reason;
  }

  get status(): number {
    return STATUS[this.name];
  }
}

/** A parameter that Lambda would refuse, or that is not there locally. */
export const invalid = (message: string): LambdaError =>
  new LambdaError('InvalidParameterValueException', message);

export const notFound = (message: string): LambdaError =>
  new LambdaError('ResourceNotFoundException', message);

export const conflict = (message: string): LambdaError =>
  new LambdaError('ResourceConflictException', message);

export const throttled = (reason: ThrottleReason): LambdaError =>
  new LambdaError('TooManyRequestsException', 'Rate Exceeded.', reason);
