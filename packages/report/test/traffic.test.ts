import { runRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { cpuChart } from '../src/charts/cpu-chart.ts';
import { contestsOf, enginesOf } from '../src/contests.ts';
import { renderReport } from '../src/index.ts';
import { requestCpuMs, requestsByKind, trafficOf } from '../src/traffic.ts';
import { plausibleRecord } from './plausible-record.ts';
import { recordWithTraffic } from './traffic-record.ts';

const record = recordWithTraffic();
const contest = contestsOf(record)[0]!;
const named = (engine: string) => trafficOf(contest).find(({ cell }) => cell.engine === engine)!;

it('the record of the tests is valid', () => {
  expect(runRecord.parse(record)).toEqual(record);
});

describe('the traffic of a cell', () => {
  it('is told by what requests are paid by', () => {
    expect(requestsByKind(named('simd').traffic)).toEqual({ gets: 1, puts: 2, others: 0.002 });
  });

  it('is compared with requests alone, as many as it had itself', () => {
    const probe = named('requests-alone').cell.figures.cpuMsPerFile;
    expect(requestCpuMs(named('simd'), contest)?.median).toBeCloseTo(probe.median);
    expect(requestCpuMs(named('duckdb'), contest)?.median).toBeCloseTo((probe.median * 2.002) / 3.002);
  });

  it('is not compared with requests of another client, nor a probe with itself', () => {
    expect(requestCpuMs(named('simd-lean'), contest)).toBeUndefined();
    expect(requestCpuMs(named('requests-alone'), contest)).toBeUndefined();
  });
});

describe('a probe', () => {
  it('is never the one to speak of', () => {
    expect(contest.outcome).toMatchObject({ best: { engine: 'simd-lean' } });
  });

  it('has a bar of its own beside those who convert', () => {
    const names = cpuChart(contest, enginesOf(record)).rows.map(({ name }) => name);
    expect(names).toEqual([
      'simd',
      'simd, its requests alone',
      'simd-lean',
      'duckdb',
      'duckdb, its requests alone',
      'requests-alone',
    ]);
  });
});

describe('the page', () => {
  it('has a section of requests, lines through times, and a way to it', async () => {
    const page = await renderReport(record);
    expect(page).toContain('<section class="wrap" id="traffic">');
    expect(page).toContain('href="#traffic"');
    expect(page).toContain('fauxqs; network profile report-2025');
    expect(page).toContain('straight');
    expect(page).toContain('A part of the work alone: it reads and writes.');
    expect(page).toContain('It writes Parquet only. Objects are files of this machine in between.');
    expect(page).toContain('S3 is played by this machine');
  });

  it('has none where files were converted', async () => {
    const page = await renderReport(plausibleRecord());
    expect(page).not.toContain('id="traffic"');
    expect(page).not.toContain('href="#traffic"');
    expect(page).not.toContain('S3 is played by this machine');
  });
});
