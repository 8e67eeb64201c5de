import type { TuneRecord } from '@parquetry/bench/record';
import { defaultPrices } from '@parquetry/prices';
import { describe, expect, test } from 'vitest';
import { powerTunerJson, type Strategy } from '../../src/export/power-tuner-json.ts';
import { tuneCsv } from '../../src/export/tune-csv.ts';
import { tuneMarkdown } from '../../src/export/tune-markdown.ts';
import { assembleTuneRecord, type RecordedRun } from '../../src/figures/assemble-tune-record.ts';
import { runOf, sampleOf, samplesOf } from '../figures/support/tune-run.ts';

const recordOf = (run: RecordedRun, eventsPerMonth: number | null = null): TuneRecord =>
  assembleTuneRecord(run, { prices: defaultPrices, calibration: { status: 'uncalibrated' }, eventsPerMonth });

const TIMES: Readonly<Record<number, number>> = { 512: 2000.5, 1024: 1100.5, 3008: 690.5 };
const samples = Object.entries(TIMES).flatMap(([memoryMb, ms]) =>
  samplesOf([ms, ms, ms, ms, 50 * ms], { memoryMb: Number(memoryMb) }),
);
const record = recordOf(runOf(samples));

describe("the public tuner's result", () => {
  const resultOf = (strategy?: Strategy) => JSON.parse(powerTunerJson(record, strategy));

  test('has its keys and its definitions: a trimmed mean, rounded up, without the fee for the request', () => {
    expect(resultOf()).toEqual({
      power: 512,
      cost: expect.closeTo(2.001 * 0.5 * 0.0000166667, 12),
      duration: 2000.5,
      stateMachine: { executionCost: 0, lambdaCost: 0.001, visualization: null },
      stats: [512, 1024, 3008].map((value) => ({
        value,
        averagePrice: expect.closeTo((Math.ceil(TIMES[value]!) / 1000) * (value / 1024) * 0.0000166667, 12),
        averageDuration: TIMES[value],
      })),
    });
  });

  test('follows its strategies', () => {
    expect(resultOf('cost').power).toBe(512);
    expect(resultOf('speed').power).toBe(3008);
    expect(resultOf('balanced').power).toBe(1024);
  });

  test('breaks a tie in cost by speed, and the other way round', () => {
    const halves = [
      ...samplesOf([200, 200], { memoryMb: 512 }),
      ...samplesOf([100, 100], { memoryMb: 1024 }),
      ...samplesOf([100, 100], { memoryMb: 2048 }),
    ];
    const powerBy = (strategy: Strategy) =>
      JSON.parse(powerTunerJson(recordOf(runOf(halves)), strategy)).power;
    expect(powerBy('cost')).toBe(1024);
    expect(powerBy('speed')).toBe(1024);
  });

  test('leads nowhere outside', () => {
    expect(powerTunerJson(record)).not.toContain('http');
  });

  test('cannot be had where nothing was measured', () => {
    expect(() => powerTunerJson(recordOf(runOf([])))).toThrow('convert: no size has warm answers');
  });
});

describe('samples as CSV', () => {
  test('are a line each, absent figures empty', () => {
    const [header, first, ...others] = tuneCsv(record).split('\r\n');
    expect(header).toMatch(/^slot,round,startedAt,memoryMb,engine,concurrency,/);
    expect(first).toBe('0,0,2026-11-21T10:00:00.000Z,512,,1,0,r,warm,2002.5,2000.5,2001,,,90,,,,,');
    expect(others).toHaveLength(15);
    expect(others.at(-1)).toBe('');
  });

  test('quote what needs it, and give a spreadsheet no formula', () => {
    const because = '=cmd|"x",\n2';
    const csv = tuneCsv(recordOf(runOf([sampleOf({ outcome: 'failed', because })])));
    expect(csv).toContain(`,"'=cmd|""x"",\n2"\r\n`);
  });
});

describe('a summary in Markdown', () => {
  test('has the answers, every size and the month', () => {
    const gap = {
      memoryMb: 128,
      engine: null,
      concurrency: 1,
      status: 'finding',
      because: 'out of | memory',
    } as const;
    const cold = sampleOf({ memoryMb: 512, outcome: 'cold', initMs: 300 });
    const text = tuneMarkdown(recordOf(runOf([...samples, cold], { gaps: [gap] }), 1_000_000));
    expect(text).toContain('# convert: memory sizes');
    expect(text).toContain('On AWS in us-east-1; prices of us-east-1 as of 2026-11-21.');
    expect(text).toContain('| Fastest | 3008 MB | no distinguishable winner |');
    expect(text).toContain('| 128 | – | 1 | finding | 0 | – | – | – | out of \\| memory |');
    expect(text).toContain('| 512 | – | 1 | cold | 1 |');
    expect(text).toContain('## 1,000,000 events a month');
    expect(text).toContain('Run tune-1, seed 1; sampling cost $0.001.');
  });

  test('says of a local host what it is worth', () => {
    const local = recordOf(runOf(samples, { place: 'local', cpuControl: 'cgroup' }));
    expect(tuneMarkdown(local)).toContain('On a local host (CPU share: cgroup), uncalibrated;');
    expect(tuneMarkdown(local)).not.toContain('a month');
  });

  test('sets our own functions against machines, with the volume from which on those are cheaper', () => {
    const ours = Object.entries(TIMES).flatMap(([memoryMb, ms]) =>
      samplesOf([ms, ms], { memoryMb: Number(memoryMb), cpuMs: 600 }),
    );
    const text = tuneMarkdown(recordOf(runOf(ours), 1_000_000));
    expect(text).toContain('## Lambda against machines that run all month');
    expect(text).toMatch(/\| Fargate, 2 vCPU, 4 GB, x86_64 \| 1 \| 72.1 \| from [\d,]+ events a month on \|/);
    expect(text).toContain('| EC2 t3.medium | 1 | 30.4 | from');
    expect(text).toContain('it is arm64, and the work was measured on x86_64');
    expect(tuneMarkdown(record)).not.toContain('machines that run all month');
  });

  test('has rows of as many cells as its headers', () => {
    const tables = tuneMarkdown(recordOf(runOf(samples), 1e6))
      .split('\n\n')
      .filter((part) => part.startsWith('|'));
    expect(tables).toHaveLength(3);
    for (const lines of tables.map((one) => one.split('\n')))
      expect(new Set(lines.map((line) => line.split(' | ').length)).size).toBe(1);
  });
});
