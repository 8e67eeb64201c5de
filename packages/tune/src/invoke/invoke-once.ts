import { InvokeCommand, type InvokeCommandOutput, TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { TuneClients } from './clients.ts';
import type { Clock } from './clock.ts';
import { type HostShare, readHostShare } from './host-share.ts';
import { explain, serviceFailure, wordsOf } from './service-error.ts';

export interface InvocationTarget {
  readonly name: string;
  /** A published version, or `$LATEST`. */
  readonly version: string;
}

/** What came back from one request, before anybody looked into its log. Times are in ms. */
export type Answer =
  | {
      readonly status: 'answered';
      readonly requestId: string;
      readonly clientMs: number;
      readonly payload: Uint8Array;
      /** `Unhandled` or `Handled` where the function failed. */
      readonly functionError: string | null;
      /** The end of the log, decoded; empty where none came. */
      readonly tail: string;
      readonly host: HostShare | null;
    }
  | { readonly status: 'throttled'; readonly reason: string; readonly retryAfterMs: number | null }
  /** No answer: Lambda or the network failed. */
  | { readonly status: 'unanswered'; readonly because: string };

/** Of our own mistakes: a next request would fail in the same way. */
const HOPELESS = new Set([400, 401, 403, 404, 413, 415]);

function throttled(error: TooManyRequestsException): Answer {
  const seconds = Number(error.retryAfterSeconds);
  return {
    status: 'throttled',
    reason: error.Reason ?? 'unknown',
    retryAfterMs: error.retryAfterSeconds !== undefined && Number.isFinite(seconds) ? seconds * 1000 : null,
  };
}

function answerOf(error: unknown, { name, version }: InvocationTarget, signal?: AbortSignal): Answer {
  if (signal?.aborted) throw signal.reason;
  if (error instanceof TooManyRequestsException) return throttled(error);
  const status = serviceFailure(error)?.$metadata.httpStatusCode;
  if (status !== undefined && HOPELESS.has(status))
    throw explain(error, `invoking ${name}:${version}`, signal);
  return { status: 'unanswered', because: wordsOf(error) };
}

function keepHeaders(command: InvokeCommand): () => Readonly<Record<string, string>> {
  let headers: Readonly<Record<string, string>> = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = (result.response as { readonly headers: Record<string, string> }).headers;
      return result;
    },
    { step: 'deserialize', name: 'keepHeaders', priority: 'low' },
  );
  return () => headers;
}

const read = (output: InvokeCommandOutput, clientMs: number, host: HostShare | null): Answer => ({
  status: 'answered',
  requestId: output.$metadata.requestId ?? '',
  clientMs,
  payload: output.Payload ?? new Uint8Array(),
  functionError: output.FunctionError ?? null,
  tail: Buffer.from(output.LogResult ?? '', 'base64').toString('utf8'),
  host,
});

/**
 * Sends one event and waits for its answer. A 429 and trouble of Lambda's are values.
 *
 * @throws TuneError where the next request would fail as well: not allowed, not there, too large.
 */
export async function invokeOnce(
  clients: TuneClients,
  clock: Clock,
  target: InvocationTarget,
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<Answer> {
  const command = new InvokeCommand({
    FunctionName: target.name,
    Qualifier: target.version,
    InvocationType: 'RequestResponse',
    LogType: 'Tail',
    Payload: payload,
  });
  const headers = keepHeaders(command);
  const startedMs = clock.nowMs();
  try {
    const output = await clients.invoker.send(command, { ...(signal && { abortSignal: signal }) });
    return read(output, clock.nowMs() - startedMs, readHostShare(headers()));
  } catch (error) {
    return answerOf(error, target, signal);
  }
}
