import { describe, expect, it } from 'vitest';
import { inLanes } from '../../src/run/in-lanes.ts';

describe('work in lanes', () => {
  it('keeps the order of the items, and never has more under way than there are lanes', async () => {
    let underWay = 0;
    let most = 0;
    const results = await inLanes(2, [3, 1, 2, 0], async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      underWay -= 1;
      return item * 10;
    });
    expect({ results, most }).toEqual({ results: [30, 10, 20, 0], most: 2 });
  });

  it('begins nothing more after a failure, and waits for what was under way', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = inLanes(2, [0, 1, 2, 3], async (item) => {
      begun.push(item);
      if (item === 0) throw new Error('boom');
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      ended += 1;
    });
    await expect(work).rejects.toThrow('boom');
    expect({ begun, ended }).toEqual({ begun: [0, 1], ended: 1 });
  });
});
