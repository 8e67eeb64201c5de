import { type GateBenchmark, type GateRecord, runRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { gateMarkdown } from '../src/index.ts';
import { plausibleRecord } from './plausible-record.ts';
import { quietGate, recordOfGate, troubledGate } from './support/gate-record.ts';

const linesOf = (gate: GateRecord) => gateMarkdown(recordOfGate(gate)).replaceAll('\u00a0', ' ').split('\n');

const startingWith = (lines: readonly string[], start: string) =>
  lines.filter((line) => line.startsWith(start));

describe('the records of a gate that the tests use', () => {
  it('are valid', () => {
    for (const gate of [troubledGate(), quietGate()]) {
      expect(runRecord.parse(recordOfGate(gate))).toEqual(recordOfGate(gate));
    }
  });
});

describe('the summary of a gate', () => {
  it('says the verdict in its first line', () => {
    expect(linesOf(quietGate())[0]).toBe('**✓ Pass**: 2 benchmarks, none is slower by more than +1.3 %');
    expect(linesOf(troubledGate())[0]).toMatch(
      /^\*\*! Infrastructure failure:\*\* my-tool parse does not run/,
    );
  });

  it.each(['pass', 'regression', 'inconclusive', 'infrastructure-failure'] as const)(
    'names the verdict %s',
    (verdict) => {
      const words = verdict.replace('-', ' ');
      expect(linesOf({ ...quietGate(), verdict, sentence: 'it is so' })[0]?.toLowerCase()).toContain(
        ` ${words}:** it is so`,
      );
    },
  );

  it('names both trees, their commits, and what is not committed', () => {
    expect(linesOf(troubledGate())[2]).toContain(
      'Head `faster-unions` at `90ab4f6a11bb`, with changes that are not committed, against base `origin/main` at `4f1d0c7be2a9`; ',
    );
  });

  it('has a row for every benchmark, what needs a look first, and every row as wide as the head', () => {
    const lines = linesOf(troubledGate());
    const head = lines.indexOf('| Benchmark | Metric | Change | Excluded slowdown | Pairs | Verdict |');
    const rows = lines.slice(head + 2, lines.indexOf('', head));
    expect(rows.map((row) => row.split(' | ')[0])).toEqual([
      '| `my-tool parse`',
      '| `csv/wasm-arrow`',
      '| `s3/pipeline`',
      '| `csv/simd`',
      '| `avro/encode`',
      '| `this tree`',
    ]);
    expect(rows[0]).toBe('| `my-tool parse` | – | – | – | – | ! infrastructure failure |');
    expect(rows[1]).toMatch(
      /^\| `csv\/wasm-arrow` \| CPU time \| \+\d\.\d % \(\+\d\.\d to \+\d+\.\d\) \| > \+\d+\.\d % \| 24 \| ✗ regression \|$/,
    );
    expect(rows[4]).toContain('| ≈ accepted |');
    expect(rows.every((row) => row.split('|').length === 8)).toBe(true);
  });

  it('shows a coarse figure where it decides, and nowhere else', () => {
    const gate = quietGate();
    const [first] = gate.benchmarks;
    const slow = first!.comparisons.map((one) =>
      one.metric === 'rss' ? { ...one, verdict: 'regression' as const } : one,
    );
    const rows = startingWith(
      linesOf({ ...gate, benchmarks: [{ ...first!, comparisons: slow }] }),
      '| `csv/simd`',
    );
    expect(rows.map((row) => row.split(' | ')[1])).toEqual(['CPU time', 'peak memory']);
  });

  it('never lets a comparison that passed stand for a benchmark that did not', () => {
    const gate = quietGate();
    const [first] = gate.benchmarks;
    const rowsOf = (change: Partial<GateBenchmark>) =>
      startingWith(linesOf({ ...gate, benchmarks: [{ ...first!, ...change }] }), '| `csv/simd`');
    const counters = troubledGate().benchmarks.flatMap((benchmark) => benchmark.counters);
    expect(rowsOf({ verdict: 'regression', counters })[0]).toBe(
      '| `csv/simd` | counters | – | – | – | ✗ regression |',
    );
    expect(rowsOf({ verdict: 'infrastructure-failure' })[0]).toBe(
      '| `csv/simd` | – | – | – | – | ! infrastructure failure |',
    );
    expect(rowsOf({})).toHaveLength(1);
  });

  it('lists counters that moved with both values, and not those that did not', () => {
    const lines = linesOf(troubledGate());
    expect(lines).toContain('| `s3/pipeline` | `requestsPerFile` | 3 | 4 | none | ✗ regression |');
    expect(lines).toContain('| `s3/pipeline` | `connections` | 8 | 9 | 9 | ≈ declared |');
    expect(lines).toContain('| `csv/wasm-arrow` | `outputBytes` | 1,048,576 | 1,040,000 | none | ✓ better |');
    expect(lines.join('\n')).not.toContain('dependencies');
  });

  it('lists reasons, canaries, acceptances, the watch list, notes, and how to repeat it', () => {
    const lines = linesOf(troubledGate());
    for (const line of [
      '- s3/pipeline: requestsPerFile was 3 and is 4',
      '- ✓ `canary: a tenth more work`: expected an alarm, found an alarm, +10.1 % (+8.7 to +11.6)',
      '- ≈ `avro/encode`, CPU time, up to 8 %: checks every union branch now',
      '- ✗ void (accepted for another base): `csv/simd`, CPU time, up to 5 %: stricter quotes',
      '- `s3/pipeline`: 41 % of the CPU time is start-up: a change is diluted by as much',
      '- `packages/gate/src/run/run-gate.ts`',
      'npx parquetry gate --base origin/main --scenarios csv',
    ]) {
      expect(lines).toContain(line);
    }
    expect(startingWith(lines, '### ')).toEqual([
      '### Against a pass',
      '### Counters that moved',
      '### Canaries',
      '### Accepted slowdowns',
      '### Watch list',
      '### Notes',
      '### Changed, and seen by no benchmark of this run',
      '### Repeat it',
    ]);
  });

  it('has what the harness noticed of the whole run among its notes', () => {
    const record = { ...recordOfGate(quietGate()), warnings: ['load was 7 | high'] };
    expect(gateMarkdown(record)).toContain('### Notes\n\n- load was 7 &#124; high\n');
  });

  it('leaves out what there is nothing of', () => {
    expect(startingWith(linesOf(quietGate()), '### ')).toEqual(['### Canaries', '### Repeat it']);
  });

  it('says that a canary that misbehaved takes the meaning from the run', () => {
    const gate = quietGate();
    const canaries = [{ ...gate.canaries[0]!, found: 'alarm' as const, misbehaved: true }];
    expect(linesOf({ ...gate, canaries }).join('\n')).toContain(
      '- ✗ `canary: the same twice`: expected quiet, found an alarm, +0.1 % (-1.3 to +1.6); the run says nothing'.replace(
        '-1.3',
        '−1.3',
      ),
    );
  });

  it('stays below the limit of GitHub with ten thousand benchmarks, and says how many it left out', () => {
    const gate = troubledGate();
    const long = 'n'.repeat(5_000);
    const benchmarks = Array.from({ length: 10_000 }, (_, index) => ({
      ...gate.benchmarks[3]!,
      pairs: [],
      name: `${index}|${'|'.repeat(90)}${long}`,
      warnings: [`|${long}`],
    }));
    const reasons = benchmarks.map(({ name }) => name);
    const text = gateMarkdown({ ...recordOfGate({ ...gate, benchmarks, reasons }), command: long });
    expect(text.length).toBeLessThan(62_000);
    expect(text.startsWith('**! Infrastructure failure:**')).toBe(true);
    expect(text).toMatch(/^\| … and 9,\d{3} more \| {2}\| {2}\| {2}\| {2}\| {2}\|$/m);
    expect(text).toMatch(/^- … and (9,\d{3}|10,000) more$/m);
    expect(text.trimEnd().endsWith('```')).toBe(true);
  });

  it('cannot be made of a record that compares no builds', () => {
    expect(() => gateMarkdown(plausibleRecord())).toThrow(
      /compares no builds; give one that `parquetry gate` wrote/,
    );
  });
});
