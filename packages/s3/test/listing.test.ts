import type { StoreError } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { openAt, useLocalS3 } from './support/open-local.ts';
import { type Answer, fail, scriptedS3, xml } from './support/scripted-s3.ts';

const local = useLocalS3();

async function* oneByte() {
  yield Uint8Array.of(1);
}

const contents = (...keys: string[]) =>
  keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size><ETag>"e"</ETag></Contents>`).join('');
const page = (isTruncated: boolean, token: string, ...keys: string[]) =>
  `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${token && `<NextContinuationToken>${token}</NextContinuationToken>`}${contents(...keys)}</ListBucketResult>`;

/** What a listing has given before it ended, and what it failed with. */
async function listing(answer: Answer, signal?: AbortSignal) {
  await using server = await scriptedS3(answer);
  await using store = openAt(server.endpoint);
  const keys: string[] = [];
  let failure: StoreError | undefined;
  try {
    for await (const { ref } of store.list('s3://bucket', 'p/', signal)) keys.push(ref.key);
  } catch (error) {
    failure = error as StoreError;
  }
  return { keys, failure, requests: server.seen.length };
}

describe('listing a bucket of S3', () => {
  it('gives everything below a prefix in key order, however many pages that takes', async () => {
    const bucket = await local.newBucket();
    await using store = openAt(local.aws.endpoint);
    await using quick = openAt(local.aws.endpoint, { client: 'lean' });
    const names = Array.from({ length: 2_600 }, (_, index) => `p/${String(index).padStart(4, '0')}`);
    const all = [...names, 'o', 'q/1'].sort();
    const write = async () => {
      for (let key = all.pop(); key !== undefined; key = all.pop())
        await quick.write({ bucket, key }, oneByte());
    };
    await Promise.all(Array.from({ length: 16 }, write));
    const found = await Array.fromAsync(store.list(bucket, 'p/'));
    expect(found.map(({ ref }) => ref.key)).toEqual(names);
    expect(found[0]).toEqual(await store.stat({ bucket, key: 'p/0000' }));
    expect(store.usage().requests['ListObjectsV2']).toBe(3);
  });

  it('gives back keys with any characters, and those that stand for a directory', async () => {
    const bucket = await local.newBucket();
    await using store = openAt(local.aws.endpoint);
    const keys = [
      'a b',
      'a&<>"\'b',
      'a+b',
      'a%20b',
      'dir/',
      'dir/x',
      'ü\u{1f600}',
      'a\\b',
      'a//b',
      '.hidden',
      'a=b?c#d',
    ];
    for (const key of keys) await store.write({ bucket, key }, oneByte());
    const found = (await Array.fromAsync(store.list(bucket, ''))).map(({ ref }) => ref.key);
    expect([...found].sort()).toEqual([...keys].sort());
    for (const key of found) expect((await store.readWhole({ bucket, key })).bytes).toHaveLength(1);
  });

  it('decodes keys that come encoded, and only those', async () => {
    const encoded = page(false, '', 'p/a+b%2Bc%01')
      .replace('</IsT', '</IsT')
      .replace('<ListBucketResult>', '<ListBucketResult><EncodingType>url</EncodingType>');
    expect((await listing((_, response) => xml(response, encoded))).keys).toEqual(['p/a b+c\u0001']);
    const plain = page(false, '', 'p/a+b%2Bc');
    expect((await listing((_, response) => xml(response, plain))).keys).toEqual(['p/a+b%2Bc']);
  });

  it('gives nothing of an empty prefix', async () => {
    expect(await listing((_, response) => xml(response, page(false, '')))).toMatchObject({
      keys: [],
      requests: 1,
    });
  });

  it('goes on over pages without an object', async () => {
    const pages = [page(true, 't1', 'p/a'), page(true, 't2'), page(false, '', 'p/b')];
    const { keys, requests } = await listing((_, response, number) => xml(response, pages[number - 1]!));
    expect(keys).toEqual(['p/a', 'p/b']);
    expect(requests).toBe(3);
  });

  it('fails when it goes on but does not say where', async () => {
    const { keys, failure } = await listing((_, response) => xml(response, page(true, '', 'p/a')));
    expect(keys).toEqual(['p/a']);
    expect(failure?.message).toMatch(/s3:\/\/bucket\/p\/: the listing goes on but does not say where/);
  });

  it('fails when a page leads back to one that was there, or repeats its keys', async () => {
    const round = await listing((_, response, number) =>
      xml(response, page(true, `t${number % 2}`, `p/${number}`)),
    );
    expect(round.failure?.message).toMatch(/leads back to where it was/);
    expect(round.requests).toBe(3);
    const endless = await listing((_, response, number) =>
      xml(response, page(true, `t${number}`, 'p/a', 'p/b')),
    );
    expect(endless.failure?.message).toMatch(/goes back from 'p\/b' to 'p\/a'/);
    expect(endless.requests).toBe(2);
  });

  it('tries a page again that fails, and fails when it keeps failing: what came so far is not all', async () => {
    const once = await listing((_, response, number) => {
      if (number === 2) fail(response, 503, 'SlowDown');
      else xml(response, page(number === 1, 't1', `p/${number}`));
    });
    expect(once).toMatchObject({ keys: ['p/1', 'p/3'], failure: undefined, requests: 3 });
    const always = await listing((_, response, number) =>
      number === 1 ? xml(response, page(true, 't1', 'p/1')) : fail(response, 503, 'SlowDown'),
    );
    expect(always).toMatchObject({ keys: ['p/1'], failure: { code: 'throttled' }, requests: 4 });
  });

  it('takes an answer that was cut for no end: it is asked for again', async () => {
    const whole = page(false, '', 'p/a');
    const cut = await listing((_, response, number) =>
      xml(response, number === 1 ? whole.slice(0, 90) : whole),
    );
    expect(cut).toMatchObject({ keys: ['p/a'], failure: undefined, requests: 2 });
    const always = await listing((_, response) => xml(response, whole.slice(0, 90)));
    expect(always).toMatchObject({ keys: [], failure: { code: 'unavailable' }, requests: 3 });
    const empty = await listing((_, response) => response.writeHead(200).end());
    expect(empty).toMatchObject({ keys: [], failure: { code: 'unavailable' } });
    expect(empty.failure?.message).toMatch(/does not say whether it is complete; part of it is missing/);
  });

  it('says that there is no such bucket', async () => {
    const { failure } = await listing((_, response) => fail(response, 404, 'NoSuchBucket'));
    expect(failure).toMatchObject({ code: 'not-found' });
    expect(failure?.message).toMatch(/no such bucket/);
  });

  it('ends between pages when told to stop', async () => {
    const abort = new AbortController();
    const { keys, failure, requests } = await listing((_, response) => {
      xml(response, page(true, 't1', 'p/a'));
      response.on('close', () => abort.abort(new Error('stop')));
    }, abort.signal);
    expect(keys.length).toBeLessThanOrEqual(1);
    expect(failure?.message).toBe('stop');
    expect(requests).toBeLessThanOrEqual(2);
  });
});

describe('listing open uploads of S3', () => {
  const uploads = (isTruncated: boolean, marker: string, ...keys: string[]) =>
    `<ListMultipartUploadsResult><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${marker && `<NextKeyMarker>${marker}</NextKeyMarker><NextUploadIdMarker>u9</NextUploadIdMarker>`}${keys
      .map((key) => `<Upload><Key>${key}</Key><UploadId>u-${key}</UploadId></Upload>`)
      .join('')}</ListMultipartUploadsResult>`;
  const listed = async (answer: Answer) => {
    await using server = await scriptedS3(answer);
    await using store = openAt(server.endpoint);
    const found = await Array.fromAsync(store.listUploads('s3://bucket', 'p'));
    return { found, seen: server.seen };
  };

  it('gives those of all pages', async () => {
    const { found, seen } = await listed((_, response, number) =>
      xml(response, number === 1 ? uploads(true, 'p+1', 'p+1') : uploads(false, '', 'p2')),
    );
    expect(found).toEqual([
      { ref: { bucket: 's3://bucket', key: 'p 1' }, uploadId: 'u-p+1' },
      { ref: { bucket: 's3://bucket', key: 'p2' }, uploadId: 'u-p2' },
    ]);
    expect(seen.map(({ query }) => [query.get('key-marker'), query.get('upload-id-marker')])).toEqual([
      [null, null],
      ['p 1', 'u9'],
    ]);
  });

  it('fails when pages lead nowhere', async () => {
    await expect(listed((_, response) => xml(response, uploads(true, '', 'p')))).rejects.toThrow(
      /does not say where/,
    );
    await expect(listed((_, response) => xml(response, uploads(true, 'p', 'p')))).rejects.toThrow(
      /leads back/,
    );
  });
});
