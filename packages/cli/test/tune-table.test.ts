import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { durationRange } from '../src/commands/tune/figures.ts';
import { answersText, foundText, tuneTable } from '../src/commands/tune/tune-table.ts';
import type { Terminal } from '../src/terminal/terminal.ts';
import { answerWidth, wrapText } from '../src/terminal/wrap-text.ts';
import { tuneOf } from './support/tune-of.ts';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('the table of sizes', () => {
  it('has a line for each, no column that all leave empty, and fits a narrow terminal', () => {
    const [heading, first, ...others] = tuneTable(tuneOf({ 512: 200, 1769: 60 })).split('\n');
    expect(heading).toMatch(/^size +median +\$\/M events +memory +n$/);
    expect(first).toMatch(/^512 MB +200 ms \(197–204\) +\$1\.\d+ \(\$1\.\d+–\$1\.\d+\) +90 MB +8$/);
    expect(others).toHaveLength(1);
    expect(widest(heading!)).toBeLessThan(80);
  });

  it('says why a size has no figures, as wide as the terminal is', () => {
    const tune = tuneOf({ 512: 200, 1769: 60 });
    const because =
      'the machine was busy with other things while the function could have run: 60 % of its time';
    const { concurrency, engine } = tune.cells[0]!;
    const gone = {
      memoryMb: 512,
      engine,
      concurrency,
      status: 'not-measurable',
      outcomes: {},
      discarded: 8,
      because,
    } as const;
    const text = tuneTable({ ...tune, cells: [gone, tune.cells[1]!] }, 60);
    expect(text).toMatch(/^512 MB +not measurable here +0 +8$/m);
    expect(text).toContain('\n  512 MB: the machine was busy');
    expect(widest(text.split('\n').slice(3).join('\n'))).toBeLessThanOrEqual(60);
    expect(text.replaceAll(/\n {4}/g, ' ')).toContain(because);
  });
});

describe('what a busy host spoiled', () => {
  const tune = tuneOf({ 512: 200, 1769: 60 });
  const tableOf = (discarded: number, discardedCold?: number) =>
    tuneTable({
      ...tune,
      cells: [{ ...tune.cells[0]!, discarded, ...(discardedCold && { discardedCold }) }, tune.cells[1]!],
    });

  it('is counted, and of it the cold starts, which are not repeated', () => {
    expect(tableOf(3, 2)).toMatch(/^size .* n +spoiled$/m);
    expect(tableOf(3, 2)).toMatch(/^512 MB .* 3 \(2 cold\)$/m);
    expect(tableOf(3)).toMatch(/^512 MB .* 3$/m);
    expect(tableOf(0)).not.toContain('spoiled');
  });
});

describe('the answers', () => {
  it('of several sizes are a line each', () => {
    const lines = answersText(tuneOf({ 512: 200, 1024: 100, 1769: 99 })).split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['cheapest', 'fastest', 'balanced', 'knee']);
  });

  it('of a single size are one, and nothing is said of a knee', () => {
    const text = answersText(tuneOf({ 512: 200 }));
    expect(text).toMatch(/^cheapest, fastest, balanced {2}512 MB: .* the only size that was measured$/);
    expect(text).not.toContain('knee');
  });

  it('of two sizes say what a knee takes', () => {
    expect(answersText(tuneOf({ 512: 200, 1769: 60 }))).toMatch(/^knee +a knee takes 3 sizes .* not 2$/m);
  });
});

describe('a monthly volume', () => {
  const text = foundText(tuneOf({ 512: 200, 1769: 60 }, 30_000_000), 80);

  it('is set against machines that run all month, with break-evens', () => {
    expect(text).toMatch(/^30,000,000 events a month +machines +\$\/month +cheaper from \(events\)$/m);
    expect(text).toMatch(/^Lambda, \d+ MB +\$\d/m);
    expect(text).toMatch(/^Fargate, 2 vCPU, 4 GB, x86_64 +1 +\$[\d.]+ +[\d,]+$/m);
    expect(text).toMatch(/^EC2 t3\.medium +1 +\$[\d.]+ +[\d,]+$/m);
    expect(text).toContain('arm64: it is arm64, and the work was measured on x86_64');
  });

  it('of environments that are kept ready is told with and without them, for each size', () => {
    const of = tuneOf({ 512: 200, 1769: 60 }, 30_000_000, { provisionedEnvironments: 10 });
    const kept = foundText(of, 80);
    expect(kept.replaceAll('\n', ' ')).toMatch(
      /30,000,000 events a month with 10 environments kept ready, if they take every event: 512 MB \$\d[\d.]* \(\$[\d.–$]+\), \$54\.8 of it for being ready \(without: \$\d[\d.]*\); 1769 MB \$/,
    );
    expect(widest(kept)).toBeLessThanOrEqual(84);
    expect(text).not.toContain('kept ready');
  });

  it('tells how busy the machines are thought to be, within the width', () => {
    expect(text.replaceAll('\n', ' ')).toContain('have work 70 % of the time');
    expect(widest(text)).toBeLessThanOrEqual(84);
  });
});

describe('text', () => {
  it('is broken between words, with what follows indented', () => {
    expect(wrapText('ab  cd efghijk l', 7, 2)).toBe('ab  cd\n  efghijk\n  l');
    expect(wrapText('one two', Number.POSITIVE_INFINITY)).toBe('one two');
  });

  it('is as wide as the terminal, and as long as it likes in a pipe', () => {
    const terminal = (columns: number | undefined, isAnsweringToTerminal: boolean) =>
      ({
        stdout: Object.assign(new PassThrough(), { columns }),
        isAnsweringToTerminal,
      }) as unknown as Terminal;
    expect(answerWidth(terminal(80, true))).toBe(80);
    expect(answerWidth(terminal(undefined, true))).toBe(Number.POSITIVE_INFINITY);
    expect(answerWidth(terminal(80, false))).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    [0.4, '400 µs (200–800)'],
    [812, '812 ms (406–1620)'],
    [2350, '2.35 s (1.18–4.7)'],
    [200_000, '3 min 20 s (100 s–6 min 40 s)'],
  ])('of a time of %d ms has its interval in the same unit', (median, expected) => {
    const estimate = { median, low: median / 2, high: median * 2, confidence: 0.95, samples: 9 };
    expect(durationRange(estimate)).toBe(expected);
  });
});
