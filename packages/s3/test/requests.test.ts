import { crc32 } from 'node:zlib';
import { collectBytes } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import type { S3SettingsInput } from '../src/index.ts';
import { patterned, reusingBody } from './support/bytes.ts';
import { openAt } from './support/open-local.ts';
import { type Answer, type SeenRequest, scriptedS3, serve, xml } from './support/scripted-s3.ts';
import { isSignedWith } from './support/verify-signature.ts';

const MIB = 1 << 20;
const ODD_KEY = "a b/ü+%20!'()*&=?#\u{1f600}//./..csv";
const content = patterned(6 * MIB);

const answer: Answer = (request, response) => {
  if (request.method === 'GET' && request.query.has('list-type')) {
    xml(response, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
  } else if (request.method === 'GET') serve(request, response, { content, etag: '"one"' });
  else if (request.query.has('uploads')) {
    xml(response, '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>');
  } else if (request.method === 'POST') {
    xml(response, '<CompleteMultipartUploadResult><ETag>"two-2"</ETag></CompleteMultipartUploadResult>');
  } else response.writeHead(200, { etag: '"one"', 'content-length': 0 }).end();
};

const crc32Of = ({ body }: SeenRequest) => {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return sum.toString('base64');
};

describe.each(['sdk', 'lean'] as const)('what the %s client sends', (client) => {
  const ref = { bucket: 's3://bucket', key: ODD_KEY };

  async function sent(settings: S3SettingsInput): Promise<readonly SeenRequest[]> {
    await using server = await scriptedS3(answer);
    await using store = openAt(server.endpoint, {
      client,
      partBytes: 5 * MIB,
      partsInFlight: 1,
      ...settings,
    });
    await store.write(ref, reusingBody(content.subarray(0, 100_000), 30_000));
    await store.write(ref, reusingBody(content, MIB));
    await collectBytes(store.read(ref, { ifMatch: '"one"' }));
    await collectBytes(store.read(ref, { range: { start: 5, end: 50 } }));
    await Array.fromAsync(store.list(ref.bucket, ODD_KEY));
    await store.stat(ref);
    await store.delete(ref);
    return server.seen;
  }

  it.each(['native', 'sdk', 'none'] as const)(
    'is signed as S3 checks it, with checksums: %s',
    async (checksums) => {
      const requests = await sent({ checksums });
      expect(requests).toHaveLength(11);
      const unsigned = requests.filter((request) => !isSignedWith('local', request));
      expect(unsigned.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
      for (const { path, query, headers } of requests) {
        expect(headers['authorization']).toContain('/us-east-1/s3/aws4_request');
        if (!query.has('list-type')) expect(decodeURIComponent(path)).toBe(`/bucket/${ODD_KEY}`);
      }
    },
  );

  it('carries the CRC-32 of each body, computed here', async () => {
    const requests = await sent({ checksums: 'native' });
    const bodies = requests.filter(({ method }) => method === 'PUT');
    expect(bodies.map(({ body }) => body.length)).toEqual([100_000, 5 * MIB, MIB]);
    for (const request of bodies) expect(request.headers['x-amz-checksum-crc32']).toBe(crc32Of(request));
    const [create, complete] = requests.filter(({ method }) => method === 'POST');
    expect(create?.headers['x-amz-checksum-algorithm']).toBe('CRC32');
    const listed = [...String(complete?.body).matchAll(/<ChecksumCRC32>([^<]+)</g)].map(([, sum]) => sum);
    expect(listed).toEqual(bodies.slice(1).map(crc32Of));
  });

  it('carries the same when the SDK computes it', async () => {
    const requests = await sent({ checksums: 'sdk' });
    for (const request of requests.filter(({ method }) => method === 'PUT')) {
      expect(request.headers['x-amz-checksum-crc32']).toBe(crc32Of(request));
    }
  });

  it('carries no checksum when none is wanted', async () => {
    const requests = await sent({ checksums: 'none' });
    const names = requests.flatMap(({ headers }) => Object.keys(headers));
    expect(names.filter((name) => name.startsWith('x-amz-checksum'))).toEqual([]);
    expect(
      String(requests.find(({ query }) => query.has('uploadId') && query.size === 1)?.body),
    ).not.toContain('Crc32');
  });

  it('holds the bytes that were written, by their length and not in chunks', async () => {
    const bodies = (await sent({})).filter(({ method }) => method === 'PUT');
    expect(Buffer.compare(bodies[0]!.body, content.subarray(0, 100_000))).toBe(0);
    expect(Buffer.compare(Buffer.concat(bodies.slice(1).map(({ body }) => body)), content)).toBe(0);
    for (const { headers } of bodies) {
      expect(headers['transfer-encoding']).toBeUndefined();
      expect(headers['expect']).toBeUndefined();
    }
  });
});
