import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asking, sqsEvent } from './support/events.ts';
import { type Fate, failuresOf, handlingOf, letterKeys, settleBy } from './support/jobs.ts';

describe('for every batch', () => {
  const fates: readonly Fate[] = [
    'converted',
    'gone',
    'thrown',
    'transient',
    'throttling',
    'resource',
    'data-quality',
    'permanent',
  ];
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  const message = fc.record({
    keys: fc.array(fc.constantFrom(...keys), { maxLength: 3 }),
    isPoison: fc.integer({ max: 4, min: 0 }).map((it) => it === 0),
    group: fc.constantFrom(undefined, '1', '2'),
  });
  const batch = fc.record({
    messages: fc.array(message, { minLength: 1, maxLength: 10 }),
    fates: fc.array(fc.constantFrom(...fates), { minLength: keys.length, maxLength: keys.length }),
    unwritable: fc.subarray(keys),
  });

  it('the answer names exactly the messages with unfinished work; nothing is lost and nothing done twice', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async ({ messages, fates: chosen, unwritable }) => {
        const fateOf = Object.fromEntries(keys.map((key, index) => [key, chosen[index]!]));
        const { settle, settled } = settleBy(fateOf);
        const { handling, letters } = handlingOf();
        const put: typeof letters.put = async (letter) => {
          if (unwritable.includes(letter.job.source.ref.key)) throw new Error('no');
          await letters.put(letter);
        };
        const event = sqsEvent(
          ...messages.map(({ keys: asked, isPoison, group }, index) => ({
            messageId: String(index),
            body: isPoison ? 'poison' : asking(...asked),
            ...(group && { group }),
          })),
        );
        const again = await failuresOf(event, settle, { ...handling, letters: { ...letters, put } });

        const isFinished = (key: string) => {
          const fate = fateOf[key]!;
          if (fate === 'data-quality' || fate === 'permanent') return !unwritable.includes(key);
          return fate === 'converted' || fate === 'gone';
        };
        const failedGroups = new Set<string>();
        const expected: string[] = [];
        const begun = new Set<string>();
        for (const [index, { keys: asked, isPoison, group }] of messages.entries()) {
          const isBehind = group !== undefined && failedGroups.has(group);
          if (!isBehind && !isPoison) for (const key of asked) begun.add(key);
          if (!isBehind && !isPoison && asked.every(isFinished)) continue;
          expected.push(String(index));
          if (group !== undefined) failedGroups.add(group);
        }
        expect(again).toEqual(expected);
        expect(settled.sort()).toEqual([...begun].sort());
        const dead = [...begun].filter((key) => ['data-quality', 'permanent'].includes(fateOf[key]!));
        expect(await letterKeys(letters)).toEqual(dead.filter((key) => !unwritable.includes(key)).sort());
      }),
      { numRuns: 300 },
    );
  });
});
