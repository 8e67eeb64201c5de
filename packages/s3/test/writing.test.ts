import { createHash } from 'node:crypto';
import { type BodyStream, collectBytes, type OpenUpload, type UploadJournal } from '@parquetry/core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { S3Dependencies, S3SettingsInput, S3Store } from '../src/index.ts';
import { patterned, reusingBody } from './support/bytes.ts';
import { openAt, useLocalS3 } from './support/open-local.ts';
import { type Answer, fail, scriptedS3, xml } from './support/scripted-s3.ts';

const MIB = 1 << 20;
const PART = 5 * MIB;
const local = useLocalS3();
let bucket: string;
beforeEach(async () => {
  bucket = await local.newBucket();
  await local.aws.resetCounters();
});

const open = (settings: S3SettingsInput = {}, dependencies: S3Dependencies = {}): S3Store =>
  openAt(local.aws.endpoint, { partBytes: PART, ...settings }, dependencies);

/** A journal that takes note of what it is told. */
function notedJournal(): UploadJournal & { readonly notes: string[]; readonly uploads: OpenUpload[] } {
  const notes: string[] = [];
  const uploads: OpenUpload[] = [];
  return {
    notes,
    uploads,
    async opened(upload) {
      notes.push('opened');
      uploads.push(upload);
    },
    async closed({ uploadId }) {
      notes.push(uploadId === uploads[0]?.uploadId ? 'closed' : 'closed another');
    },
  };
}

const roundTrip = async (store: S3Store, length: number, chunkBytes: number) => {
  const ref = { bucket, key: `of-${length}` };
  const content = patterned(length);
  const stat = await store.write(ref, reusingBody(content, chunkBytes));
  expect(stat).toEqual(await store.stat(ref));
  expect(Buffer.compare(await collectBytes(store.read(ref)), content)).toBe(0);
};

describe('writing to S3', () => {
  it.each([0, 1, PART - 1, PART])(
    'puts a body of %i bytes, at most one part, by one request',
    async (length) => {
      await using store = open();
      await store.write({ bucket, key: 'a' }, reusingBody(patterned(length), MIB));
      expect((await local.aws.counters()).requests).toEqual({ PutObject: 1 });
    },
  );

  it.each([PART + 1, 2 * PART, 3 * PART + 7])('sends a body of %i bytes in parts', async (length) => {
    await using store = open();
    await roundTrip(store, length, MIB);
    const { requests, uploads } = await local.aws.counters();
    expect(requests['UploadPart']).toBe(Math.ceil(length / PART));
    expect(uploads).toEqual({ created: 1, completed: 1, aborted: 0 });
  });

  it('takes chunks of any size, larger than a part too, and several pieces at once', async () => {
    await using store = open({ partsInFlight: 3 });
    await roundTrip(store, 2 * PART + 3, 2 * PART + 3);
    await roundTrip(store, PART + 11, 65_537);
    const content = patterned(PART + 10);
    async function* pieces(): BodyStream {
      yield [content.subarray(0, 3), content.subarray(3, 3), content.subarray(3, PART)];
      yield [];
      yield [content.subarray(PART)];
    }
    await store.write({ bucket, key: 'pieces' }, pieces());
    expect(Buffer.compare((await store.readWhole({ bucket, key: 'pieces' })).bytes, content)).toBe(0);
  });

  it('tells the journal of an upload before its first part and after its end', async () => {
    const journal = notedJournal();
    const uploads: UploadJournal = {
      async opened(upload) {
        await journal.opened(upload);
        // Nothing of it is sent as long as the journal has not answered.
        await Promise.resolve();
        journal.notes.push(`parts: ${store.usage().requests['UploadPart'] ?? 0}`);
      },
      closed: (upload) => journal.closed(upload),
    };
    await using store = open({}, { uploads });
    await store.write({ bucket, key: 'small' }, reusingBody(patterned(10), 10));
    expect(journal.notes).toEqual([]);
    await store.write({ bucket, key: 'large' }, reusingBody(patterned(PART + 1), MIB));
    expect(journal.notes).toEqual(['opened', 'parts: 0', 'closed']);
    expect(journal.uploads[0]?.ref).toEqual({ bucket, key: 'large' });
  });

  it('aborts the upload, and tells the journal, when the body breaks', async () => {
    const journal = notedJournal();
    await using store = open({}, { uploads: journal });
    async function* body(): BodyStream {
      yield patterned(2 * PART);
      throw new Error('boom');
    }
    await expect(store.write({ bucket, key: 'a' }, body())).rejects.toThrow('boom');
    expect(journal.notes).toEqual(['opened', 'closed']);
    expect((await local.aws.counters()).uploads).toEqual({ created: 1, completed: 0, aborted: 1 });
    expect(await store.stat({ bucket, key: 'a' })).toBeUndefined();
  });

  it('aborts the upload when the journal cannot take note of it', async () => {
    const uploads: UploadJournal = {
      opened: () => Promise.reject(new Error('disk full')),
      closed: async () => {},
    };
    await using store = open({}, { uploads });
    const write = store.write({ bucket, key: 'a' }, reusingBody(patterned(2 * PART), MIB));
    await expect(write).rejects.toThrow('disk full');
    const { requests, uploads: counted } = await local.aws.counters();
    expect(requests['UploadPart']).toBeUndefined();
    expect(counted).toEqual({ created: 1, completed: 0, aborted: 1 });
  });

  it('aborts the upload when told to stop, without waiting for the body', async () => {
    const abort = new AbortController();
    let isClosed = false;
    async function* body(): BodyStream {
      try {
        yield patterned(2 * PART);
        abort.abort(new Error('stop'));
        await new Promise(() => {});
      } finally {
        isClosed = true;
      }
    }
    await using store = open();
    await expect(store.write({ bucket, key: 'a' }, body(), abort.signal)).rejects.toThrow('stop');
    expect((await local.aws.counters()).uploads).toEqual({ created: 1, completed: 0, aborted: 1 });
    // A body that never answers cannot be closed; nothing waits for it.
    expect(isClosed).toBe(false);
  });

  it('closes a body that it reads no further', async () => {
    let isClosed = false;
    async function* body(): BodyStream {
      try {
        for (;;) yield patterned(MIB);
      } finally {
        isClosed = true;
      }
    }
    await using server = await scriptedS3(({ query }, response) => {
      if (query.has('uploads')) fail(response, 403, 'AccessDenied');
    });
    await using store = openAt(server.endpoint, { partBytes: PART });
    await expect(store.write({ bucket, key: 'a' }, body())).rejects.toMatchObject({ code: 'denied' });
    expect(isClosed).toBe(true);
  });

  it('ends an upload that another process has begun; one that is gone is no error', async () => {
    const journal = notedJournal();
    const begun = Promise.withResolvers<void>();
    const uploads: UploadJournal = {
      async opened(upload) {
        await journal.opened(upload);
        begun.resolve();
        await new Promise(() => {});
      },
      closed: async () => {},
    };
    await using killed = open({}, { uploads });
    void killed.write({ bucket, key: 'a' }, reusingBody(patterned(2 * PART), MIB));
    await begun.promise;
    await using store = open();
    await using lean = open({ client: 'lean' });
    for (const lister of [store, lean]) {
      expect(await Array.fromAsync(lister.listUploads(bucket, ''))).toEqual(journal.uploads);
    }
    await lean.abortUpload(journal.uploads[0]!);
    await store.abortUpload(journal.uploads[0]!);
    expect(await Array.fromAsync(store.listUploads(bucket, ''))).toEqual([]);
    expect((await local.aws.counters()).uploads).toMatchObject({ created: 1, completed: 0, aborted: 1 });
  });
});

describe('an upload in parts that fails', () => {
  const ref = { bucket: 's3://bucket', key: 'a' };
  const created = '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>';
  // MD5 of a part, whatever is in it.
  const partEtag = '"0123456789abcdef0123456789abcdef"';
  const bothEtags = Buffer.from('0123456789abcdef0123456789abcdef'.repeat(2), 'hex');
  const wholeEtag = `"${createHash('md5').update(bothEtags).digest('hex')}-2"`;

  const speaking =
    (steps: Partial<Record<'create' | 'part' | 'complete' | 'abort' | 'head', Answer>>): Answer =>
    (request, response, number) => {
      const { method, query } = request;
      const or = (step: keyof typeof steps, otherwise: () => void) => {
        const answer = steps[step];
        if (answer) answer(request, response, number);
        else otherwise();
      };
      if (method === 'HEAD') or('head', () => response.writeHead(404).end());
      else if (query.has('uploads')) or('create', () => xml(response, created));
      else if (method === 'PUT') or('part', () => response.writeHead(200, { etag: partEtag }).end());
      else if (method === 'DELETE') or('abort', () => response.writeHead(204).end());
      else or('complete', () => xml(response, `<Result><ETag>${wholeEtag}</ETag></Result>`));
    };

  async function writing(answer: Answer) {
    const journal = notedJournal();
    await using server = await scriptedS3(answer);
    await using store = openAt(server.endpoint, { partBytes: PART }, { uploads: journal });
    const result = await store
      .write(ref, reusingBody(patterned(2 * PART), MIB))
      .catch((error: unknown) => error);
    const steps = server.seen.map(({ method, query }) => (query.has('uploads') ? 'CREATE' : method));
    return { result, steps, notes: journal.notes };
  }

  it('at its beginning leaves nothing to abort', async () => {
    const { result, steps, notes } = await writing(
      speaking({ create: (_, response) => fail(response, 403, 'AccessDenied') }),
    );
    expect(result).toMatchObject({ code: 'denied' });
    expect(steps).toEqual(['CREATE']);
    expect(notes).toEqual([]);
  });

  it('without an id is an error', async () => {
    const { result } = await writing(speaking({ create: (_, response) => xml(response, '<Result/>') }));
    expect(String(result)).toMatch(/began an upload without an id/);
  });

  it('at a part is aborted, with that part as the reason', async () => {
    const { result, steps, notes } = await writing(
      speaking({ part: (_, response) => fail(response, 403, 'AccessDenied') }),
    );
    expect(result).toMatchObject({ code: 'denied', ref });
    expect(steps).toContain('DELETE');
    expect(notes).toEqual(['opened', 'closed']);
  });

  it('sends a part again that broke', async () => {
    let failures = 0;
    const { result, notes } = await writing(
      speaking({
        part: (_, response) => {
          failures += 1;
          if (failures <= 2) fail(response, 503, 'SlowDown');
          else response.writeHead(200, { etag: partEtag }).end();
        },
      }),
    );
    expect(result).toEqual({ ref, bytes: 2 * PART, etag: wholeEtag });
    expect(notes).toEqual(['opened', 'closed']);
  });

  it('at its end is aborted', async () => {
    const { result, steps, notes } = await writing(
      speaking({ complete: (_, response) => fail(response, 400, 'InvalidPart') }),
    );
    expect(String(result)).toMatch(/InvalidPart/);
    expect(steps.at(-1)).toBe('DELETE');
    expect(notes).toEqual(['opened', 'closed']);
  });

  it('stays in the journal when it cannot be aborted, and the first failure is the reason', async () => {
    const { result, notes } = await writing(
      speaking({
        part: (_, response) => fail(response, 403, 'AccessDenied'),
        abort: (_, response) => fail(response, 503, 'SlowDown'),
      }),
    );
    expect(result).toMatchObject({ code: 'denied' });
    expect(notes).toEqual(['opened']);
  });

  it('is aborted when nobody says that it is complete', async () => {
    const { result, notes } = await writing(
      speaking({ complete: (_, response) => xml(response, '<Result/>') }),
    );
    expect(result).toMatchObject({ code: 'unavailable', retryable: true });
    expect(notes).toEqual(['opened', 'closed']);
  });

  const completedUnheard = (etag: string) => {
    let tries = 0;
    return speaking({
      complete: ({ socket }, response) => {
        tries += 1;
        if (tries === 1) socket.destroy();
        else fail(response, 404, 'NoSuchUpload');
      },
      head: (_, response) => response.writeHead(200, { etag, 'content-length': 2 * PART }).end(),
    });
  };

  it('is no failure when the answer to its completion was lost and the object is there', async () => {
    const { result, notes } = await writing(completedUnheard(wholeEtag));
    expect(result).toEqual({ ref, bytes: 2 * PART, etag: wholeEtag });
    expect(notes).toEqual(['opened', 'closed']);
  });

  it('is a failure when another object is there', async () => {
    const { result } = await writing(completedUnheard('"other-2"'));
    expect(String(result)).toMatch(/the multipart upload does not exist any more; write it again/);
  });
});
