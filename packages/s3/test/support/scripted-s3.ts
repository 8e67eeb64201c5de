import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** As sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly socket: Socket;
}

export type Answer = (request: SeenRequest, response: ServerResponse, number: number) => void;

export interface ScriptedS3 extends AsyncDisposable {
  readonly endpoint: string;
  /** In the order in which they came, complete bodies included. */
  readonly seen: readonly SeenRequest[];
  openSockets(): number;
}

async function readRequest(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [path = '', query = ''] = (request.url ?? '').split('?');
  return {
    method: request.method ?? '',
    path,
    query: new URLSearchParams(query),
    headers: request.headers as Record<string, string | undefined>,
    body: Buffer.concat(chunks),
    socket: request.socket,
  };
}

/** A server that answers as the test says, the first request with number 1. */
export async function scriptedS3(answer: Answer): Promise<ScriptedS3> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    try {
      const read = await readRequest(request);
      seen.push(read);
      answer(read, response, seen.length);
    } catch {
      request.socket.destroy();
    }
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    openSockets: () => sockets.size,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As S3 tells of a failure. */
export function fail(response: ServerResponse, status: number, code: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>as the test says</Message></Error>`);
}

export function xml(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?>${body}`);
}

export interface ServedObject {
  readonly content: Buffer;
  readonly etag: string;
}

/** What a GET of an object asks for, and its headers. */
export function openAnswer(
  { headers }: SeenRequest,
  response: ServerResponse,
  { content, etag }: ServedObject,
): Buffer | undefined {
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag) {
    fail(response, 412, 'PreconditionFailed');
    return undefined;
  }
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers['range'] ?? '') ?? [];
  if (from === undefined) {
    response.writeHead(200, { etag, 'content-length': content.length });
    return content;
  }
  if (Number(from) >= content.length) {
    fail(response, 416, 'InvalidRange', { 'content-range': `bytes */${content.length}` });
    return undefined;
  }
  const body = content.subarray(Number(from), to ? Number(to) + 1 : undefined);
  const range = `bytes ${from}-${Number(from) + body.length - 1}/${content.length}`;
  response.writeHead(206, { etag, 'content-length': body.length, 'content-range': range });
  return body;
}

/** As S3 serves an object. */
export function serve(request: SeenRequest, response: ServerResponse, object: ServedObject): void {
  const body = openAnswer(request, response, object);
  if (body !== undefined) response.end(body);
}

/** Sends the first bytes of what was asked for and breaks the connection. */
export function cut(
  request: SeenRequest,
  response: ServerResponse,
  object: ServedObject,
  afterBytes: number,
): void {
  const body = openAnswer(request, response, object);
  response.write(body?.subarray(0, afterBytes) ?? '', () => response.socket?.end());
}
