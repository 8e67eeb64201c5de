import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LambdaError } from './lambda-error.ts';

/** A request, as a route looks at it. */
export interface Call {
  /** Of the path, decoded; '' when the path has no such part. */
  param(name: string): string;
  query(name: string): string | undefined;
  /** Of a parameter that may be there several times. */
  queries(name: string): readonly string[];
  header(name: string): string | undefined;
  readonly body: Buffer;
  /** An object; {} when there is no body. @throws InvalidRequestContentException */
  json(): Record<string, unknown>;
  /** Whatever the body is. @throws InvalidRequestContentException */
  parsedJson(): unknown;
}

/** An answer with a status or headers of its own. */
export class Answer {
  readonly status: number;
  readonly body: Uint8Array | string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: Uint8Array | string, headers: Readonly<Record<string, string>>) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** One operation: what it answers is sent as JSON with its status, unless it is an Answer. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly status: number;
  readonly answer: (call: Call) => unknown;
}

const RETRY_AFTER_SECONDS = '1';
const REQUEST_ID = 'x-amzn-requestid';

function callOf(request: FastifyRequest): Call {
  const params = request.params as Readonly<Record<string, string>>;
  const query = request.query as Readonly<Record<string, string | string[] | undefined>>;
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return {
    param: (name) => params[name] ?? '',
    query: (name) => [query[name]].flat()[0],
    queries: (name) => [query[name] ?? []].flat(),
    header: (name) => request.headers[name]?.toString(),
    body,
    json() {
      const parsed = body.length === 0 ? {} : parseJson(body);
      if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
      throw new LambdaError(
        'InvalidRequestContentException',
        'Could not parse request body into json: no object',
      );
    },
    parsedJson: () => parseJson(body),
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new LambdaError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const known =
    error instanceof LambdaError
      ? error
      : new LambdaError(
          (error as { code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE'
            ? 'RequestTooLargeException'
            : 'ServiceException',
          (error as Error).message,
        );
  const headers: Record<string, string> = { [REQUEST_ID]: randomUUID(), 'x-amzn-errortype': known.name };
  if (known.reason !== undefined) headers['retry-after'] = RETRY_AFTER_SECONDS;
  const body = {
    Type: known.status < 500 ? 'User' : 'Service',
    // The model has it in lower case for some exceptions and not for others.
    Message: known.message,
    message: known.message,
    ...(known.reason !== undefined && { Reason: known.reason }),
  };
  return reply.code(known.status).headers(headers).type('application/json').send(JSON.stringify(body));
}

/** Lets a server answer them, errors as Lambda words them. */
export function serveRoutes(app: FastifyInstance, routes: readonly Route[]): void {
  app.setErrorHandler((error, _request, reply) => sendError(reply, error));
  app.setNotFoundHandler((request, reply) => {
    const what = `${request.method} ${request.url} is not there locally`;
    return sendError(reply, new LambdaError('UnknownOperationException', what));
  });
  for (const { method, path, status, answer } of routes) {
    app.route({
      method,
      url: path,
      async handler(request, reply) {
        const answered = await answer(callOf(request));
        if (answered instanceof Answer) {
          return reply
            .code(answered.status)
            .headers({ [REQUEST_ID]: randomUUID(), ...answered.headers })
            .send(answered.body);
        }
        reply.code(status).header(REQUEST_ID, randomUUID());
        if (answered === undefined) return reply.send();
        return reply.type('application/json').send(JSON.stringify(answered));
      },
    });
  }
}

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 10_000;
/** ListFunctions and ListVersionsByFunction give no more at once, whatever is asked for. */
export const LARGEST_FUNCTION_PAGE = 50;

/** One page of a list, and the marker of the next. */
export function pageOf(call: Call, name: string, items: readonly object[], most = LARGEST_PAGE): object {
  const start = Number(Buffer.from(call.query('Marker') ?? '', 'base64url').toString('utf8') || 0);
  const asked = Number(call.query('MaxItems') ?? DEFAULT_PAGE);
  if (!Number.isInteger(start) || start < 0 || !(asked >= 1)) {
    throw new LambdaError(
      'InvalidParameterValueException',
      'Marker and MaxItems must be what Lambda gave, and from 1 on',
    );
  }
  const end = start + Math.min(asked, most);
  const marker = end < items.length ? Buffer.from(`${end}`).toString('base64url') : undefined;
  return { [name]: items.slice(start, end), ...(marker !== undefined && { NextMarker: marker }) };
}
