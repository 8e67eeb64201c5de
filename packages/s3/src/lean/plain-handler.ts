import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, Readable } from 'node:stream';
import type { HttpRequest } from '@smithy/types';
import type { PooledAgents } from '../client/pooled-agents.ts';
import type { HttpHandler } from '../s3-store.ts';
import { escapeText } from './escape-text.ts';

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

function queryOf(query: HttpRequest['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one) => `${escapeText(name)}=${escapeText(one)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Requests by Node's own client and nothing else. */
export const plainHandler = ({ http, https, headers: always, config }: PooledAgents): HttpHandler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  httpHandlerConfigs: () => ({ ...config }),
  handle: ({ protocol, hostname, port, method, path, query, headers, body }: HttpRequest, options = {}) =>
    new Promise((resolve, reject) => {
      const isTls = protocol === 'https:';
      const signal = options.abortSignal as AbortSignal | undefined;
      const sent = (isTls ? httpsRequest : httpRequest)(
        {
          agent: isTls ? https : http,
          hostname,
          port,
          method,
          path: path + queryOf(query),
          headers: { ...headers, ...always },
          ...(signal && { signal }),
        },
        (response) =>
          resolve({
            response: {
              statusCode: response.statusCode ?? 0,
              headers: headersOf(response),
              body: response,
            },
          }),
      );
      sent.once('error', reject);
      if (body instanceof Readable) pipeline(body, sent, () => {});
      else sent.end(body);
    }),
});
