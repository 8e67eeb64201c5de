import { describe, expect, it } from 'vitest';
import { queuedDeadLetters } from '../../src/dead-letters/queued-dead-letters.ts';
import { QueueError } from '../../src/events/queue/queue-error.ts';
import { s3Event, s3Record, s3TestEvent } from '../events/support/events.ts';
import { FakeClock } from '../events/support/fake-clock.ts';
import { MemoryQueue } from '../events/support/memory-queue.ts';
import { entriesOf, idOf, keysOf, letterFor } from './support/letters.ts';

function open(options: { hiddenSeconds?: number; mostMessages?: number; mostBytes?: number } = {}) {
  const clock = new FakeClock();
  const queue = new MemoryQueue(clock);
  return { clock, queue, letters: queuedDeadLetters({ queue, clock, ...options }) };
}

describe('a queue of dead letters', () => {
  it('hides its messages while they are looked at, and gives them back', async () => {
    const { letters, queue } = open();
    await letters.put(letterFor('a'));
    await letters.put(letterFor('b'));
    for await (const _ of letters.list()) expect(queue.visible).toBe(0);
    expect(queue.visible).toBe(2);
    await letters.get(idOf('a'));
    expect(queue.visible).toBe(2);
  });

  it('gives them back when nobody wants to see the rest, or something fails', async () => {
    const { letters, queue } = open();
    for (let index = 0; index < 12; index += 1) await letters.put(letterFor(`${index}`));
    for await (const _ of letters.list()) break;
    expect(queue.visible).toBe(12);
    const error = new QueueError('the network is down', { code: 'ECONNRESET', retryable: true });
    const failing = new MemoryQueue(new FakeClock());
    for (let index = 0; index < 12; index += 1)
      await failing.send(JSON.stringify(letterFor(`${index}`)), 'x');
    const receive = failing.receive.bind(failing);
    failing.receive = async (...args) => {
      if (failing.calls.receive === 1) throw error;
      return receive(...args);
    };
    await expect(entriesOf(queuedDeadLetters({ queue: failing, clock: new FakeClock() }))).rejects.toBe(
      error,
    );
    expect(failing.visible).toBe(12);
  });

  it('counts about as many letters as there are', async () => {
    const { letters } = open();
    await letters.put(letterFor('a'));
    await letters.put(letterFor('a'));
    expect(await letters.count()).toEqual({ letters: 2, isExact: false });
  });

  it('looks at so many messages, at most', async () => {
    const { letters } = open({ mostMessages: 20 });
    for (let index = 0; index < 45; index += 1) await letters.put(letterFor(`${index}`));
    expect(await entriesOf(letters)).toHaveLength(20);
  });

  it('leaves out of a letter what a message has no room for', async () => {
    const { letters, queue } = open({ mostBytes: 1_500 });
    await letters.put(letterFor('a', { record: 'x'.repeat(5_000) }));
    expect(Buffer.byteLength(queue.bodies[0]!)).toBeLessThanOrEqual(1_500);
    expect(await keysOf(letters)).toEqual(['a']);
  });

  it('looks for a letter again when it was hidden no longer', async () => {
    const { letters, queue, clock } = open({ hiddenSeconds: 10 });
    await letters.put(letterFor('a'));
    await letters.put(letterFor('b'));
    for await (const entry of letters.list()) {
      await clock.advance(10_000);
      if (entry.status === 'letter') await letters.remove(entry.letter.id);
    }
    expect(queue.bodies).toEqual([]);
  });

  it('says so when it refuses to delete one', async () => {
    const { letters, queue } = open();
    await letters.put(letterFor('a'));
    queue.remove = async (messages) => [...messages] as never;
    await expect(letters.remove(idOf('a'))).rejects.toThrow(
      `http://127.0.0.1:1/000000000000/memory: the queue refused to delete the letter ${idOf('a')}; try again`,
    );
  });
});

describe('events that another queue gave up', () => {
  const moved = (...keys: string[]) =>
    JSON.stringify(s3Event(...keys.map((key) => s3Record({ bucket: 'in', key }))));

  it('are letters without a cause', async () => {
    const { letters, queue } = open();
    await queue.send(moved('a'), 'x');
    expect(await entriesOf(letters)).toMatchObject([
      {
        status: 'letter',
        letter: {
          id: idOf('a'),
          failure: { kind: 'transient', code: 'TooManyReceives', attempts: 1 },
          firstFailedAt: '2026-11-21T10:00:00.000Z',
          recipe: 'unknown',
          record: { s3: { object: { key: 'a' } } },
        },
      },
    ]);
  });

  it('stay until all of their jobs are removed', async () => {
    const { letters, queue } = open();
    await queue.send(moved('a', 'b'), 'x');
    for await (const entry of letters.list()) {
      if (entry.status === 'letter' && entry.letter.id === idOf('a')) await letters.remove(idOf('a'));
    }
    expect(queue.bodies).toHaveLength(1);
    for await (const entry of letters.list())
      if (entry.status === 'letter') await letters.remove(entry.letter.id);
    expect(queue.bodies).toEqual([]);
  });

  it('are shown as corrupt when they ask for nothing, or are none', async () => {
    const { letters, queue } = open();
    await queue.send(JSON.stringify(s3TestEvent), 'x');
    await queue.send('{"hello":1}', 'x');
    expect(await entriesOf(letters)).toEqual([
      { status: 'corrupt', id: 'm1', because: 'an event that asks for nothing' },
      {
        status: 'corrupt',
        id: 'm2',
        because: expect.stringMatching(
          /^neither a letter nor an event: no event that is known but an object with "hello"/,
        ),
      },
    ]);
  });
});
