import { setTimeout as wait } from 'node:timers/promises';
import { type ByteRange, displayRef, StoreError } from '@parquetry/core';
import { backoffMs } from '../client/backoff.ts';
import type { UsageMeter } from '../client/usage-meter.ts';
import type { GetRequest, GetResponse, ObjectWire } from '../wire.ts';

/** How often and how patiently a body that breaks is asked for again. */
export interface Resuming {
  /** Without a byte in between; 1: a broken body is an error at once. */
  readonly attempts: number;
  readonly random: () => number;
  readonly meter: Pick<UsageMeter, 'read' | 'retried'>;
}

/** A range of the version that is being read. */
export async function openRest(
  wire: ObjectWire,
  etag: string,
  range: ByteRange,
  { ref, signal }: GetRequest,
): Promise<GetResponse> {
  const response = await wire.get({ ref, range, ifMatch: etag, signal });
  if (response?.etag !== etag) {
    response?.body.destroy();
    const says = `${displayRef(ref)} changed while it was being read; convert it again`;
    throw new StoreError('changed', ref, says);
  }
  const { start, end } = response.range;
  if (start === range.start && end === range.end) return response;
  response.body.destroy();
  const says = `${displayRef(ref)}: asked for bytes ${range.start} to ${range.end}, the answer holds ${start} to ${end}; the endpoint does not serve ranges as S3 does`;
  throw new StoreError('io', ref, says);
}

/** The bytes of one body; one that is cut goes on with a request for its rest, of the same version of the object. */
export async function* resumeBody(
  wire: ObjectWire,
  first: GetResponse,
  request: GetRequest,
  { attempts, random, meter }: Resuming,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { ref, signal } = request;
  const { end } = first.range;
  let at = first.range.start;
  let response = first;
  for (let fruitless = 0; ; ) {
    const from = at;
    let cause: unknown = new Error('the body ended before its announced length');
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        at += chunk.length;
        meter.read(chunk.length);
        yield chunk;
      }
      if (at === end) return;
    } catch (error) {
      cause = error;
    }
    signal?.throwIfAborted();
    fruitless = at > from ? 1 : fruitless + 1;
    if (fruitless >= attempts) {
      const says = `${displayRef(ref)}: the connection broke at byte ${at} of ${end}; try again later`;
      throw new StoreError('unavailable', ref, says, { cause });
    }
    meter.retried();
    await wait(backoffMs(fruitless - 1, false, random), undefined, { signal });
    response = await openRest(wire, first.etag, { start: at, end }, request);
  }
}
