import type { SdkHandler } from '@parquetry/local-aws/network';
import { describe, expect, test } from 'vitest';
import { killAt } from '../../src/campaign/kills/kill-at.ts';
import type { Death, KillStep } from '../../src/campaign/kills/kill-steps.ts';

type Request = Parameters<SdkHandler['handle']>[0];

const places = { sources: '/lake/in/', state: '/lake/out/_parquetry/' };

const request = (method: string, path: string, query: Record<string, string> = {}): Request =>
  ({ method, path, query, headers: {}, hostname: '127.0.0.1', protocol: 'http:' }) as Request;

const get = (path: string) => request('GET', path);
const put = (path: string) => request('PUT', path);
const create = request('POST', '/lake/out/a', { uploads: '' });
const part = (number: number, uploadId = 'u1') =>
  request('PUT', '/lake/out/a', { partNumber: `${number}`, uploadId });
const complete = (uploadId = 'u1') => request('POST', '/lake/out/a', { uploadId });

/** Sends requests, one after the other, through a handler that is to die; tells what had been answered by then. */
async function send(
  step: KillStep,
  count: number,
  requests: readonly Request[],
  statusOf: (one: Request) => number = () => 200,
) {
  const answered: Request[] = [];
  const deaths: { readonly death: Death; readonly answered: number }[] = [];
  const inner = {
    async handle(one: Request) {
      answered.push(one);
      return { response: { statusCode: statusOf(one), headers: {} } };
    },
  } as unknown as SdkHandler;
  let left = count;
  const handler = killAt(inner, {
    step,
    places,
    isTime: () => {
      left -= 1;
      return left === 0;
    },
    die: (death) => void deaths.push({ death, answered: answered.length }),
  });
  for (const one of requests) await handler.handle(one);
  return deaths;
}

const at = (step: KillStep, operation: string, path: string, answered: number) => [
  { death: { step, operation, path }, answered },
];

describe('a process is killed', () => {
  test('after GET: once a source has been answered, nothing else', async () => {
    const requests = [
      get('/lake/out/_parquetry/manifest/1'),
      get('/lake/in/a.csv'),
      get('/lake/in/b%20c.csv'),
    ];
    expect(await send('after GET', 2, requests)).toEqual(at('after GET', 'GetObject', '/lake/in/b c.csv', 3));
  });

  test('after PUT: once an output is there, not what is kept beside it', async () => {
    const requests = [put('/lake/out/_parquetry/manifest/1'), part(1), put('/lake/out/a.avro')];
    expect(await send('after PUT', 1, requests)).toEqual(at('after PUT', 'PutObject', '/lake/out/a.avro', 3));
  });

  test('after Create: once an upload has begun', async () => {
    expect(await send('after Create', 1, [create, part(1)])).toEqual(
      at('after Create', 'CreateMultipartUpload', '/lake/out/a', 1),
    );
  });

  test('between parts: once the first of an upload is there, whichever it is', async () => {
    const requests = [part(2), part(1), part(1, 'u2'), part(2, 'u2')];
    expect(await send('between parts', 2, requests)).toEqual(
      at('between parts', 'UploadPart', '/lake/out/a', 3),
    );
  });

  test('before Complete: before anybody hears of it', async () => {
    const requests = [part(1), complete(), complete('u2')];
    expect(await send('before Complete', 2, requests)).toEqual(
      at('before Complete', 'CompleteMultipartUpload', '/lake/out/a', 2),
    );
  });

  test('after Complete: once the object is there', async () => {
    expect(await send('after Complete', 1, [part(1), complete()])).toEqual(
      at('after Complete', 'CompleteMultipartUpload', '/lake/out/a', 2),
    );
  });

  test('at no request that was refused', async () => {
    const refused = (one: Request) => (one.path.endsWith('a.csv') ? 503 : 200);
    const requests = [get('/lake/in/a.csv'), get('/lake/in/a.csv'), get('/lake/in/b.csv')];
    expect(await send('after GET', 1, requests, refused)).toEqual(
      at('after GET', 'GetObject', '/lake/in/b.csv', 3),
    );
  });

  test('at nothing when it does not come so far', async () => {
    expect(await send('after GET', 3, [get('/lake/in/a.csv'), put('/lake/out/a.avro')])).toEqual([]);
  });
});
