import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GateUnit } from '../../src/unit/gate-unit.ts';
import { type CollectOptions, collectPool } from '../../src/validate/collect-pool.ts';
import { readPool } from '../../src/validate/validation-pool.ts';
import { canaries, PairClock, scriptedUnit } from '../run/support/scripted-unit.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parquetry-pool-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const unitsOf = (clock: PairClock): ReadonlyMap<number, GateUnit> =>
  new Map([0, 0.1].map((slowdown) => [slowdown, scriptedUnit(clock, { name: `${slowdown}`, slowdown })]));

function options(more: Partial<CollectOptions> = {}): CollectOptions {
  const clock = new PairClock();
  return {
    path: join(directory, 'pool.ndjson'),
    units: unitsOf(clock),
    rounds: 4,
    beside: false,
    work: 'of one kind',
    seed: 1,
    now: clock.now,
    ...more,
  };
}

describe('a pool of pairs whose truth is known', () => {
  test('every round holds one pair of every truth, in an order that changes', async () => {
    const { rows } = await collectPool(options({ rounds: 8 }));
    expect(rows.map(({ round }) => round)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);
    const firsts = rows.filter((_, index) => index % 2 === 0).map(({ truth }) => truth);
    expect(new Set(firsts)).toEqual(new Set([0, 0.1]));
    for (const round of [0, 1, 2, 3, 4, 5, 6, 7]) {
      expect(
        rows
          .filter((row) => row.round === round)
          .map(({ truth }) => truth)
          .sort(),
      ).toEqual([0, 0.1]);
    }
  });

  test('another call goes on where the last one stopped', async () => {
    await collectPool(options({ rounds: 3 }));
    const told: number[] = [];
    const { rows } = await collectPool(options({ rounds: 5, onRound: (done) => told.push(done) }));
    expect(told).toEqual([4, 5]);
    expect(rows).toHaveLength(10);
    expect((await readPool(options().path))!.rows).toEqual(rows);
  });

  test('out of time, it stops after a whole round', async () => {
    const clock = new PairClock();
    const deadlineMs = clock.nowMs + 1;
    const { rows } = await collectPool(
      options({ units: unitsOf(clock), now: clock.now, deadlineMs, rounds: 50 }),
    );
    expect(rows.length).toBeLessThan(100);
    expect(rows.length % 2).toBe(0);
  });

  test('a line that was cut by an interruption is not counted, and does not spoil the next one', async () => {
    const { path } = options();
    await collectPool(options({ rounds: 2 }));
    await appendFile(path, '{"round":2,"truth":0,"cp');
    const { rows } = await collectPool(options({ rounds: 3 }));
    expect(rows).toHaveLength(6);
    expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(7);
  });

  test('what was measured under other conditions is not mixed in', async () => {
    await collectPool(options({ rounds: 1 }));
    for (const other of [{ beside: true }, { work: 'of another kind' }])
      await expect(collectPool(options(other))).rejects.toThrow('is not mixed with this one');
  });

  test('a file that is no pool is refused, not overwritten', async () => {
    const { path } = options();
    await writeFile(path, 'my notes\n');
    await expect(collectPool(options())).rejects.toThrow('is no pool of a validation');
    expect(await readFile(path, 'utf8')).toBe('my notes\n');
  });

  test('a pool that does not say of what work it is may be of any, and is refused with the way out', async () => {
    const { path } = options();
    await writeFile(path, '{"poolVersion":1,"fingerprint":{},"beside":false}\n');
    await expect(collectPool(options())).rejects.toThrow(/an earlier version made it.*move it away/);
  });

  test('aborted, it keeps nothing of the round', async () => {
    const aborting = new AbortController();
    const clock = new PairClock();
    const unit = scriptedUnit(clock, { name: 'aborted' });
    const aborted: GateUnit = {
      ...unit,
      pair: async () => {
        aborting.signal.throwIfAborted();
        throw new Error('not reached');
      },
    };
    const units = new Map([...unitsOf(clock), [0.2, aborted]]);
    aborting.abort();
    const collecting = collectPool(options({ units, signal: aborting.signal }));
    await expect(collecting).rejects.toThrow('aborted');
    expect((await readPool(options().path))!.rows).toEqual([]);
  });

  test('there is none before the first round', async () => {
    expect(await readPool(options().path)).toBeUndefined();
  });

  test('a unit that measures nothing ends it', async () => {
    const [canary] = canaries(new PairClock());
    const silent: GateUnit = { ...canary!.unit, pair: async () => [] };
    await expect(collectPool(options({ units: new Map([[0, silent]]) }))).rejects.toThrow('measured nothing');
  });
});
