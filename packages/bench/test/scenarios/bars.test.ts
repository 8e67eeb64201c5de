import { describe, expect, it } from 'vitest';
import type { Bar } from '../../src/record/bar.ts';
import { barScenarios, inferring } from '../../src/scenarios/bar-scenarios.ts';
import { applicableBars, atMost, type Conditions, memoryAtMost } from '../../src/scenarios/bars.ts';
import { defaultScenarios } from '../../src/scenarios/catalogue.ts';
import type { OutputChoice, Scenario } from '../../src/scenarios/scenario.ts';

const parquet: OutputChoice = { formats: ['parquet'], parquetCodec: 'snappy', avroCodec: 'snappy' };
const definition = {
  threads: 1,
  output: parquet,
  bars: [
    atMost('ours', 'time', 0.5, 'theirs'),
    atMost('ours', 'time', 0.2, 'old'),
    memoryAtMost('ours', 100),
  ],
};
const own: Conditions = {
  engines: ['ours', 'theirs', 'old'],
  contestants: [],
  limits: { memoryBytes: 1 << 30, threads: 1 },
  plan: parquet,
};
const limitsOf = (bars: readonly Bar[]) => bars.map(({ limit }) => limit);

describe('the bars that a run can judge', () => {
  it('are all of them under the scenario’s own conditions', () => {
    expect(applicableBars(definition, own)).toEqual(definition.bars);
  });

  it('are those whose two sides take part', () => {
    expect(limitsOf(applicableBars(definition, { ...own, engines: ['ours', 'old'] }))).toEqual([0.2, 100]);
    expect(limitsOf(applicableBars(definition, { ...own, engines: ['theirs', 'old'] }))).toEqual([]);
    const commands = { ...own, engines: ['ours'], contestants: ['theirs'] };
    expect(limitsOf(applicableBars(definition, commands))).toEqual([0.5, 100]);
  });

  it.each<[string, Partial<Conditions>]>([
    ['threads', { limits: { memoryBytes: 1 << 30, threads: 2 } }],
    ['formats', { plan: { ...parquet, formats: ['parquet', 'avro'] } }],
    ['a codec', { plan: { ...parquet, parquetCodec: 'zstd' } }],
    ['what is preferred', { plan: { ...parquet, prefer: 'speed' } }],
  ])('are none where %s differ', (_, other) => {
    expect(applicableBars(definition, { ...own, ...other })).toEqual([]);
  });

  it('to prefer size is to prefer nothing', () => {
    const sized = { ...own, plan: { ...parquet, prefer: 'size' as const } };
    expect(applicableBars(definition, sized)).toHaveLength(3);
  });

  it('can be held against another engine, but not against itself', () => {
    expect(applicableBars(definition, own, 'old')).toEqual([
      { of: 'old', metric: 'time', limit: 0.5, against: 'theirs' },
      { of: 'old', metric: 'peak-rss', limit: 100, against: null },
    ]);
  });
});

describe('the catalogue', () => {
  const all: readonly Scenario[] = [...defaultScenarios, ...barScenarios, inferring];

  it('has a name for each scenario', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it.each(barScenarios)(
    '$name: whoever a bar names takes part, under conditions that are stated',
    (scenario) => {
      const { engines = [], threads, output, bars = [], reference, metric } = scenario;
      expect(bars.length).toBeGreaterThan(0);
      expect(threads).toBeGreaterThan(0);
      expect(output?.formats.length).toBeGreaterThan(0);
      expect(engines).toContain(reference);
      for (const { of, against, limit } of bars) {
        expect(engines).toContain(of);
        if (against !== null) expect(engines).toContain(against);
        expect(limit).toBeGreaterThan(0);
      }
      const metrics = new Set(bars.map((bar) => bar.metric));
      if (metric !== undefined) expect([...metrics]).toEqual([metric]);
    },
  );

  it('takes no more than two scenarios by default, with no bars', () => {
    expect(defaultScenarios.map(({ name }) => name)).toEqual(['small-files', 'large-file']);
    expect(defaultScenarios.flatMap(({ bars = [] }) => bars)).toEqual([]);
  });
});
