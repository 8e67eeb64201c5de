import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ObjectRef } from '@parquetry/core';
import type { HeaderBag, HttpRequest, HttpResponse } from '@smithy/types';
import { crc32Of } from '../client/crc32.ts';
import { placeOfBody, rangeHeader } from '../client/parse-response.ts';
import { bucketNameOf } from '../refs/s3-url.ts';
import type { S3Settings } from '../s3-settings.ts';
import type { HttpHandler } from '../s3-store.ts';
import type { ObjectWire } from '../wire.ts';
import { escapeText } from './escape-text.ts';
import { readFailure } from './read-failure.ts';
import type { SignRequest } from './sign-requests.ts';
import { type Trying, tryAgain } from './try-again.ts';

export interface LeanConnection {
  readonly endpoint: URL;
  readonly handler: HttpHandler;
  readonly sign: SignRequest;
  /** Whether bodies go unsigned. */
  readonly isSafe: boolean;
  readonly checksums: S3Settings['checksums'];
}

const NO_BODY = createHash('sha256').digest('hex');

const escapeKey = (key: string) => escapeText(key).replaceAll('%2F', '/');

/** Takes in what nobody reads, so that the connection can be used again; that it breaks matters to nobody. */
function discard(body: Readable): void {
  body.on('error', () => {}).resume();
}

/** GET and PUT without the SDK's client: its signer, and Node's HTTP. */
export function leanWire(connect: () => Promise<LeanConnection>, trying: Trying): ObjectWire {
  async function send(
    operation: string,
    ref: ObjectRef,
    request: Pick<HttpRequest, 'method' | 'headers' | 'body'>,
    signal: AbortSignal | undefined,
  ): Promise<HttpResponse> {
    const { endpoint, handler, sign } = await connect();
    const { protocol, hostname, port, host } = endpoint;
    const signed = await sign({
      ...request,
      headers: { ...request.headers, host },
      protocol,
      hostname,
      ...(port !== '' && { port: Number(port) }),
      path: `/${bucketNameOf(ref.bucket)}/${escapeKey(ref.key)}`,
      query: {},
    });
    trying.meter.requested(operation);
    const { response } = await handler.handle(signed, signal === undefined ? {} : { abortSignal: signal });
    return response;
  }

  return {
    get: ({ ref, range, ifMatch, signal }) =>
      tryAgain(ref, signal, trying, async () => {
        const headers: HeaderBag = { 'x-amz-content-sha256': NO_BODY };
        if (range !== undefined) headers['range'] = rangeHeader(range);
        if (ifMatch !== undefined) headers['if-match'] = ifMatch;
        const response = await send('GetObject', ref, { method: 'GET', headers }, signal);
        const body = response.body as Readable;
        if (response.statusCode === 416) {
          discard(body);
          return undefined;
        }
        if (response.statusCode >= 300) throw await readFailure(response);
        const { etag = '', 'content-range': contentRange, 'content-length': length } = response.headers;
        const bytes = length === undefined ? undefined : Number(length);
        return { etag, body, ...placeOfBody(ref, contentRange, bytes) };
      }),

    put: ({ ref, body, signal }) =>
      tryAgain(ref, signal, trying, async () => {
        const { isSafe, checksums } = await connect();
        const headers: HeaderBag = {
          'content-length': String(body.length),
          'content-type': 'application/octet-stream',
          'x-amz-content-sha256': isSafe
            ? 'UNSIGNED-PAYLOAD'
            : createHash('sha256').update(body).digest('hex'),
        };
        if (checksums !== 'none') headers['x-amz-checksum-crc32'] = crc32Of(body);
        trying.meter.sent(body.length);
        const response = await send('PutObject', ref, { method: 'PUT', headers, body }, signal);
        if (response.statusCode >= 300) throw await readFailure(response);
        discard(response.body as Readable);
        return response.headers['etag'] ?? '';
      }),
  };
}
