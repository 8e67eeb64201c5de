import { displayRef, type ObjectRef, StoreError } from '@parquetry/core';
import type { ObjectWire } from '../wire.ts';
import { type Resuming, resumeBody } from './resume-body.ts';
import { gatherBytes, type WholeObject, type WholeReadOptions } from './whole-object.ts';

/** One request, unless its body breaks. */
export async function receiveWhole(
  wire: ObjectWire,
  ref: ObjectRef,
  { ifMatch, signal, into }: WholeReadOptions,
  resuming: Resuming,
): Promise<WholeObject> {
  const request = { ref, ifMatch, signal };
  const response = await wire.get(request);
  if (response === undefined) {
    throw new StoreError('io', ref, `${displayRef(ref)}: the endpoint refuses a range that nobody asked for`);
  }
  const { etag, objectBytes } = response;
  const body = resumeBody(wire, response, request, resuming);
  return { stat: { ref, bytes: objectBytes, etag }, bytes: await gatherBytes(body, objectBytes, into) };
}
