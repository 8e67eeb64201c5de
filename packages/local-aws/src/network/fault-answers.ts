import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@smithy/types';

interface ServerError {
  readonly status: number;
  readonly reason: string;
  /** Of S3, in XML. */
  readonly code: string;
  readonly message: string;
  /** Of SQS, in JSON. */
  readonly sqsCode: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const serverErrors = {
  'slow-down': {
    status: 503,
    reason: 'Slow Down',
    code: 'SlowDown',
    message: 'Please reduce your request rate.',
    sqsCode: 'ServiceUnavailable',
  },
  'internal-error': {
    status: 500,
    reason: 'Internal Server Error',
    code: 'InternalError',
    message: 'We encountered an internal error. Please try again.',
    sqsCode: 'InternalFailure',
  },
} as const satisfies Record<string, ServerError>;

/** Logs tell by it that no server has answered. */
const REQUEST_ID = 'INJECTED00000000';

/** The answer of a server in trouble, in the form of the service that was asked. */
export function errorAnswer({ headers, method }: HttpRequest, error: ServerError): HttpResponse {
  const { status, reason, code, message, sqsCode } = error;
  const isSqs = Object.keys(headers).some((name) => name.toLowerCase() === 'x-amz-target');
  const text = isSqs
    ? JSON.stringify({ __type: `com.amazonaws.sqs#${sqsCode}`, message })
    : `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${REQUEST_ID}</RequestId><HostId>local</HostId></Error>`;
  const body = method === 'HEAD' ? '' : text;
  return {
    statusCode: status,
    reason,
    headers: {
      'content-type': isSqs ? 'application/x-amz-json-1.0' : 'application/xml',
      'content-length': `${Buffer.byteLength(body)}`,
      'x-amz-request-id': REQUEST_ID,
    },
    body: Readable.from(body === '' ? [] : [Buffer.from(body)], { objectMode: false }),
  };
}

/** As the SDK's own handler passes on what Node says of a connection that was reset before an answer came. */
export const resetError = (): Error =>
  Object.assign(new Error('read ECONNRESET'), {
    name: 'TimeoutError',
    code: 'ECONNRESET',
    errno: -104,
    syscall: 'read',
  });

/** As Node says it of a body that stops before its stated length. */
export const abortedBodyError = (): Error => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

/** As the SDK's own handler says it. */
export const timeOutError = (ms: number): Error =>
  Object.assign(new Error(`a request has exceeded the configured ${ms} ms requestTimeout.`), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
  });
