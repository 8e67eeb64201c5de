import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { HttpRequest } from '@smithy/types';
import type { PooledAgents } from '../client/pooled-agents.ts';
import type { HttpHandler } from '../s3-store.ts';

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** Requests by Node's own client and nothing else. */
export const plainHandler = ({ http, https }: PooledAgents): HttpHandler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  handle: ({ protocol, hostname, port, method, path, headers, body }: HttpRequest, options = {}) =>
    new Promise((resolve, reject) => {
      const isTls = protocol === 'https:';
      const signal = options.abortSignal as AbortSignal | undefined;
      const sent = (isTls ? httpsRequest : httpRequest)(
        { agent: isTls ? https : http, hostname, port, method, path, headers, ...(signal && { signal }) },
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
      sent.end(body);
    }),
});
