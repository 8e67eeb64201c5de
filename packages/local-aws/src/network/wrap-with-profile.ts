import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@smithy/types';
import { type Draw, drawLogNormal, drawsOf } from './chance.ts';
import { type Clock, systemClock } from './clock.ts';
import type { LatencyKind, NetworkProfile } from './network-profile.ts';
import { paced, streamOf } from './pace.ts';
import { abortError, operationOf, type SdkHandler, signalOf, standingBefore } from './sdk-handler.ts';

function kindOf(operation: string): LatencyKind {
  if (operation === 'GetObject') return 'get';
  return operation === 'PutObject' || operation === 'UploadPart' ? 'put' : 'other';
}

/** Draws the latency of each request; the n-th GET waits as long, whatever else goes on. */
function latencies(profile: NetworkProfile, seed: number): (request: HttpRequest) => number {
  const { latency } = profile;
  if (latency === undefined) return () => 0;
  const draws: Record<LatencyKind, Draw> = {
    get: drawsOf(seed, 'latency get'),
    put: drawsOf(seed, 'latency put'),
    other: drawsOf(seed, 'latency other'),
  };
  return (request) => {
    const kind = kindOf(operationOf(request));
    return drawLogNormal(draws[kind], latency[kind].medianMs, latency[kind].spread);
  };
}

/** What each new connection costs; none where the answer does not show its socket. */
function connecting(connectMs: number): (response: HttpResponse) => number {
  const known = new WeakSet<object>();
  return ({ body }) => {
    const socket: unknown = body?.socket;
    if (typeof socket !== 'object' || socket === null || known.has(socket)) return 0;
    known.add(socket);
    return connectMs;
  };
}

function downloadOf({ statusCode, headers, body }: HttpResponse, method: string): Readable | undefined {
  const isEmpty = method === 'HEAD' || statusCode === 204 || headers['content-length'] === '0';
  return !isEmpty && body instanceof Readable ? body : undefined;
}

/** Waits with the answer in hand: its body is not read, so its connection stays taken, as it would be by a distant S3. */
async function hold(response: HttpResponse, ms: number, clock: Clock, signal?: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  const stop = new AbortController();
  const broken = Promise.withResolvers<never>();
  const { body } = response;
  if (body instanceof Readable) body.once('error', broken.reject);
  const until = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  try {
    await Promise.race([clock.sleep(ms, until), broken.promise]);
  } catch (error) {
    if (body instanceof Readable) body.destroy();
    throw signal?.aborted ? abortError() : error;
  } finally {
    stop.abort();
    if (body instanceof Readable) body.removeListener('error', broken.reject);
  }
}

/** A handler as slow as the profile says; `handler` itself where the profile costs nothing. Waits overlap as the requests do. */
export function wrapWithProfile(
  handler: SdkHandler,
  profile: NetworkProfile,
  seed: number,
  clock: Clock = systemClock,
): SdkHandler {
  const { latency, bandwidth, connectMs = 0 } = profile;
  if (latency === undefined && bandwidth === undefined && connectMs === 0) return handler;
  const latencyOf = latencies(profile, seed);
  const connectMsOf = connecting(connectMs);
  const slowUpload = (body: unknown): Readable | undefined => {
    const stream = bandwidth && streamOf(body);
    return stream && paced(stream, bandwidth.upBytesPerSecond, clock);
  };
  return standingBefore(handler, async (request, options) => {
    const latencyMs = latencyOf(request);
    const upload = slowUpload(request.body);
    const sent = upload ? { ...request, body: upload } : request;
    const { response } = await handler.handle(sent, options).catch((error: unknown) => {
      upload?.destroy();
      throw error;
    });
    await hold(response, latencyMs + connectMsOf(response), clock, signalOf(options));
    const download = downloadOf(response, request.method);
    if (bandwidth === undefined || download === undefined) return { response };
    return { response: { ...response, body: paced(download, bandwidth.downBytesPerSecond, clock) } };
  });
}
