import { expect, test } from 'vitest';
import { runClosedLoop, runOpenLoop } from '../../src/load/in-flight.ts';

const never = new AbortController().signal;

/** Acts that end when they are told to, and that note their beginnings and ends. */
function acts() {
  const story: string[] = [];
  const ends = new Map<number, PromiseWithResolvers<void>>();
  const act = async (item: number, signal: AbortSignal) => {
    const ending = Promise.withResolvers<void>();
    ends.set(item, ending);
    story.push(`begin ${item}`);
    signal.addEventListener('abort', () => story.push(`called off ${item}`), { once: true });
    await ending.promise;
    story.push(`end ${item}`);
  };
  return {
    story,
    act,
    end: (item: number) => ends.get(item)!.resolve(),
    fail: (item: number) => ends.get(item)!.reject(new Error(`no ${item}`)),
  };
}

const turn = () => new Promise(setImmediate);

test('a closed loop begins the next as soon as one has ended', async () => {
  const { act, end, story } = acts();
  const running = runClosedLoop([1, 2, 3], 2, never, act);
  await turn();
  expect(story).toEqual(['begin 1', 'begin 2']);
  end(2);
  await turn();
  expect(story.slice(2)).toEqual(['end 2', 'begin 3']);
  end(1);
  end(3);
  await running;
});

test('a failure calls the others off, begins nothing more, and is thrown when all have ended', async () => {
  const { act, end, fail, story } = acts();
  let isDone = false;
  const running = runClosedLoop([1, 2, 3], 2, never, act).catch((error: Error) => {
    isDone = true;
    return error.message;
  });
  await turn();
  fail(1);
  await turn();
  expect(story).toContain('called off 2');
  expect(isDone).toBe(false);
  end(2);
  expect(await running).toBe('no 1');
  expect(story).not.toContain('begin 3');
});

test('called off, a loop ends with the reason once nothing is in flight', async () => {
  const { act, end } = acts();
  const abort = new AbortController();
  const running = runClosedLoop([1, 2], 2, abort.signal, act);
  const outcome = expect(running).rejects.toThrow('called off');
  await turn();
  abort.abort(new Error('called off'));
  end(1);
  end(2);
  await outcome;
});

test('an open loop begins each at its time, whether or not others have ended', async () => {
  const { act, end, story } = acts();
  const waits: number[] = [];
  const running = runOpenLoop([1, 2, 3], async (index) => void waits.push(index), never, act);
  await turn();
  expect(story).toEqual(['begin 1', 'begin 2', 'begin 3']);
  expect(waits).toEqual([0, 1, 2]);
  for (const item of [1, 2, 3]) end(item);
  await running;
});

test('an open loop begins nothing after a failure', async () => {
  const { act, fail, story } = acts();
  const second = Promise.withResolvers<void>();
  const running = runOpenLoop(
    [1, 2],
    (index) => (index === 0 ? Promise.resolve() : second.promise),
    never,
    act,
  );
  const outcome = expect(running).rejects.toThrow('no 1');
  await turn();
  fail(1);
  await turn();
  second.resolve();
  await outcome;
  expect(story).not.toContain('begin 2');
});
