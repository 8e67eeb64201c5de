import type { MeasuredCell, Measurement, RunRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { answerSentence } from '../src/answer.ts';
import { plausibleRecord } from './plausible-record.ts';

type Versus = NonNullable<MeasuredCell['versusReference']>;

const NO_BREAK_SPACE = /\u00a0/g;

function sentenceOf(record: RunRecord): string {
  return answerSentence(record).replace(NO_BREAK_SPACE, ' ');
}

function measured(scenario: string, engine: string): MeasuredCell {
  const cell = plausibleRecord().measurements.find(
    (candidate) => candidate.scenario === scenario && candidate.engine === engine,
  );
  if (cell?.status !== 'measured') throw new Error(`no measured cell ${engine} on ${scenario}`);
  return cell;
}

function recordOf(...measurements: readonly Measurement[]): RunRecord {
  const record = plausibleRecord();
  const names = new Set(measurements.map(({ scenario }) => scenario));
  const scenarios = record.scenarios.filter(({ name }) => names.has(name) || measurements.length === 0);
  return { ...record, scenarios, measurements: [...measurements] };
}

const sequential = measured('small-files', 'sequential');
const wasmArrow = measured('small-files', 'wasm-arrow');
const workerPool = measured('small-files', 'worker-pool');
const key = { scenario: 'small-files', target: 'local' };

function compared(cell: MeasuredCell, verdict: Versus['verdict'], median: number): MeasuredCell {
  const speedup = { median, low: median * 0.9, high: median * 1.1, confidence: 0.95, samples: 12 };
  return { ...cell, versusReference: { reference: 'sequential', speedup, verdict } };
}

describe('the answer of a record', () => {
  it('names the winner, the factor with its interval, and both costs', () => {
    expect(sentenceOf(recordOf(sequential, compared(wasmArrow, 'faster', 14.2)))).toBe(
      'On this machine wasm-arrow converts CSV to Parquet + Avro 14.2 times as fast as sequential ' +
        '(95 % interval 12.8–15.6, 12 samples), at a modelled $0.0478 instead of $0.681 per million files.',
    );
  });

  it('prices what ran in a function at the size that it ran at, and says of a busy host what it is', () => {
    const inFunction = (cell: MeasuredCell) => ({ ...cell, target: 'lambda:bench' });
    const record = recordOf(inFunction(sequential), inFunction(compared(wasmArrow, 'faster', 14.2)));
    expect(sentenceOf(record)).toContain('12 samples), at $0.0478 instead of $0.681 per million files.');
    const busy = {
      ...key,
      engine: 'simd',
      status: 'unsupported',
      because: 'not measurable here: busy',
    } as const;
    expect(sentenceOf(recordOf(busy, wasmArrow))).toContain('simd was not measurable here');
    expect(sentenceOf(recordOf({ ...busy, because: 'too little memory' }, wasmArrow))).toContain(
      'simd cannot do it',
    );
  });

  it('speaks of a settled win rather than of a higher factor that is not settled', () => {
    const record = recordOf(
      sequential,
      compared(workerPool, 'faster', 1.7),
      compared(wasmArrow, 'undecided', 3),
    );
    expect(sentenceOf(record)).toContain('worker-pool converts CSV to Parquet + Avro 1.70 times as fast');
  });

  it('says so when the best contestant is slower', () => {
    expect(sentenceOf(recordOf(sequential, compared(wasmArrow, 'slower', 0.8)))).toContain(
      'wasm-arrow is slower than sequential at CSV to Parquet + Avro: 0.800 times as fast (95 % interval 0.720–0.880',
    );
  });

  it('calls two engines equally fast only on the verdict equivalent', () => {
    expect(sentenceOf(recordOf(sequential, compared(wasmArrow, 'equivalent', 1.01)))).toContain(
      'wasm-arrow and sequential are equally fast',
    );
  });

  it('leaves an undecided comparison undecided, however large the factor', () => {
    expect(sentenceOf(recordOf(sequential, compared(wasmArrow, 'undecided', 2)))).toContain(
      'the samples do not settle whether wasm-arrow is faster than sequential',
    );
  });

  it('says that there is nothing to compare a single engine with', () => {
    expect(sentenceOf(recordOf(sequential))).toMatch(
      /^On this machine sequential converts CSV to Parquet \+ Avro at 3\.23 MB\/s .*; there is nothing to compare it with: nothing else was tried\.$/,
    );
  });

  it('names what happened to the others when one engine was left', () => {
    const record = recordOf(
      sequential,
      { ...key, engine: 'polars', status: 'wrong-output', mismatch: 'row 1' },
      { ...key, engine: 'duckdb', status: 'unsupported', because: 'no Avro' },
      { ...key, engine: 'wasm-arrow', status: 'failed', error: 'exit code 1' },
    );
    expect(sentenceOf(record)).toContain(
      'polars gave wrong output, duckdb cannot do it and wasm-arrow failed.',
    );
  });

  it('compares nothing when the reference failed', () => {
    const record = recordOf(
      { ...key, engine: 'sequential', status: 'failed', error: 'out of memory' },
      { ...wasmArrow, versusReference: null },
      { ...workerPool, versusReference: null },
    );
    expect(sentenceOf(record)).toMatch(
      /wasm-arrow has the highest median of 2 engines.*because the reference sequential failed\.$/,
    );
  });

  it('says that the reference was not run', () => {
    const record = recordOf(
      { ...wasmArrow, versusReference: null },
      { ...workerPool, versusReference: null },
    );
    expect(sentenceOf(record)).toContain('because the reference sequential was not run.');
  });

  it('gives no figure when nothing could be measured', () => {
    const record = recordOf(
      { ...key, engine: 'sequential', status: 'failed', error: 'out of memory' },
      { ...key, engine: 'duckdb', status: 'unsupported', because: 'no Avro' },
    );
    expect(sentenceOf(record)).toBe(
      'Nothing could be measured at CSV to Parquet + Avro: sequential failed and duckdb cannot do it.',
    );
  });

  it('says that no engine was run on a scenario without cells', () => {
    expect(sentenceOf(recordOf())).toBe('Nothing was measured: no engine was run on small-files.');
  });

  it('states an empty record as empty', () => {
    expect(sentenceOf({ ...plausibleRecord(), scenarios: [], measurements: [] })).toBe(
      'This record holds no scenario.',
    );
  });

  it('compares cost per TB when a slice makes the files differ in size', () => {
    const record = recordOf(measured('large-file', 'sequential'), measured('large-file', 'wasm-arrow'));
    expect(sentenceOf(record)).toMatch(/at a modelled \$0\.569 instead of \$9\.15 per TB of input\.$/);
  });

  it('prefers the scenario whose cells convert files of one size', () => {
    const record = plausibleRecord();
    const reversed = { ...record, scenarios: record.scenarios.toReversed() };
    expect(sentenceOf(reversed)).toContain('per million files');
  });

  it('claims no more coverage than the samples give', () => {
    expect(sentenceOf(plausibleRecord())).toContain('(93 % interval');
  });

  it('states that a single sample has no interval', () => {
    const { speedup } = compared(wasmArrow, 'undecided', 2).versusReference!;
    const single: Versus = {
      reference: 'sequential',
      speedup: { ...speedup, confidence: 0, samples: 1 },
      verdict: 'undecided',
    };
    expect(sentenceOf(recordOf(sequential, { ...wasmArrow, versusReference: single }))).toContain(
      '(1 sample, no interval)',
    );
  });

  it('names the place where that is not this machine', () => {
    const elsewhere = [sequential, compared(wasmArrow, 'faster', 14.2)].map((cell) => ({
      ...cell,
      target: 'lambda-1769',
    }));
    expect(sentenceOf(recordOf(...elsewhere))).toMatch(/^On lambda-1769 wasm-arrow converts/);
  });

  it('refuses a record that measures a scenario it does not describe', () => {
    const stray = { ...sequential, scenario: 'unknown' };
    expect(() => answerSentence({ ...plausibleRecord(), measurements: [stray] })).toThrow(
      'measures scenario unknown but does not describe it',
    );
  });
});
