import { expect, it } from 'vitest';
import { takeFirst } from '../../src/pipeline/take-first.ts';

async function* counting(seen: number[]) {
  for (let next = 1; ; next += 1) {
    seen.push(next);
    yield next;
  }
}

it.each([
  [0, []],
  [1, [1]],
  [3, [1, 2, 3]],
])('the first %i are taken, and no more are asked for', async (count, expected) => {
  const seen: number[] = [];
  expect(await Array.fromAsync(takeFirst(count, counting(seen)))).toEqual(expected);
  expect(seen).toEqual(expected);
});
