import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseFaults } from '../src/network/choose-faults.ts';
import { type FaultPlanInput, faultPlan } from '../src/network/index.ts';

const reset = { kind: 'reset' } as const;

const ruled = (...rules: FaultPlanInput['rules']) => faultPlan.parse({ rules });

/** The names of the rules that struck `count` requests of one operation; '' where none did. */
function fates(plan: FaultPlanInput, seed: number, count: number, operation = 'GetObject', path = '/b/k') {
  const choose = chooseFaults(faultPlan.parse(plan), seed);
  return Array.from({ length: count }, () => choose({ operation, path })?.name ?? '');
}

const struckAt = (names: readonly string[]) =>
  names.flatMap((name, index) => (name === '' ? [] : [index + 1]));

describe('schedules', () => {
  test.each([
    [{ every: 3 }, [3, 6, 9, 12]],
    [{ requests: [1, 5, 6] }, [1, 5, 6]],
    [{ from: 4, to: 7 }, [4, 5, 6]],
  ])('%j strikes the requests %j of twelve', (strikes, expected) => {
    expect(struckAt(fates(ruled({ name: 'r', fault: reset, strikes }), 1, 12))).toEqual(expected);
  });

  test('count only the requests a rule is about', () => {
    const choose = chooseFaults(
      ruled({ operations: ['PutObject'], pathContains: 'bad', fault: reset, strikes: { requests: [2] } }),
      1,
    );
    const targets = [
      ['GetObject', '/b/bad'],
      ['PutObject', '/b/bad-1'],
      ['PutObject', '/b/good'],
      ['GetObject', '/b/bad'],
      ['PutObject', '/b/bad-2'],
      ['PutObject', '/b/bad-3'],
    ] as const;
    expect(targets.map(([operation, path]) => choose({ operation, path }) !== undefined)).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  test('go before rates, and the first rule before those after it', () => {
    const plan = ruled(
      { name: 'rate', fault: reset, strikes: { rate: 1 } },
      { name: 'second', fault: reset, strikes: { requests: [2] } },
      { name: 'all-of-window', fault: reset, strikes: { from: 1, to: 4 } },
    );
    expect(fates(plan, 1, 4)).toEqual(['all-of-window', 'second', 'all-of-window', 'rate']);
  });
});

describe('rates', () => {
  test('each of seven rules at 5 % strikes 5 % of the requests, and no request is struck twice', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const plan = ruled(...names.map((name) => ({ name, fault: reset, strikes: { rate: 0.05 } })));
    const count = 40_000;
    const struck = fates(plan, 11, count);
    for (const name of names) {
      const share = struck.filter((one) => one === name).length / count;
      // Four standard errors of a share of 5 %.
      expect(Math.abs(share - 0.05), name).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / count));
    }
  });

  test('strikes are no more alike one after the other than by chance', () => {
    const count = 40_000;
    const struck = fates(ruled({ name: 'r', fault: reset, strikes: { rate: 0.3 } }), 5, count);
    const pairs = struck.slice(1).filter((name, index) => name !== '' && struck[index] !== '').length;
    expect(Math.abs(pairs / count - 0.09)).toBeLessThan(4 * Math.sqrt((0.09 * 0.91 * 2) / count));
  });

  test('0 never strikes, 1 always', () => {
    expect(struckAt(fates(ruled({ fault: reset, strikes: { rate: 0 } }), 1, 1_000))).toEqual([]);
    expect(fates(ruled({ name: 'r', fault: reset, strikes: { rate: 1 } }), 1, 1_000)).not.toContain('');
  });

  test('one seed gives the same fates again, another gives others', () => {
    const plan = ruled({ name: 'r', fault: reset, strikes: { rate: 0.2 } });
    expect(fates(plan, 3, 200)).toEqual(fates(plan, 3, 200));
    expect(fates(plan, 4, 200)).not.toEqual(fates(plan, 3, 200));
  });

  test('the n-th request of an operation fares the same, whatever others come in between', () => {
    const plan = ruled({ name: 'r', fault: reset, strikes: { rate: 0.4 } });
    const alone = fates(plan, 9, 50);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('GetObject', 'PutObject', 'HeadObject')), (operations) => {
        const choose = chooseFaults(plan, 9);
        const gets = operations.flatMap((operation) => {
          const name = choose({ operation, path: '/b/k' })?.name ?? '';
          return operation === 'GetObject' ? [name] : [];
        });
        expect(gets).toEqual(alone.slice(0, gets.length));
      }),
    );
  });
});

describe('a plan', () => {
  test('is plain data: it is the same after a trip through JSON', () => {
    const plan = ruled(
      { fault: { kind: 'cut-body', how: 'end', at: { share: 0.5 } }, strikes: { rate: 0.1 } },
      {
        operations: ['PutObject'],
        fault: { kind: 'time-out', when: 'after', afterMs: 5 },
        strikes: { every: 2 },
      },
    );
    expect(faultPlan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  test('whose rates about one operation add up to more than 1 is refused', () => {
    const half = { fault: reset, strikes: { rate: 0.5 } };
    const onPut = { ...half, operations: ['PutObject'] };
    const onGet = { ...half, operations: ['GetObject'] };
    expect(() => ruled(onPut, onPut, onGet, onGet)).not.toThrow();
    expect(() => ruled(half, onPut, onGet)).not.toThrow();
    expect(() => ruled(half, onPut, onPut)).toThrow('add up to more than 1');
    expect(() => ruled(half, half, { ...half, strikes: { rate: 0.01 } })).toThrow('add up to more than 1');
  });

  test.each([
    [{ fault: { kind: 'fire' }, strikes: { rate: 1 } }],
    [{ fault: reset, strikes: { rate: 1.5 } }],
    [{ fault: reset, strikes: { every: 0 } }],
    [{ fault: reset, strikes: { requests: [] } }],
    [{ fault: reset, strikes: { rate: 0.5, every: 3 } }],
    [{ fault: { kind: 'cut-body', how: 'end', at: { share: 1 } }, strikes: { rate: 1 } }],
    [{ fault: reset, strikes: { rate: 1 }, operation: 'GetObject' }],
  ])('with the rule %j is refused', (rule) => {
    expect(faultPlan.safeParse({ rules: [rule] }).success).toBe(false);
  });
});
