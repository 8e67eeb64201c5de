import { describe, expect, it } from 'vitest';
import { handleSqsBatch } from '../../src/events/handle-sqs-batch.ts';
import type { SettleJob } from '../../src/jobs/job.ts';
import { asking, sqsEvent } from './support/events.ts';
import { failuresOf, handlingOf, outcomeOf, settleBy } from './support/jobs.ts';

describe('a function whose time runs out', () => {
  it('begins nothing that may not end in time', async () => {
    const { handling, clock, notes } = handlingOf({ concurrency: 1, leastMs: 100 });
    const endsAt = clock.now() + 2_000;
    const settled: string[] = [];
    const settle: SettleJob = async (job) => {
      settled.push(job.source.ref.key);
      await clock.advance(700);
      return outcomeOf(job, 'converted');
    };
    const event = sqsEvent(...['a', 'b', 'c', 'd'].map((key) => ({ messageId: key, body: asking(key) })));
    const remainingMs = () => endsAt - clock.now();
    expect(await failuresOf(event, settle, { ...handling, remainingMs })).toEqual(['c', 'd']);
    expect(settled).toEqual(['a', 'b']);
    expect(notes[0]).toMatchObject({
      kind: 'unfinished',
      because: expect.stringMatching(/^600 ms are left, a job may take 700 ms; give the function more time/),
    });
  });

  it('calls off what is under way, so that there is time to answer', async () => {
    const { handling, clock } = handlingOf({ leastMs: 100 });
    const endsAt = clock.now() + 2_000;
    const settle: SettleJob = (job, signal) =>
      job.source.ref.key === 'quick'
        ? Promise.resolve(outcomeOf(job, 'converted'))
        : new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const event = sqsEvent(
      { messageId: 'q', body: asking('quick') },
      { messageId: 's', body: asking('slow') },
    );
    const answer = failuresOf(event, settle, { ...handling, remainingMs: () => endsAt - clock.now() });
    await clock.advance(1_400);
    expect(clock.sleepers).toBe(1);
    await clock.advance(100);
    expect(await answer).toEqual(['s']);
  });

  it('is not watched any more when the batch is done', async () => {
    const { handling, clock } = handlingOf({ remainingMs: () => 60_000 });
    await handleSqsBatch(sqsEvent({ messageId: 'm', body: asking('a') }), settleBy({}).settle, handling);
    await new Promise(setImmediate);
    expect(clock.sleepers).toBe(0);
  });
});
