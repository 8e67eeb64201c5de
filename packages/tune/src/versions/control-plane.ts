import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import type { Clock } from '../invoke/clock.ts';
import { explain, isBusy, wordsOf } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';

/** What changes of a function go through. */
export interface ControlPlane {
  readonly lambda: LambdaClient;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** A change is often done at once; polls become rarer from there. */
const FIRST_POLL_MS = 100;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;
/** SnapStart takes minutes to publish a version. */
const PATIENCE_MS = 10 * 60_000;
/** How long a call is repeated that is refused because of another change, or because of too many calls. */
const BUSY_PATIENCE_MS = 2 * 60_000;

const nextWait = (waitMs: number) => Math.min(waitMs * 2, LONGEST_WAIT_MS);

export const sendOptions = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {});

/**
 * Makes a call, and makes it again while Lambda is busy with another change or asks for fewer calls.
 *
 * @throws TuneError after two minutes of that, and at once on any other failure.
 */
export async function callPatiently<T>(
  plane: ControlPlane,
  what: string,
  call: () => Promise<T>,
): Promise<T> {
  const { clock, signal } = plane;
  const startedMs = clock.nowMs();
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = nextWait(waitMs)) {
    signal?.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (signal?.aborted || !isBusy(error)) throw explain(error, what, signal);
      if (clock.nowMs() - startedMs >= BUSY_PATIENCE_MS) {
        const message = `${what} was refused for two minutes, last with ${wordsOf(error)}: is somebody else changing this function? Try again later`;
        throw new TuneError('failed', message, { cause: error });
      }
      await clock.sleep(waitMs, signal);
    }
  }
}

export const readConfiguration = (
  plane: ControlPlane,
  name: string,
  version = '$LATEST',
): Promise<FunctionConfiguration> =>
  callPatiently(plane, `reading ${name}:${version}`, () =>
    plane.lambda.send(
      new GetFunctionConfigurationCommand({
        FunctionName: name,
        ...(version !== '$LATEST' && { Qualifier: version }),
      }),
      sendOptions(plane.signal),
    ),
  );

const isReady = ({ LastUpdateStatus, State }: FunctionConfiguration) =>
  State !== 'Pending' && LastUpdateStatus !== 'InProgress';

/**
 * Waits until a function or a version is what was asked for.
 *
 * @throws TuneError where Lambda says that it failed, and after ten minutes.
 */
export async function waitUntilReady(
  plane: ControlPlane,
  name: string,
  version = '$LATEST',
): Promise<FunctionConfiguration> {
  const { clock, signal } = plane;
  const startedMs = clock.nowMs();
  for (let waitMs = FIRST_POLL_MS; ; waitMs = nextWait(waitMs)) {
    const configuration = await readConfiguration(plane, name, version);
    const { LastUpdateStatus, LastUpdateStatusReason, State, StateReason } = configuration;
    if (State === 'Failed' || LastUpdateStatus === 'Failed') {
      const reason = (State === 'Failed' ? StateReason : LastUpdateStatusReason) ?? 'no reason given';
      throw new TuneError(
        'failed',
        `Lambda could not bring ${name}:${version} into its new state: ${reason}`,
      );
    }
    if (isReady(configuration)) return configuration;
    if (clock.nowMs() - startedMs >= PATIENCE_MS) {
      const state = `state ${State ?? 'unknown'}, last update ${LastUpdateStatus ?? 'unknown'}`;
      throw new TuneError('failed', `${name}:${version} was not ready after ten minutes (${state})`);
    }
    await clock.sleep(waitMs, signal);
  }
}
