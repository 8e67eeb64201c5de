import { Readable } from 'node:stream';

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export const json = (status: number, value: unknown): FakeAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** An error as Lambda's REST API words it. */
export class FakeFailure extends Error {
  readonly answer: FakeAnswer;

  constructor(
    status: number,
    type: string,
    message: string,
    more: Record<string, unknown> = {},
    headers = {},
  ) {
    super(message);
    this.answer = {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': type, ...headers },
      body: JSON.stringify({ Type: 'User', message, Message: message, ...more }),
    };
  }
}

export const xml = (action: string, result: string): FakeAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
});

export const toResponse = ({ body = '', headers = {}, status }: FakeAnswer, requestId: string) => ({
  statusCode: status,
  headers: { 'x-amzn-requestid': requestId, ...headers },
  body: Readable.from([Buffer.from(body)]),
});
