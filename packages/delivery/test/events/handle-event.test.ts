import { describe, expect, it } from 'vitest';
import { handleEvent, UnfinishedEventError } from '../../src/events/handle-event.ts';
import { asking, bridgeEvent, s3Event, s3Removed, s3TestEvent, sqsEvent } from './support/events.ts';
import { handlingOf, letterKeys, settleBy } from './support/jobs.ts';

describe('an event that calls a function', () => {
  it('is carried out, and what failed for good lies in the dead letters', async () => {
    const { settle, settled } = settleBy({ b: 'data-quality' });
    const { handling, letters } = handlingOf();
    expect(await handleEvent(asking('a', 'b', 'a'), settle, handling)).toBeUndefined();
    expect(settled).toEqual(['a', 'b']);
    expect(await letterKeys(letters)).toEqual(['b']);
  });

  it('has to come again when something is not done', async () => {
    const { settle } = settleBy({ b: 'transient', c: 'throttling' });
    const error = await handleEvent(asking('a', 'b', 'c'), settle, handlingOf().handling).catch((it) => it);
    expect(error).toBeInstanceOf(UnfinishedEventError);
    expect(error.message).toBe("2 of the event's 3 jobs are not done; send it again");
    expect(error.jobs).toMatchObject([{ source: { ref: { key: 'b' } } }, { source: { ref: { key: 'c' } } }]);
  });

  it('may ask for nothing', async () => {
    const { settle, settled } = settleBy({});
    const { handling, notes } = handlingOf();
    await handleEvent(s3TestEvent, settle, handling);
    await handleEvent(s3Event(s3Removed('a')), settle, handling);
    expect(settled).toEqual([]);
    expect(notes).toEqual([
      { kind: 'ignored', events: { 's3:TestEvent': 1 } },
      { kind: 'ignored', events: { 'ObjectRemoved:Delete': 1 } },
    ]);
  });

  it('may be a batch of a queue, which is answered', async () => {
    const { settle } = settleBy({ b: 'transient' });
    const event = sqsEvent(
      { messageId: 'm', body: bridgeEvent('b') },
      { messageId: 'n', body: bridgeEvent('a') },
    );
    expect(await handleEvent(event, settle, handlingOf().handling)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm' }],
    });
  });

  it('is refused when it is none', async () => {
    const { settle } = settleBy({});
    await expect(handleEvent({ hello: 1 }, settle, handlingOf().handling)).rejects.toThrow(
      'no event that is known but an object with "hello"',
    );
  });
});
