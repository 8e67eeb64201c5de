import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandler } from '../s3-store.ts';
import type { PooledAgents } from './pooled-agents.ts';

type NodeRequest = Parameters<NodeHttpHandler['handle']>[0];

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The SDK's own handler on a pool of ours, which has the time-outs. */
export function nodeHandler({ http, https, headers, config }: PooledAgents): HttpHandler {
  const handler = new NodeHttpHandler({
    httpAgent: http,
    httpsAgent: https,
    socketTimeout: 0,
    // It warns of requests that wait for a connection, which is what a bounded pool is for.
    logger: silent,
  });
  return {
    metadata: handler.metadata,
    // The SDK hands in requests of the class that its handler declares.
    handle: (request, options) => {
      Object.assign(request.headers, headers);
      return handler.handle(request as NodeRequest, options);
    },
    destroy: () => handler.destroy(),
    httpHandlerConfigs: () => ({ ...config }),
  };
}
