import { expect, test } from 'vitest';
import { InitGate } from '../../../src/functions/environment/init-gate.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('no more are let in at once than there are places; each that ends lets in the next, in order', async () => {
  const gate = new InitGate(2, 60_000);
  const entered: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  for (const [n, end] of ends.entries()) {
    void gate.enter(
      async () => entered.push(n),
      () => end.promise,
    );
  }
  await settle();
  expect(entered).toEqual([0, 1]);
  ends[1]?.resolve();
  await settle();
  expect(entered).toEqual([0, 1, 2]);
  ends[0]?.resolve();
  await settle();
  expect(entered).toEqual([0, 1, 2, 3]);
});

test('what cannot be opened leaves its place', async () => {
  const gate = new InitGate(1, 60_000);
  const failing = gate.enter(
    () => Promise.reject(new Error('no process')),
    async () => {},
  );
  await expect(failing).rejects.toThrow('no process');
  expect(
    await gate.enter(
      async () => 'opened',
      async () => {},
    ),
  ).toBe('opened');
});

test('one that takes longer than the longest hold does not keep the others', async () => {
  const gate = new InitGate(1, 1);
  await gate.enter(
    async () => 'waits for the network',
    () => new Promise(() => {}),
  );
  expect(
    await gate.enter(
      async () => 'second',
      async () => {},
    ),
  ).toBe('second');
});
