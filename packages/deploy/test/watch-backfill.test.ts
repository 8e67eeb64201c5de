import { describe, expect, it } from 'vitest';
import { StateMachineError } from '../src/backfill/state-machines.ts';
import { watchBackfill } from '../src/backfill/watch-backfill.ts';
import { counts, EXECUTION, execution, machinesDouble, type Told } from './support/machines-double.ts';

const run = (done: number) => ({
  objects: counts({ total: 200, succeeded: done, pending: 200 - done }),
  batches: counts({ total: 2, succeeded: done / 100 }),
});
const running: Told = { execution: execution('running'), runs: [run(100)] };
const ended: Told = { execution: execution('succeeded'), runs: [run(200)] };
const passing = new StateMachineError('Rate exceeded', true);

/** Watches to the end and keeps the pauses. */
async function watch(story: readonly Told[], signal = new AbortController().signal) {
  const pauses: number[] = [];
  const clock = {
    sleep: async (ms: number, sleepSignal?: AbortSignal) => {
      pauses.push(ms);
      sleepSignal?.throwIfAborted();
    },
  };
  const machines = machinesDouble(story);
  const states = await Array.fromAsync(watchBackfill(machines, EXECUTION, clock, signal));
  return { states, pauses, machines };
}

describe('watching a back-fill', () => {
  it('tells how far it is until it has ended', async () => {
    const { states } = await watch([{ execution: execution('running'), runs: [] }, running, ended]);
    expect(states.map(({ execution: { status }, objects }) => [status, objects.succeeded])).toEqual([
      ['running', 0],
      ['running', 100],
      ['succeeded', 200],
    ]);
  });

  it('adds up what several maps have done', async () => {
    const { states } = await watch([{ execution: execution('succeeded'), runs: [run(200), run(100)] }]);
    expect(states[0]?.objects).toEqual(counts({ total: 400, succeeded: 300, pending: 100 }));
  });

  it('asks less and less often, every ten seconds in the end', async () => {
    const { pauses } = await watch([...Array.from({ length: 10 }, () => running), ended]);
    expect(pauses[0]).toBe(1000);
    expect(pauses.at(-1)).toBe(10_000);
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
  });

  it('outlasts what may pass', async () => {
    const { states } = await watch([running, passing, passing, ended]);
    expect(states).toHaveLength(2);
  });

  it('gives up after thirty failures in a row, and at once when it would not pass', async () => {
    await expect(watch([passing])).rejects.toThrow('Rate exceeded');
    const machines = machinesDouble([new StateMachineError('not allowed', false)]);
    const watching = watchBackfill(
      machines,
      EXECUTION,
      { sleep: async () => {} },
      new AbortController().signal,
    );
    await expect(watching.next()).rejects.toThrow('not allowed');
    expect(machines.asked).toBe(1);
  });

  it('ends with an abort, in a pause too', async () => {
    const controller = new AbortController();
    controller.abort(new DOMException('interrupted', 'AbortError'));
    await expect(watch([running], controller.signal)).rejects.toThrow('interrupted');
  });
});
