import { type OpenTurnTaker, TurnFailure } from '@parquetry/bench/turns';
import { describe, expect, it } from 'vitest';
import { GateFailure } from '../../../src/unit/gate-failure.ts';
import type { Side } from '../../../src/unit/gate-unit.ts';
import { gateScenarios } from '../../../src/units/scenario/gate-scenarios.ts';
import { ScenarioUnit, type UnitSide } from '../../../src/units/scenario/scenario-unit.ts';

interface Faults {
  readonly check?: Error;
  readonly countedBytes?: number;
  readonly turnBytes?: number;
  readonly turn?: Error;
  readonly cpuMs?: number;
}

const BYTES = 700;

/** A side whose turns take what they are told, and how often it was cleared. */
function fakeSide(faults: Faults = {}) {
  const { cpuMs = 10 } = faults;
  let cleared = 0;
  const taker: OpenTurnTaker = {
    beforeCpuMs: 99,
    async turn() {
      if (faults.turn !== undefined) throw faults.turn;
      return { cpuMs, wallMs: cpuMs, outputBytes: { parquet: faults.turnBytes ?? BYTES } };
    },
    end: async () => ({ peakRssBytes: 5e7, counters: { 'rows read': 3 }, fingerprint: { node: 'v24' } }),
    [Symbol.asyncDispose]: async () => {},
  };
  const side: UnitSide = {
    async check() {
      if (faults.check !== undefined) throw faults.check;
      const counters = { 'parquet bytes': { value: BYTES, rule: 'upper' as const } };
      return { outputBytes: { parquet: BYTES }, counters, warnings: ['avro: nobody else reads it'] };
    },
    count: async () => ({
      outputBytes: { parquet: faults.countedBytes ?? BYTES },
      counters: { 'rows read': { value: 3, rule: 'exact' as const } },
    }),
    openTaker: async () => taker,
    async clear() {
      cleared += 1;
    },
  };
  return { side, cleared: () => cleared };
}

function unitOf(faults: Partial<Record<Side, Faults>> = {}) {
  const [base, head] = [fakeSide(faults.base), fakeSide(faults.head)];
  const sides = { base: base.side, head: head.side };
  const unit = new ScenarioUnit({ name: 'csv', kind: 'scenario', about: 'files', turns: 3, sides });
  return { unit, cleared: () => [base.cleared(), head.cleared()] };
}

async function failureOf(work: Promise<unknown>): Promise<[string, string]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof GateFailure) return [error.kind, error.message];
    throw error;
  }
  throw new Error('nothing failed');
}

describe('a scenario of two builds', () => {
  it('tells what was counted and noticed on a side that came through', async () => {
    const { unit } = unitOf();
    const { benchmarks, counters, warnings } = await unit.verify('base');
    expect(benchmarks).toEqual(['csv']);
    expect(counters.get('csv')).toEqual({
      'rows read': { value: 3, rule: 'exact' },
      'parquet bytes': { value: BYTES, rule: 'upper' },
    });
    expect(warnings).toEqual(['avro: nobody else reads it']);
  });

  it('compares turn by turn, and keeps what each process said', async () => {
    const { unit, cleared } = unitOf({ head: { cpuMs: 12 } });
    await unit.verify('base');
    await unit.verify('head');
    const [pair, ...others] = await unit.pair('head');
    expect(others).toEqual([]);
    expect(Math.exp(pair!.logRatios.cpu!)).toBeCloseTo(1.2);
    expect(pair!.head).toEqual({
      cpuMs: 12,
      wallMs: 12,
      reported: null,
      peakRssBytes: 5e7,
      beforeCpuMs: 99,
      turns: Array(3).fill({ cpuMs: 12, wallMs: 12 }),
      counters: { 'rows read': { value: 3, rule: 'exact' } },
      fingerprint: { node: 'v24' },
    });
    expect(cleared()).toEqual([2, 2]);
  });

  it('passes on that an output is wrong, and leaves nothing behind', async () => {
    const wrong = new GateFailure('wrong-output', 'csv on head: parquet: row 17');
    const { unit, cleared } = unitOf({ head: { check: wrong } });
    await expect(unit.verify('head')).rejects.toBe(wrong);
    expect(cleared()).toEqual([0, 1]);
  });

  it('fails where a second process writes something else than was checked', async () => {
    const { unit } = unitOf({ head: { countedBytes: 701 } });
    const [kind, message] = await failureOf(unit.verify('head'));
    expect(kind).toBe('wrong-output');
    expect(message).toMatch(/^csv on head: wrote 701 bytes of parquet, and 700 bytes of parquet when/);
  });

  it('fails where a turn writes something else than was checked', async () => {
    const { unit } = unitOf({ head: { turnBytes: 350 } });
    await unit.verify('base');
    await unit.verify('head');
    const [kind, message] = await failureOf(unit.pair('base'));
    expect(kind).toBe('wrong-output');
    expect(message).toMatch(/^csv on head: wrote 350 bytes of parquet/);
  });

  it('measures nothing whose output was not checked', async () => {
    const { unit } = unitOf();
    await unit.verify('base');
    expect(await failureOf(unit.pair('base'))).toEqual([
      'wrong-output',
      'csv on head: measured before its output was checked',
    ]);
  });

  it('names unit and side of a process that did not come through, and leaves nothing behind', async () => {
    const { unit, cleared } = unitOf({ base: { turn: new TurnFailure('was ended by SIGKILL') } });
    expect(await failureOf(unit.pair('base'))).toEqual([
      'benchmark-failed',
      'csv: base: was ended by SIGKILL',
    ]);
    expect(cleared()).toEqual([1, 1]);
  });

  it('passes on an abort as it is', async () => {
    const interrupted = new Error('interrupted');
    const { unit } = unitOf({ base: { turn: interrupted } });
    await expect(unit.pair('base')).rejects.toBe(interrupted);
  });
});

describe('the catalogue', () => {
  it('has every engine of the project, and names of its own', () => {
    const names = gateScenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const engines = new Set(gateScenarios.map(({ engine }) => engine));
    expect([...engines].sort()).toEqual(['sequential', 'simd', 'wasm-arrow', 'worker-pool']);
  });

  it('has one scenario at least in which an engine has several threads', () => {
    expect(gateScenarios.some(({ engine, threads }) => engine === 'simd' && threads > 1)).toBe(true);
  });
});
