import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { requireAwsHost } from '../refs/safe-endpoint.ts';
import type { HttpHandler } from '../s3-store.ts';
import type { Opening } from '../session.ts';
import { retryStrategy } from './retry-strategy.ts';

const SENDS_A_BODY = new Set(['PutObjectCommand', 'UploadPartCommand']);

const hostOf = (request: unknown) => (request as { readonly hostname: string }).hostname;
const headersOf = (request: unknown) => (request as { readonly headers: Record<string, string> }).headers;

/** The SDK's client on a handler of ours; credentials by the SDK's own chain. */
export function createClient(opening: Opening, handler: HttpHandler): S3Client {
  const { settings, place, random, meter } = opening;
  const { endpoint, region, isSafe } = place;
  const config: S3ClientConfig = {
    requestHandler: handler,
    retryStrategy: retryStrategy(settings.attempts, random, () => meter.retried()),
    maxAttempts: settings.attempts,
    requestChecksumCalculation: settings.checksums === 'sdk' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // The body is sent without waiting for an answer, as it is on every pool of one's own: the header would say nothing.
    expectContinueHeader: false,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
  };
  const client = new S3Client(config);
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (endpoint === undefined) requireAwsHost(hostOf(args.request));
        meter.requested(commandName.replace(/Command$/, ''));
        if (SENDS_A_BODY.has(commandName)) meter.sent(Number(headersOf(args.request)['content-length']));
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low', name: 'countTries' },
  );
  if (!isSafe || settings.checksums === 'sdk') return client;
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const isBody = SENDS_A_BODY.has(commandName);
        if (isBody) headersOf(args.request)['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
        return next(args);
      },
    { step: 'build', name: 'leaveBodyUnsigned' },
  );
  return client;
}
