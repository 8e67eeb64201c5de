import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type DeadLetters,
  openSqsQueue,
  type Place,
  QueueError,
  queuedDeadLetters,
  storedDeadLetters,
  wallClock,
} from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';
import { type Objects, openObjects } from '../../inputs/open-objects.ts';
import { isS3Name, prefixOf } from '../../inputs/places.ts';
import type { CommandContext } from '../command-context.ts';
import type { JobsFlags } from './jobs-flags.ts';

export interface OpenLetters extends AsyncDisposable {
  readonly letters: DeadLetters;
  readonly objects: Objects;
  /** Absent where the letters of a queue are looked at alone. */
  readonly to?: Place;
  /** Of the letters, as a person would name it. */
  readonly name: string;
}

async function outputPlace(name: string, directory: string): Promise<Place> {
  if (isS3Name(name)) return prefixOf(name);
  const bucket = resolve(directory, name);
  if ((await stat(bucket).catch(() => undefined))?.isDirectory()) return { bucket, prefix: '' };
  throw new UsageError(
    `${name} is no directory; name where the outputs are: s3://bucket/prefix or a directory`,
  );
}

async function openQueue(url: string, hiddenSeconds: number, { settings }: CommandContext) {
  const { endpoint, region } = settings;
  try {
    const queue = await openSqsQueue({ url, endpoint, region });
    return { queue, letters: queuedDeadLetters({ queue, clock: wallClock, hiddenSeconds }) };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * The dead letters of a place, or of the queue that `--queue` names.
 *
 * @throws UsageError when neither is named, or one that there is not.
 */
export async function openLetters(
  place: string | undefined,
  { queue: url }: JobsFlags,
  context: CommandContext,
  hiddenSeconds = 30,
): Promise<OpenLetters> {
  if (place === undefined && url === undefined) {
    throw new UsageError(
      'name where the outputs are (s3://bucket/prefix or a directory), or a queue with --queue',
    );
  }
  const to = place === undefined ? undefined : await outputPlace(place, context.terminal.directory);
  const stack = new AsyncDisposableStack();
  const objects = stack.use(openObjects(context));
  if (url === undefined) {
    const letters = storedDeadLetters(objects.store, to!);
    return { letters, objects, to: to!, name: place!, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }
  const { queue, letters } = await openQueue(url, hiddenSeconds, context);
  stack.use(queue);
  return {
    letters,
    objects,
    ...(to && { to }),
    name: url,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What a queue complains of is the user's to mend. */
export async function withQueueErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QueueError) throw new UsageError(error.message);
    throw error;
  }
}
