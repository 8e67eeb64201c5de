import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { HttpRequest, HttpResponse } from '@smithy/types';
import { type SdkHandler, streamOf } from '../../src/network/index.ts';

export interface CountingHandler extends SdkHandler {
  readonly requests: HttpRequest[];
  /** Bodies as they arrived. */
  readonly bodies: Buffer[];
  /** Of the answers. */
  readonly responses: HttpResponse[];
}

export interface Answering {
  readonly body?: Buffer | Readable;
  readonly statusCode?: number;
  readonly socket?: (request: HttpRequest) => object;
}

/** A server in one function: keeps what it is asked, and always answers the same. */
export function countingHandler({ body, statusCode = 200, socket }: Answering = {}): CountingHandler {
  const requests: HttpRequest[] = [];
  const bodies: Buffer[] = [];
  const responses: HttpResponse[] = [];
  return {
    requests,
    bodies,
    responses,
    async handle(request) {
      requests.push(request);
      const sent = streamOf(request.body);
      bodies.push(sent ? await buffer(sent) : Buffer.alloc(0));
      const stream =
        body instanceof Readable ? body : Readable.from(body ? [body] : [], { objectMode: false });
      const response = {
        statusCode,
        headers: { 'content-length': `${body instanceof Readable ? 0 : (body?.length ?? 0)}` },
        body: socket ? Object.assign(stream, { socket: socket(request) }) : stream,
      };
      responses.push(response);
      return { response };
    },
  };
}

export const requestOf = (method: string, path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  protocol: 'http:',
  hostname: '127.0.0.1',
  method,
  path,
  headers: {},
  query: {},
  ...more,
});

export const getObject = (path = '/bucket/key') => requestOf('GET', path);

export const putObject = (body: unknown = 'x', path = '/bucket/key') => requestOf('PUT', path, { body });

export const many = (count: number, request = getObject()): HttpRequest[] =>
  Array.from({ length: count }, () => request);
