import type { RunRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { contestsOf } from '../src/contests.ts';
import { notShown } from '../src/not-shown.ts';
import { plausibleRecord } from './plausible-record.ts';
import { recordWithFailures } from './troubled-records.ts';

function limitsOf(record: RunRecord): Map<string, string> {
  return new Map(notShown(record, contestsOf(record)).map(({ title, text }) => [title, text]));
}

/** A record about which nothing special has to be said: real data, no slice, enough samples, one comparison. */
function cleanRecord(): RunRecord {
  const record = plausibleRecord();
  const [scenario] = record.scenarios;
  return {
    ...record,
    scenarios:
      scenario === undefined ? [] : [{ ...scenario, dataset: { ...scenario.dataset, recipe: null } }],
    measurements: record.measurements
      .filter((cell) => cell.scenario === 'small-files' && cell.engine !== 'worker-pool')
      .map((cell) => {
        if (cell.status !== 'measured') return cell;
        const { figures } = cell;
        const inputBytesPerSecond = { ...figures.inputBytesPerSecond, confidence: 0.95, samples: 12 };
        return { ...cell, target: 'lambda-1769', figures: { ...figures, inputBytesPerSecond } };
      }),
  };
}

describe('what a record does not show', () => {
  it('is little more than its machine and its plan when nothing special holds', () => {
    expect([...limitsOf(cleanRecord()).keys()]).toEqual([
      'One machine, one sitting',
      'One plan, one limit',
      'Types are given, not found',
    ]);
  });

  it('tells local times from Lambda, its cost and its cold start', () => {
    const titles = [...limitsOf(plausibleRecord()).keys()];
    expect(titles).toEqual(
      expect.arrayContaining(['Local, not Lambda', 'Cost is a model', 'Process start is not a cold start']),
    );
  });

  it('tells a Lambda of this machine from Lambda', () => {
    const record = cleanRecord();
    const measurements = record.measurements.map((cell) => ({ ...cell, target: 'lambda:local:bench' }));
    const here = { ...record, place: 'local Lambda · 2 cores', measurements };
    expect([...limitsOf(here).keys()]).toContain('A Lambda of this machine');
    expect([...limitsOf({ ...here, place: 'AWS Lambda · us-east-1' }).keys()]).not.toContain(
      'A Lambda of this machine',
    );
  });

  it('says when the price is for another architecture than the time', () => {
    const record = plausibleRecord();
    const priced = { ...record, price: { ...record.price, architecture: 'arm64' } };
    expect(limitsOf(priced).get('Cost is a model')).toContain('for arm64, the time was measured on x64');
    expect(limitsOf(record).get('Cost is a model')).not.toContain('was measured on');
  });

  it('names the cells that converted a slice, and the scenarios with generated data', () => {
    const limits = limitsOf(plausibleRecord());
    expect(limits.get('Slices stand for the whole')?.replace(/\u00a0/g, ' ')).toContain(
      'sequential on large-file (8 MB of 64 MB)',
    );
    expect(limits.get('Synthetic data')).toContain('small-files and large-file');
  });

  it('tells that types are found before the timed part, and that worker-pool parses once per format', () => {
    const record = plausibleRecord();
    const title = 'Types are given, not found';
    expect(limitsOf(record).get(title)).toContain('is not in the timed part');
    expect(limitsOf(record).get(title)).toContain('worker-pool parses every file once per format');
    const oneFormat = record.scenarios.map((scenario) => ({
      ...scenario,
      plan: { ...scenario.plan, formats: ['parquet' as const] },
    }));
    expect(limitsOf({ ...record, scenarios: oneFormat }).get(title)).not.toContain('worker-pool');
    expect(limitsOf(cleanRecord()).get(title)).not.toContain('worker-pool');
  });

  it('admits that five samples do not reach 95 %', () => {
    expect(limitsOf(plausibleRecord()).get('Few samples')).toContain('93 %');
  });

  it('names outside commands, cells without figures, and uncommitted code', () => {
    const record = recordWithFailures();
    const limits = limitsOf({ ...record, environment: { ...record.environment, gitDirty: true } });
    expect(limits.get('Outside commands')).toContain('mine');
    expect(limits.get('Outside commands')).toContain('unless its command line takes {schema}');
    expect(limits.get('Results without figures')).toContain('polars on small-files (wrong-output)');
    expect(limits.has('Uncommitted code')).toBe(true);
  });
});
