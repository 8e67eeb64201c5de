import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatTable, plural } from '../src/terminal/format.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [471.5, '472 B'],
    [999.6, '1 kB'],
    [4_183_708, '4.18 MB'],
    [5e9, '5 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.0123, '12.3 µs'],
    [41.27, '41.3 ms'],
    [2350, '2.35 s'],
    [200_000, '3 min 20 s'],
  ])('%d milliseconds are %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('counts in words', () => {
    expect([plural(1, 'row'), plural(227_496, 'row'), plural(0, 'entry', 'entries')]).toEqual([
      '1 row',
      '227,496 rows',
      '0 entries',
    ]);
  });

  it('lines up columns, numbers to the right', () => {
    const rows = [
      ['name', 'n'],
      ['ä', '1'],
      ['long', '12'],
    ];
    expect(formatTable(rows, new Set([1]))).toBe('name   n\nä      1\nlong  12');
  });
});
