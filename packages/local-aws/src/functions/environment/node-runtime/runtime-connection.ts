import { Agent, type IncomingMessage, request } from 'node:http';

const API_VERSION = '2018-06-01';

/** An event as the Runtime API hands it over. */
export interface NextEvent {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly invokedArn: string;
  readonly traceId: string | undefined;
  /** JSON. */
  readonly clientContext: string | undefined;
  readonly payload: string;
}

/** The runtime's end of the Runtime API: one connection that stays open; its loss means that the platform is gone. */
export class RuntimeConnection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #host: string;
  readonly #port: string;

  constructor(address: string) {
    [this.#host = '', this.#port = ''] = address.split(':');
  }

  async next(): Promise<NextEvent> {
    const { headers, body } = await this.#send('GET', 'invocation/next');
    const header = (name: string) => {
      const value = headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    return {
      requestId: header('lambda-runtime-aws-request-id') ?? '',
      deadlineMs: Number(header('lambda-runtime-deadline-ms')),
      invokedArn: header('lambda-runtime-invoked-function-arn') ?? '',
      traceId: header('lambda-runtime-trace-id'),
      clientContext: header('lambda-runtime-client-context'),
      payload: body.toString('utf8'),
    };
  }

  async answer(requestId: string, payload: string): Promise<void> {
    await this.#send('POST', `invocation/${requestId}/response`, payload);
  }

  async fail(requestId: string, payload: string, errorType: string): Promise<void> {
    await this.#send('POST', `invocation/${requestId}/error`, payload, errorType);
  }

  async failInit(payload: string, errorType: string): Promise<void> {
    await this.#send('POST', 'init/error', payload, errorType);
  }

  #send(method: string, path: string, payload?: string, errorType?: string) {
    const answer = Promise.withResolvers<{ headers: IncomingMessage['headers']; body: Buffer }>();
    const body = payload === undefined ? undefined : Buffer.from(payload);
    const call = request({
      agent: this.#agent,
      host: this.#host,
      port: this.#port,
      method,
      path: `/${API_VERSION}/runtime/${path}`,
      headers: {
        ...(body ? { 'Content-Type': 'application/json', 'Content-Length': body.length } : {}),
        ...(errorType ? { 'Lambda-Runtime-Function-Error-Type': errorType } : {}),
      },
    });
    call.on('error', answer.reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', answer.reject);
      response.on('end', () => answer.resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    call.end(body);
    return answer.promise;
  }
}
