import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { S3Settings } from '../s3-settings.ts';
import type { HttpHandler, S3Dependencies } from '../s3-store.ts';
import { type PooledAgents, pooledAgents } from './pooled-agents.ts';
import { retryStrategy } from './retry-strategy.ts';
import { findEndpoint, isLoopback } from './safe-endpoint.ts';
import type { UsageMeter } from './usage-meter.ts';

type NodeRequest = Parameters<NodeHttpHandler['handle']>[0];

function nodeHandler({ http, https }: PooledAgents): HttpHandler {
  const handler = new NodeHttpHandler({ httpAgent: http, httpsAgent: https, socketTimeout: 0 });
  return {
    metadata: handler.metadata,
    // The SDK hands in requests of the class that its handler declares.
    handle: (request, options) => handler.handle(request as NodeRequest, options),
    destroy: () => handler.destroy(),
  };
}

/** The SDK's client, on a bounded pool of connections; credentials by the SDK's own chain. */
export function createClient(
  settings: S3Settings,
  dependencies: S3Dependencies,
  meter: UsageMeter,
): S3Client {
  const { environment = process.env, wrapHandler, random = Math.random } = dependencies;
  const endpoint = findEndpoint(settings.endpoint, environment);
  const handler = nodeHandler(pooledAgents(settings, meter));
  const region =
    settings.region ??
    (endpoint !== undefined && isLoopback(endpoint) ? (environment['AWS_REGION'] ?? 'us-east-1') : undefined);
  const config: S3ClientConfig = {
    requestHandler: wrapHandler?.(handler) ?? handler,
    retryStrategy: retryStrategy(settings.attempts, random, () => meter.retried()),
    maxAttempts: settings.attempts,
    requestChecksumCalculation: settings.checksums === 'sdk' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
  };
  const client = new S3Client(config);
  client.middlewareStack.add(
    (next, context) => (args) => {
      meter.requested(context.commandName?.replace(/Command$/, '') ?? 'unknown');
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'countTries' },
  );
  return client;
}
