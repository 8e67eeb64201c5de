import { expect, it } from 'vitest';
import { generateFiles } from '../src/index.ts';
import { textOf } from './support.ts';

const request = { recipe: 'state-vectors', seed: 9 } as const;

it('names files from 0001 and makes each as long as asked for', () => {
  const files = [...generateFiles({ ...request, files: 3, bytesPerFile: 65_536 })];
  expect(files.map(({ name }) => name)).toEqual([
    'state-vectors-0001.csv',
    'state-vectors-0002.csv',
    'state-vectors-0003.csv',
  ]);
  for (const { chunks } of files) {
    const { length } = textOf(chunks);
    expect(length).toBeGreaterThanOrEqual(65_536);
    expect(length).toBeLessThan(65_536 + 1024);
  }
});

it('fills every file with rows of its own', () => {
  const files = [...generateFiles({ ...request, files: 50, rowsPerFile: 3 })];
  const rows = files.flatMap(({ chunks }) => textOf(chunks).toString().trimEnd().split('\n').slice(1));
  expect(new Set(rows).size).toBe(150);
});

it('makes the same file whatever the number of files', () => {
  const seventh = (files: number) =>
    textOf([...generateFiles({ ...request, files, rowsPerFile: 20 })][6]!.chunks).toString();
  expect(seventh(7)).toBe(seventh(200));
});

it('refuses a number of files that is not whole', () => {
  expect(() => generateFiles({ ...request, files: 1.5, rowsPerFile: 1 })).toThrow('files is 1.5');
});
