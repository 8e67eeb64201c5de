import { describe, expect, it } from 'vitest';
import { handleSqsBatch } from '../../src/events/handle-sqs-batch.ts';
import type { SettleJob } from '../../src/jobs/job.ts';
import type { DeliveryEvent } from '../../src/observe/delivery-event.ts';
import { asking, s3TestEvent, sqsEvent } from './support/events.ts';
import { failuresOf, handlingOf, letterKeys, outcomeOf, settleBy } from './support/jobs.ts';

describe('a batch of SQS', () => {
  it('names the messages that have to come again, and no others', async () => {
    const { settle } = settleBy({ slow: 'throttling', down: 'transient', big: 'resource', off: 'thrown' });
    const event = sqsEvent(
      { messageId: 'good', body: asking('a') },
      { messageId: 'throttled', body: asking('slow') },
      { messageId: 'down', body: asking('down') },
      { messageId: 'memory', body: asking('big') },
      { messageId: 'called-off', body: asking('off') },
      { messageId: 'test', body: s3TestEvent },
    );
    const { handling, letters } = handlingOf();
    expect(await failuresOf(event, settle, handling)).toEqual(['throttled', 'down', 'memory', 'called-off']);
    expect(await letterKeys(letters)).toEqual([]);
  });

  it('counts a message with several records as unfinished if one of its jobs is', async () => {
    const { settle, settled } = settleBy({ b: 'transient' });
    const event = sqsEvent({ messageId: 'm', body: asking('a', 'b', 'c') });
    expect(await failuresOf(event, settle, handlingOf().handling)).toEqual(['m']);
    expect(settled).toEqual(['a', 'b', 'c']);
  });

  it('puts jobs that failed for good into the dead letters, and counts their messages as handled', async () => {
    const { settle } = settleBy({ bad: 'data-quality', never: 'permanent' });
    const { handling, letters, notes } = handlingOf();
    const event = sqsEvent(
      { messageId: 'm', body: asking('bad', 'good') },
      { messageId: 'n', body: asking('never') },
    );
    expect(await failuresOf(event, settle, handling)).toEqual([]);
    expect(await letterKeys(letters)).toEqual(['bad', 'never']);
    expect(notes).toMatchObject([{ kind: 'dead-lettered' }, { kind: 'dead-lettered' }]);
  });

  it('lets a message come again whose dead letter could not be written', async () => {
    const { settle } = settleBy({ bad: 'data-quality', worse: 'permanent' });
    const { handling, letters, notes } = handlingOf();
    const full: typeof letters = {
      ...letters,
      put: async (letter) => {
        if (letter.job.source.ref.key === 'worse') throw new Error('the bucket is gone');
        await letters.put(letter);
      },
    };
    const event = sqsEvent(
      { messageId: 'm', body: asking('bad') },
      { messageId: 'n', body: asking('worse') },
    );
    expect(await failuresOf(event, settle, { ...handling, letters: full })).toEqual(['n']);
    expect(notes).toContainEqual(
      expect.objectContaining({
        kind: 'unfinished',
        because: 'its dead letter could not be written: the bucket is gone',
      }),
    );
  });

  it('lets a message come again that cannot be read, and says why', async () => {
    const { settle, settled } = settleBy({});
    const { handling, notes } = handlingOf();
    const event = sqsEvent({ messageId: 'poison', body: 'hello' }, { messageId: 'good', body: asking('a') });
    expect(await failuresOf(event, settle, handling)).toEqual(['poison']);
    expect(settled).toEqual(['a']);
    expect(notes).toEqual([
      { kind: 'unreadable', messageId: 'poison', because: 'not JSON but the text "hello"' },
    ]);
  });

  it('carries duplicates out once', async () => {
    const { settle, settled } = settleBy({ b: 'transient', c: 'permanent' });
    const { handling, letters, notes } = handlingOf();
    const event = sqsEvent(
      { messageId: '1', body: asking('a', 'a', 'b') },
      { messageId: '2', body: asking('a') },
      { messageId: '3', body: asking('b') },
      { messageId: '4', body: asking('c', 'c') },
      { messageId: '5', body: asking('c') },
    );
    expect(await failuresOf(event, settle, handling)).toEqual(['1', '3']);
    expect(settled.sort()).toEqual(['a', 'b', 'c']);
    expect(await letterKeys(letters)).toEqual(['c']);
    expect(notes.filter(({ kind }) => kind === 'dead-lettered')).toHaveLength(1);
  });

  it('leaves out what is no source, and tells', async () => {
    const { settle, settled } = settleBy({});
    const { handling, notes } = handlingOf({
      whyLeftOut: ({ ref }) => (ref.key.startsWith('_') ? 'hidden' : undefined),
    });
    const event = sqsEvent({ messageId: 'm', body: asking('_a', 'b') });
    expect(await failuresOf(event, settle, handling)).toEqual([]);
    expect(settled).toEqual(['b']);
    expect(notes).toMatchObject([{ kind: 'left-out', because: 'hidden' }]);
  });

  it('puts whatever failed into the dead letters when the message comes for the last time', async () => {
    const { settle } = settleBy({ a: 'transient', b: 'throttling' });
    const { handling, letters } = handlingOf({ mostReceives: 5 });
    const event = sqsEvent(
      { messageId: 'early', body: asking('a'), receives: 4 },
      { messageId: 'last', body: asking('b'), receives: 5 },
    );
    expect(await failuresOf(event, settle, handling)).toEqual(['early']);
    expect(await letterKeys(letters)).toEqual(['b']);
  });

  it('keeps within the jobs that may be carried out at once', async () => {
    let inFlight = 0;
    let most = 0;
    const settle: SettleJob = async (job) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise(setImmediate);
      inFlight -= 1;
      return outcomeOf(job, 'converted');
    };
    const event = sqsEvent({ messageId: 'm', body: asking(...'abcdefghij') });
    expect(await failuresOf(event, settle, handlingOf({ concurrency: 3 }).handling)).toEqual([]);
    expect(most).toBe(3);
  });

  it('tells what goes on as a batch of files does', async () => {
    const events: DeliveryEvent[] = [];
    const { settle } = settleBy({ b: 'transient', c: 'thrown' });
    const { handling } = handlingOf({ concurrency: 1, observe: (event) => events.push(event) });
    await handleSqsBatch(sqsEvent({ messageId: 'm', body: asking('a', 'b', 'c') }), settle, handling);
    expect(events.map((event) => [event.kind, 'inFlight' in event && event.inFlight])).toEqual([
      ['job-started', 1],
      ['job-ended', 0],
      ['job-started', 1],
      ['job-ended', 0],
      ['job-started', 1],
    ]);
  });

  it('is refused when it is something else', async () => {
    const { settle } = settleBy({});
    await expect(handleSqsBatch(asking('a'), settle, handlingOf().handling)).rejects.toThrow(
      'no batch of SQS but an object with "Records"',
    );
  });
});

describe('a FIFO queue', () => {
  it('lets all messages of a group come again that follow the first one that failed', async () => {
    const { settle, settled } = settleBy({ b: 'transient', y: 'permanent' });
    const event = sqsEvent(
      { messageId: 'a', group: '1', body: asking('a') },
      { messageId: 'x', group: '2', body: asking('x') },
      { messageId: 'b', group: '1', body: asking('b') },
      { messageId: 'c', group: '1', body: asking('c') },
      { messageId: 'y', group: '2', body: asking('y') },
      { messageId: 'd', group: '1', body: asking('d') },
      { messageId: 'z', group: '2', body: asking('z') },
    );
    expect(await failuresOf(event, settle, handlingOf().handling)).toEqual(['b', 'c', 'd']);
    expect(settled.sort()).toEqual(['a', 'b', 'x', 'y', 'z']);
  });

  it('carries out the messages of a group one after the other', async () => {
    const steps: string[] = [];
    const settle: SettleJob = async (job) => {
      steps.push(`+${job.source.ref.key}`);
      await new Promise(setImmediate);
      steps.push(`-${job.source.ref.key}`);
      return outcomeOf(job, 'converted');
    };
    const event = sqsEvent(
      { messageId: 'a', group: '1', body: asking('a') },
      { messageId: 'b', group: '1', body: asking('b') },
    );
    await handleSqsBatch(event, settle, handlingOf().handling);
    expect(steps).toEqual(['+a', '-a', '+b', '-b']);
  });

  it('is told by its name: groups of other queues are about fairness', async () => {
    const { settle } = settleBy({ a: 'transient' });
    const event = sqsEvent(
      { messageId: 'a', group: '1', isFifo: false, body: asking('a') },
      { messageId: 'b', group: '1', isFifo: false, body: asking('b') },
    );
    expect(await failuresOf(event, settle, handlingOf().handling)).toEqual(['a']);
  });
});

it('an abort leaves what is under way and what follows unfinished, and keeps what is done', async () => {
  const stop = new AbortController();
  const settle: SettleJob = async (job, signal) => {
    if (job.source.ref.key === 'b') stop.abort(new Error('enough'));
    signal.throwIfAborted();
    return outcomeOf(job, 'converted');
  };
  const event = sqsEvent(...['a', 'b', 'c'].map((key) => ({ messageId: key, body: asking(key) })));
  const { handling, notes } = handlingOf({ signal: stop.signal, concurrency: 1 });
  expect(await failuresOf(event, settle, handling)).toEqual(['b', 'c']);
  expect(notes).toMatchObject([
    { kind: 'unfinished', because: 'enough' },
    { kind: 'unfinished', because: 'enough' },
  ]);
});
