import { StateMachineError } from './state-machines.ts';

/** By the name of what Step Functions, or the SDK, complains of. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'the credentials may not do this; npm run policy -w @parquetry/deploy -- backfill prints what they need',
  CredentialsProviderError: 'there are no credentials; name a profile with AWS_PROFILE, or log in',
  ExecutionAlreadyExists:
    'there was an execution of this name with another input, or one that has ended; choose a name with --name',
  ExecutionDoesNotExist: 'there is no such execution; Step Functions forgets them after 90 days',
  ExpiredTokenException: 'the credentials have expired; log in anew',
  StateMachineDoesNotExist:
    'there is no such state machine; BackfillStateMachineArn among the outputs of the stack is its ARN',
  UnrecognizedClientException: 'the credentials are not known; look at AWS_PROFILE and the like',
};

const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'InternalServerError',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
]);

interface Complaint extends Error {
  readonly code?: string;
  readonly $retryable?: object;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const mayPass = ({ name, code, $retryable, $metadata }: Complaint): boolean =>
  $retryable !== undefined ||
  PASSING.has(name) ||
  PASSING.has(code ?? '') ||
  ($metadata?.httpStatusCode ?? 0) >= 500;

/** What the SDK throws, as one sentence with a way out where one is known. */
export function tellSfnError(error: unknown): Error {
  if (!(error instanceof Error) || error instanceof TypeError) return error as Error;
  const complaint: Complaint = error;
  const wayOut = WAYS_OUT[complaint.name];
  const text = `Step Functions: ${complaint.message || complaint.code || complaint.name}`;
  return new StateMachineError(wayOut === undefined ? text : `${text}; ${wayOut}`, mayPass(complaint));
}
