import {
  type BodyStream,
  displayRef,
  type ObjectRef,
  type ObjectStat,
  type OpenUpload,
  StoreError,
  type UploadJournal,
} from '@parquetry/core';
import type { ObjectWire } from '../wire.ts';
import { cutIntoParts, type PartOfBody } from './cut-into-parts.ts';
import type { MultipartWire, UploadedPart } from './multipart-wire.ts';
import { PartPool } from './part-pool.ts';
import { untilAborted } from './until-aborted.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_PARTS = 10_000;

export interface Writing {
  readonly wire: ObjectWire;
  readonly multipart: MultipartWire;
  readonly uploads: UploadJournal | undefined;
  readonly partBytes: number;
  readonly partsInFlight: number;
}

type Parts = AsyncIterable<PartOfBody>;

/** Sends parts as they come, `partsInFlight` at once; the first that fails aborts `stop`, and with it the others and the body. */
async function sendParts(
  { multipart, partsInFlight }: Writing,
  upload: OpenUpload,
  parts: Parts,
  pool: PartPool,
  stop: AbortController,
): Promise<{ readonly sent: readonly UploadedPart[]; readonly bytes: number }> {
  const inFlight = new Set<Promise<void>>();
  const sent: UploadedPart[] = [];
  let bytes = 0;
  const send = async (partNumber: number, part: PartOfBody) => {
    sent[partNumber - 1] = await multipart.sendPart(upload, partNumber, part.bytes, stop.signal);
    pool.give(part.buffer);
  };
  try {
    let partNumber = 0;
    for await (const part of parts) {
      partNumber += 1;
      if (partNumber > MOST_PARTS) {
        const says = `${displayRef(upload.ref)}: larger than ${MOST_PARTS} parts; raise partBytes`;
        throw new StoreError('io', upload.ref, says);
      }
      while (inFlight.size >= partsInFlight) await Promise.race(inFlight);
      stop.signal.throwIfAborted();
      bytes += part.bytes.length;
      const sending: Promise<void> = send(partNumber, part)
        .catch((reason: unknown) => stop.abort(reason))
        .finally(() => inFlight.delete(sending));
      inFlight.add(sending);
    }
  } catch (reason) {
    stop.abort(reason);
  }
  await Promise.all(inFlight);
  stop.signal.throwIfAborted();
  return { sent, bytes };
}

/** Parts that make an object once all are there; whatever goes wrong, the upload is aborted. */
async function upload(
  writing: Writing,
  ref: ObjectRef,
  parts: Parts,
  pool: PartPool,
  stop: AbortController,
): Promise<ObjectStat> {
  const { multipart, uploads } = writing;
  // Neither begun nor completed abortably: an answer that nobody reads would leave an upload, or an object, that nobody knows of.
  const opened = await multipart.create(ref);
  let stat: ObjectStat;
  try {
    await uploads?.opened(opened);
    const { sent, bytes } = await sendParts(writing, opened, parts, pool, stop);
    stat = { ref, bytes, etag: await multipart.complete(opened, sent) };
  } catch (error) {
    // One that cannot be aborted now stays in the journal.
    await multipart
      .abort(opened)
      .then(() => uploads?.closed(opened))
      .catch(() => {});
    throw error;
  }
  await uploads?.closed(opened);
  return stat;
}

/** One request for a body of at most one part, a multipart upload otherwise. Holds `partsInFlight` + 1 parts at most. */
export async function writeObject(
  writing: Writing,
  ref: ObjectRef,
  body: BodyStream,
  signal?: AbortSignal,
): Promise<ObjectStat> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const pool = new PartPool(writing.partBytes);
  const parts = cutIntoParts(untilAborted(body, stop.signal), pool);
  try {
    const first = (await parts.next()).value!;
    if (first.isLast) {
      const etag = await writing.wire.put({ ref, body: first.bytes, signal: stop.signal });
      return { ref, bytes: first.bytes.length, etag };
    }
    const all = async function* (): Parts {
      yield first;
      yield* parts;
    };
    return await upload(writing, ref, all(), pool, stop);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await parts.return();
  }
}
