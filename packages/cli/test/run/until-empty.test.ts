import { type MessageQueue, type PollNote, QueueError, type QueueMessage } from '@parquetry/delivery';
import { expect, it } from 'vitest';
import { sparingNotes } from '../../src/commands/run/sparing-notes.ts';
import { LONGEST_SILENCE_MS, untilEmpty } from '../../src/commands/run/until-empty.ts';

const unreachable = new QueueError('receiving from q: connect ECONNREFUSED', {
  code: 'ECONNREFUSED',
  retryable: true,
});

/** A queue that does what it is told next, at a time that is told too. */
function scripted() {
  const state = {
    nowMs: 0,
    answers: undefined as readonly QueueMessage[] | Error | undefined,
    left: 0,
    ends: 0,
  };
  const queue: MessageQueue = {
    url: 'q',
    async receive() {
      if (state.answers instanceof Error) throw state.answers;
      return state.answers ?? [];
    },
    remove: async () => [],
    hide: async () => {},
    send: async () => {},
    count: async () => state.left,
  };
  const onEmpty = () => {
    state.ends += 1;
  };
  const it = untilEmpty(queue, onEmpty, () => state.nowMs);
  const receive = () => it.receive({ waitSeconds: 1, hiddenSeconds: 60 }, new AbortController().signal);
  const errorAt = async (nowMs: number) => {
    state.nowMs = nowMs;
    return await receive().then(
      () => undefined,
      (error: QueueError) => error,
    );
  };
  return { state, receive, errorAt };
}

it('a queue is empty when nothing comes and nothing is hidden', async () => {
  const { receive, state } = scripted();
  state.left = 1;
  await receive();
  expect(state.ends).toBe(0);
  state.left = 0;
  await receive();
  expect(state.ends).toBe(1);
});

it('a queue that cannot be reached is waited for, but not for ever', async () => {
  const { errorAt, state } = scripted();
  state.answers = unreachable;
  expect(await errorAt(0)).toBe(unreachable);
  expect(await errorAt(LONGEST_SILENCE_MS - 1)).toBe(unreachable);
  const last = await errorAt(LONGEST_SILENCE_MS);
  expect(last).toMatchObject({ retryable: false, code: 'ECONNREFUSED', cause: unreachable });
  expect(last!.message).toBe(
    'receiving from q: connect ECONNREFUSED; the queue could not be reached for 2 minutes, and --until-empty waits no longer: check its URL and the network, and start the worker again',
  );
});

it('the time begins anew with every answer', async () => {
  const { errorAt, state } = scripted();
  state.answers = unreachable;
  await errorAt(0);
  state.answers = [];
  state.left = 1;
  expect(await errorAt(LONGEST_SILENCE_MS - 1)).toBeUndefined();
  state.answers = unreachable;
  expect(await errorAt(LONGEST_SILENCE_MS)).toBe(unreachable);
  expect(await errorAt(2 * LONGEST_SILENCE_MS - 1)).toBe(unreachable);
});

it('what waiting does not help is an error at once', async () => {
  const { errorAt, state } = scripted();
  state.answers = new QueueError('there is no such queue', { code: 'QueueDoesNotExist', retryable: false });
  expect(await errorAt(0)).toBe(state.answers);
});

it('that a queue does not answer is said once a minute at most, all else every time', () => {
  const told: string[] = [];
  let nowMs = 0;
  const tell = sparingNotes(
    ({ kind }) => told.push(`${kind} ${nowMs}`),
    () => nowMs,
  );
  const waiting: PollNote = { kind: 'waiting', ms: 1000, because: 'ECONNREFUSED' };
  for (nowMs of [0, 1, 30_000, 59_999, 60_000, 90_000]) tell(waiting);
  tell({ kind: 'received', messages: 1 });
  tell({ kind: 'received', messages: 1 });
  expect(told).toEqual(['waiting 0', 'waiting 60000', 'received 90000', 'received 90000']);
});
