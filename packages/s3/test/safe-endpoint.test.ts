import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { findEndpoint, openS3, requireAwsHost, requireSafeEndpoint, s3Settings } from '../src/index.ts';
import { openAt } from './support/open-local.ts';

describe('an endpoint that is not AWS', () => {
  it.each([
    'http://127.0.0.1:4566',
    'http://127.9.9.9',
    'http://localhost:9000',
    'http://s3.localhost:9000',
    'https://[::1]:4566',
  ])('may stand in the environment when it is on this machine: %s', (endpoint) => {
    expect(findEndpoint(undefined, { AWS_ENDPOINT_URL: endpoint })).toBe(endpoint);
    expect(() => requireSafeEndpoint(endpoint, false)).not.toThrow();
  });

  it.each([
    'http://10.0.0.1:9000',
    'https://minio.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://[::2]',
    'http://0.0.0.0:4566',
    'http://user@evil.example.com#127.0.0.1',
  ])('has to be named when it is elsewhere: %s', (endpoint) => {
    expect(() => findEndpoint(undefined, { AWS_ENDPOINT_URL: endpoint })).toThrow(
      /names the S3 endpoint .* not on this machine; name it by --endpoint to use it, or take it out there/,
    );
    expect(findEndpoint(endpoint, {})).toBe(endpoint);
  });

  it.each(['minio', 'ftp://127.0.0.1', 'localhost:9000', ''])('has to be one: %j', (endpoint) => {
    expect(() => requireSafeEndpoint(endpoint, true)).toThrow(/is no endpoint of S3; write it as http/);
  });

  it('is looked for under the name of S3 first; an empty one is none', () => {
    const s3 = 'http://127.0.0.1:1';
    const all = 'http://127.0.0.1:2';
    expect(findEndpoint(undefined, { AWS_ENDPOINT_URL_S3: s3, AWS_ENDPOINT_URL: all })).toBe(s3);
    expect(findEndpoint(undefined, { AWS_ENDPOINT_URL_S3: '', AWS_ENDPOINT_URL: all })).toBe(all);
    expect(findEndpoint(undefined, {})).toBeUndefined();
    expect(findEndpoint('http://127.0.0.1:3', { AWS_ENDPOINT_URL_S3: s3 })).toBe('http://127.0.0.1:3');
  });

  it('is refused when it stands in a profile of the SDK', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'parquetry-profile-'));
    const file = join(directory, 'config');
    await writeFile(file, '[default]\nregion = eu-west-1\nendpoint_url = http://192.0.2.1:9\n');
    vi.stubEnv('AWS_CONFIG_FILE', file);
    vi.stubEnv('AWS_PROFILE', undefined);
    await using store = openAt(undefined, { attempts: 1 });
    const read = store.readWhole({ bucket: 's3://bucket', key: 'a' });
    await expect(read).rejects.toThrow(/S3 endpoint https:\/\/192\.0\.2\.1, which is not on this machine/);
    expect(store.usage()).toMatchObject({ requests: {}, connectionsOpened: 0 });
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true });
  });

  it.each([
    's3.eu-west-1.amazonaws.com',
    'b.s3.cn-north-1.amazonaws.com.cn',
    'b.s3.dualstack.eu-west-1.api.aws',
  ])('is not asked for where a host is of AWS: %s', (hostname) => {
    expect(() => requireAwsHost(hostname)).not.toThrow();
    expect(() => requireAwsHost(`${hostname}.example.com`)).toThrow();
  });

  it('is refused when a store is opened, before any request', () => {
    const environment = { AWS_ENDPOINT_URL: 'https://minio.example.com' };
    expect(() => openS3(s3Settings.parse({}), { environment })).toThrow(/not on this machine/);
  });
});
