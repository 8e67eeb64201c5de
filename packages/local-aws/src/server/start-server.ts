import { Socket } from 'node:net';
import { buildApp } from 'fauxqs';
import { nameOperation } from '../network/name-operation.ts';
import { Counting } from './counters.ts';

/** A local run has one region, and no other host than this one ever hears it. */
export const REGION = 'us-east-1';
export const HOST = '127.0.0.1';

export type App = ReturnType<typeof buildApp>;

export interface Server {
  readonly app: App;
  readonly port: number;
  readonly counting: Counting;
}

/** Requests that this process injects itself come through no socket, and are not counted. */
const isFromOutside = (request: { readonly raw: { readonly socket: unknown } }) =>
  request.raw.socket instanceof Socket;

interface AskedFor {
  readonly method: string;
  readonly query: unknown;
}

function countUpload(counting: Counting, { method, query }: AskedFor): void {
  const asks = (name: string) => Object.hasOwn(query as object, name);
  if (method === 'POST' && asks('uploads')) counting.countUpload('created');
  else if (method === 'POST' && asks('uploadId')) counting.countUpload('completed');
  else if (method === 'DELETE' && asks('uploadId')) counting.countUpload('aborted');
}

// The handlers behind these hooks take a reply as sent once they return: an asynchronous onSend would send twice.
function countInto(counting: Counting, app: App): void {
  app.server.on('connection', (socket) => counting.countConnection(socket));
  app.addHook('onRequest', async (request) => {
    if (!isFromOutside(request)) return;
    const { method, url = '/' } = request.raw;
    const { pathname, searchParams } = new URL(url, 'http://local');
    const header = (name: string) => request.headers[name]?.toString();
    counting.countRequest(
      nameOperation({ method: method ?? 'GET', path: pathname, query: searchParams, header }),
    );
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (isFromOutside(request) && reply.statusCode < 300) countUpload(counting, request);
    done();
  });
}

/** Queue URLs come as `sqs.<region>.localhost`, which need not resolve, or resolves to an address where nobody listens. */
function giveQueuesOurAddress(app: App): void {
  app.addHook('onSend', (request, _reply, payload, done) => {
    if (request.headers['x-amz-target'] === undefined || typeof payload !== 'string') done(null, payload);
    else done(null, payload.replaceAll(/http:\/\/sqs\.[a-z0-9-]+\.localhost(?=:\d)/g, `http://${HOST}`));
  });
}

/** S3 and SQS in memory, on the loopback address only; port 0 takes a free one. */
export async function startServer(port: number): Promise<Server> {
  const app = buildApp({ logger: false, defaultRegion: REGION });
  const counting = new Counting();
  countInto(counting, app);
  giveQueuesOurAddress(app);
  await app.listen({ host: HOST, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} of ${HOST} is in use; choose another, or none to be given a free one`);
  });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error(`no TCP port: ${address}`);
  return { app, port: address.port, counting };
}
