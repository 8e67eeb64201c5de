import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types';
import { nameOperation } from './name-operation.ts';

/** What an SDK client sends its requests through. */
export type SdkHandler = RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions>;

/** What the SDK asks of a handler beyond its type, where it finds it. */
interface Configurable {
  updateHttpClientConfig?(key: unknown, value: unknown): void;
  httpHandlerConfigs?(): Record<string, unknown>;
}

/** How the handler was configured; nothing where it does not say. */
export const configOf = (handler: SdkHandler): Record<string, unknown> =>
  (handler as Configurable).httpHandlerConfigs?.() ?? {};

/** A handler that does everything as `inner` does, except `handle`. */
export function standingBefore(inner: SdkHandler, handle: SdkHandler['handle']): SdkHandler {
  const { updateHttpClientConfig, httpHandlerConfigs } = inner as Configurable;
  return {
    ...(inner.metadata && { metadata: inner.metadata }),
    ...(inner.destroy && { destroy: () => inner.destroy?.() }),
    ...(updateHttpClientConfig && { updateHttpClientConfig: updateHttpClientConfig.bind(inner) }),
    ...(httpHandlerConfigs && { httpHandlerConfigs: httpHandlerConfigs.bind(inner) }),
    handle,
  };
}

/** `bucket.s3.<region>.amazonaws.com`, and its kin. */
const bucketInHost = /^.+\.s3[.-]/;

function headerOf(headers: Record<string, string>, name: string): string | undefined {
  if (name in headers) return headers[name];
  for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return value;
  return undefined;
}

/** What a request asks for, by its AWS name. */
export function operationOf({ method, path, query, headers, hostname }: HttpRequest): string {
  return nameOperation({
    method,
    path,
    query: { has: (name) => query !== undefined && name in query },
    header: (name) => headerOf(headers, name),
    bucketInHost: bucketInHost.test(hostname),
  });
}

/** The SDK's older signals cannot be listened to side by side, and are not. */
export const signalOf = (options: HttpHandlerOptions | undefined): AbortSignal | undefined =>
  options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;

/** As the SDK's own handler says it. */
export const abortError = (): Error => Object.assign(new Error('Request aborted'), { name: 'AbortError' });
