import type { IncomingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import type { buildApp } from 'fauxqs';
import { nameOperation } from '../network/name-operation.ts';

export type App = ReturnType<typeof buildApp>;

/** As much of a request as the hooks look at. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: unknown;
  readonly query: unknown;
  readonly raw: { readonly socket: unknown };
}

const operations = new WeakMap<Asked, string>();

/** What a request asks for, by its AWS name. */
export function operationOf(request: Asked): string {
  const known = operations.get(request);
  if (known !== undefined) return known;
  const { pathname, searchParams } = new URL(request.url, 'http://local');
  const header = (name: string) => request.headers[name]?.toString();
  const operation = nameOperation({ method: request.method, path: pathname, query: searchParams, header });
  operations.set(request, operation);
  return operation;
}

/** Requests that this process injects itself come through no socket. */
export const isFromOutside = (request: Asked): boolean => request.raw.socket instanceof Socket;

export function addressOf({ params }: Asked): { bucket: string; key: string } {
  const { bucket = '', '*': key = '' } = params as Record<string, string | undefined>;
  return { bucket, key };
}

export const queryOf = ({ query }: Asked): Readonly<Record<string, string | undefined>> =>
  query as Record<string, string | undefined>;

export interface Injection {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string;
}

export interface Injected {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Asks the server from within its own process. @throws with what was being done, and what the server says. */
export async function inject(app: App, request: Injection, doing: string): Promise<Injected> {
  const { statusCode, headers, body } = await app.inject(request);
  if (statusCode < 300) return { headers, body };
  const message = /<Message>(.*?)<\/Message>|"message":"(.*?)"/.exec(body);
  throw new Error(`${doing}: ${message?.[1] ?? message?.[2] ?? `status ${statusCode}`}`);
}

/** Asks SQS from within its own process. */
export async function askSqs<Answer>(
  app: App,
  action: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const request = {
    method: 'POST',
    url: '/',
    headers: {
      ...headers,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${action}`,
    },
    payload: JSON.stringify(body),
  } as const;
  return JSON.parse((await inject(app, request, `SQS ${action}`)).body) as Answer;
}

/** In a URL's path. */
export const pathOf = (bucket: string, key: string): string =>
  `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
