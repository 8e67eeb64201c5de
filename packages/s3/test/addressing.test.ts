import { Readable } from 'node:stream';
import type { HttpRequest } from '@smithy/types';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HttpHandler, S3SettingsInput } from '../src/index.ts';
import { openS3 } from '../src/open-s3.ts';
import { s3Settings } from '../src/s3-settings.ts';
import { reusingBody } from './support/bytes.ts';
import { openAt } from './support/open-local.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The request that a PUT would be, of which nothing leaves this process. */
async function putRequest(
  endpoint: string | undefined,
  settings: S3SettingsInput,
  environment: Record<string, string> = {},
): Promise<HttpRequest> {
  let seen: HttpRequest | undefined;
  const wrapHandler = (): HttpHandler => ({
    async handle(request) {
      seen = request;
      return { response: { statusCode: 200, headers: { etag: '"one"' }, body: Readable.from([]) } };
    },
  });
  await using store = openAt(endpoint, settings, { wrapHandler, environment });
  await store.write({ bucket: 's3://bucket', key: 'a/b.csv' }, reusingBody(Buffer.from('hello'), 5));
  return seen!;
}

const UNSIGNED = 'UNSIGNED-PAYLOAD';
// printf hello | sha256sum
const SIGNED = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const payload = ({ headers }: HttpRequest) => headers['x-amz-content-sha256'];

describe.each(['sdk', 'lean'] as const)('where the %s client sends a request', (client) => {
  it('is AWS, in the region that is set, over TLS', async () => {
    const request = await putRequest(undefined, { client, region: 'eu-west-1' });
    expect(request.protocol).toBe('https:');
    expect(`${request.hostname}${request.path}`).toBe(
      {
        sdk: 'bucket.s3.eu-west-1.amazonaws.com/a/b.csv',
        lean: 's3.eu-west-1.amazonaws.com/bucket/a/b.csv',
      }[client],
    );
    expect(request.headers['authorization']).toContain('/eu-west-1/s3/aws4_request');
    expect(payload(request)).toBe(UNSIGNED);
  });

  it('is AWS in China, and in the region of the environment', async () => {
    const request = await putRequest(undefined, { client }, { AWS_REGION: 'cn-north-1' });
    expect(request.hostname).toMatch(/s3\.cn-north-1\.amazonaws\.com\.cn$/);
  });

  it('is another host that was named, by path; the body is signed where nothing else protects it', async () => {
    const plain = await putRequest('http://minio.example.com:9000', { client, region: 'eu-west-1' });
    expect(`${plain.protocol}//${plain.hostname}:${plain.port}${plain.path}`).toBe(
      'http://minio.example.com:9000/bucket/a/b.csv',
    );
    expect(payload(plain)).toBe(SIGNED);
    const tls = await putRequest('https://minio.example.com', { client, region: 'eu-west-1' });
    expect(payload(tls)).toBe(UNSIGNED);
  });

  it('is this machine where the environment says so', async () => {
    const environment = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
    const request = await putRequest(undefined, { client }, environment);
    expect(`${request.hostname}:${request.port}${request.path}`).toBe('127.0.0.1:4566/bucket/a/b.csv');
    expect(request.headers['authorization']).toContain('/us-east-1/s3/aws4_request');
  });

  it('is nowhere without a region, and the way out is said', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    await expect(putRequest(undefined, { client })).rejects.toThrow(/no AWS region is set; set AWS_REGION/);
  });

  it('closes though it could not be opened', async () => {
    vi.stubEnv('AWS_REGION', '');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    const store = openS3(s3Settings.parse({ client }), { environment: {} });
    await expect(store.stat({ bucket: 's3://bucket', key: 'a' })).rejects.toThrow(/region/i);
    await expect(store[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});
