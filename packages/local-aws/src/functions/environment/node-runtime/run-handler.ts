import type { Handler } from './load-handler.ts';
import type { NextEvent } from './runtime-connection.ts';
import { RuntimeError } from './word-error.ts';

const NEVER_SETTLED =
  'the event loop is empty and the promise of the handler was never settled: nothing is left that could settle it';

/** Resolves when nothing is left to wait for, which is when Node would end. */
class EmptyLoop implements Disposable {
  readonly #empty = Promise.withResolvers<void>();
  readonly #onEmpty = () => this.#empty.resolve();

  constructor() {
    process.once('beforeExit', this.#onEmpty);
  }

  get reached(): Promise<void> {
    return this.#empty.promise;
  }

  [Symbol.dispose](): void {
    process.off('beforeExit', this.#onEmpty);
  }
}

async function untilSettled(promise: PromiseLike<unknown>): Promise<unknown> {
  using loop = new EmptyLoop();
  const unsettled = loop.reached.then(() => {
    throw new RuntimeError('Runtime.NodeJsExit', NEVER_SETTLED);
  });
  return await Promise.race([promise, unsettled]);
}

async function untilCalledBack(called: Promise<unknown>, waitsForEmptyLoop: () => boolean): Promise<unknown> {
  using loop = new EmptyLoop();
  const result = await Promise.race([called, loop.reached]);
  if (waitsForEmptyLoop()) await loop.reached;
  return result;
}

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

function contextOf(event: NextEvent) {
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    awsRequestId: event.requestId,
    invokedFunctionArn: event.invokedArn,
    clientContext: parsed(event.clientContext),
    identity: undefined,
    getRemainingTimeInMillis: () => event.deadlineMs - Date.now(),
  };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  value !== null && typeof value === 'object' && typeof Reflect.get(value, 'then') === 'function';

/** The handler's result as JSON. One that calls back ends when the event loop is empty, unless it says otherwise in its context. */
export async function runHandler(handler: Handler, event: NextEvent): Promise<string> {
  const context = contextOf(event);
  const called = Promise.withResolvers<unknown>();
  const callback = (error: unknown, result?: unknown) => {
    if (error === null || error === undefined) called.resolve(result);
    else called.reject(error);
  };
  const returned = handler(JSON.parse(event.payload), context, callback);
  if (isThenable(returned)) return asJson(await untilSettled(returned));
  // One that takes no callback has nothing more to say.
  if (handler.length < 3) return asJson(returned);
  return asJson(await untilCalledBack(called.promise, () => context.callbackWaitsForEmptyEventLoop));
}
