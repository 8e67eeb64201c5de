import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { InvokeRequest } from './environment.ts';

const HOST = '127.0.0.1';
const CALL = /^\/2018-06-01\/runtime\/(?:invocation\/([^/]+)|init)\/?(response|error)?$/;
/** What Lambda takes as the answer of a synchronous invocation. */
const LARGEST_ANSWER_BYTES = 6_291_556;

/** What a runtime says. */
export type RuntimeMessage =
  | { readonly kind: 'next' }
  | { readonly kind: 'answer'; readonly payload: Uint8Array }
  | { readonly kind: 'error'; readonly payload: Uint8Array }
  | { readonly kind: 'init-error'; readonly payload: Uint8Array; readonly errorType: string };

interface Event extends InvokeRequest {
  readonly deadlineMs: number;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function reply(response: ServerResponse, status: number, body: object): void {
  const json = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(json),
  });
  response.end(json);
}

/** The Runtime API of one environment, on a loopback port of its own. */
export class RuntimeApi implements Disposable {
  readonly #server: Server;
  readonly #say: (message: RuntimeMessage) => void;
  #poll: ServerResponse | undefined;
  #requestId: string | undefined;

  private constructor(say: (message: RuntimeMessage) => void) {
    this.#say = say;
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
      // A runtime that was killed while it spoke: its end is told elsewhere.
      this.#hear(request, response).catch(() => response.destroy());
    });
  }

  static async open(say: (message: RuntimeMessage) => void): Promise<RuntimeApi> {
    const api = new RuntimeApi(say);
    const listening = Promise.withResolvers<void>();
    api.#server.once('error', listening.reject);
    api.#server.listen(0, HOST, () => listening.resolve());
    await listening.promise;
    return api;
  }

  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error(`no TCP port: ${address}`);
    return `${HOST}:${address.port}`;
  }

  /** Answers the poll that waits. */
  deliver(event: Event): void {
    const poll = this.#poll;
    if (!poll)
      throw new Error(`the runtime does not wait for an event; request ${event.requestId} came too early`);
    this.#poll = undefined;
    this.#requestId = event.requestId;
    poll.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': event.payload.byteLength,
      'Lambda-Runtime-Aws-Request-Id': event.requestId,
      'Lambda-Runtime-Deadline-Ms': `${Math.round(event.deadlineMs)}`,
      'Lambda-Runtime-Invoked-Function-Arn': event.invokedArn,
      ...(event.traceId === undefined ? {} : { 'Lambda-Runtime-Trace-Id': event.traceId }),
      ...(event.clientContext === undefined
        ? {}
        : { 'Lambda-Runtime-Client-Context': Buffer.from(event.clientContext, 'base64').toString('latin1') }),
    });
    poll.end(event.payload);
  }

  [Symbol.dispose](): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/2018-06-01/runtime/invocation/next') {
      this.#poll = response;
      this.#say({ kind: 'next' });
      return;
    }
    const [matched, requestId, what] = CALL.exec(request.url ?? '') ?? [];
    const payload = await bodyOf(request);
    if (request.method !== 'POST' || matched === undefined || what === undefined) {
      reply(response, 404, {
        errorType: 'ResourceNotFound',
        errorMessage: `${request.method} ${request.url}`,
      });
      return;
    }
    const message = this.#messageOf(requestId, what, payload, request);
    if (message === undefined) {
      reply(response, 400, { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' });
      return;
    }
    if (message.kind === 'answer') this.#requestId = undefined;
    reply(response, 202, { status: 'OK' });
    this.#say(message);
  }

  #messageOf(
    requestId: string | undefined,
    what: string,
    payload: Uint8Array,
    { headers }: IncomingMessage,
  ): RuntimeMessage | undefined {
    if (requestId === undefined) {
      const errorType = `${headers['lambda-runtime-function-error-type'] ?? 'Runtime.Unknown'}`;
      return what === 'error' ? { kind: 'init-error', payload, errorType } : undefined;
    }
    if (requestId !== this.#requestId) return undefined;
    if (what === 'error') return { kind: 'error', payload };
    if (payload.byteLength <= LARGEST_ANSWER_BYTES) return { kind: 'answer', payload };
    const errorType = 'Function.ResponseSizeTooLarge';
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER_BYTES} bytes).`;
    return { kind: 'error', payload: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
  }
}
