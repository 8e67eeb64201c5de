import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSegmentText, segmentText } from '../../src/batch/manifest/segment-text.ts';
import { failedEntry, finishedEntry, reopenedEntry } from './support/entries.ts';

const entries = [
  finishedEntry('a', { rejects: { ref: { bucket: 's3://odd', key: 'a' }, bytes: 7 } }),
  failedEntry('line\nend "ü" \u2028'),
  reopenedEntry('c', ['c.parquet', 'c.avro']),
];

test('a segment says what was written to it', () => {
  expect(readSegmentText(segmentText(entries))).toEqual(entries);
  expect(readSegmentText(segmentText([]))).toEqual([]);
});

test('a segment has a line for each entry, behind one that says what it is', () => {
  const lines = segmentText(entries).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(JSON.parse(lines[0]!)).toEqual({
    parquetry: 'manifest',
    version: 1,
    entries: 3,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a segment that was cut short anywhere is damaged', () => {
  const text = segmentText(entries);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
      expect(() => readSegmentText(text.slice(0, length))).toThrow();
    }),
  );
});

test('a segment of which any character was changed is damaged', () => {
  const text = segmentText(entries);
  fc.assert(
    fc.property(fc.nat(text.length - 1), (at) => {
      const changed = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      expect(() => readSegmentText(changed)).toThrow();
    }),
  );
});

const swap = (text: string, from: string, to: string) => {
  const [head, ...lines] = text.replace(from, to).split('\n');
  return [head, ...lines].join('\n');
};

test('what is wrong is said', () => {
  const text = segmentText(entries);
  expect(() => readSegmentText('')).toThrow('its first line is not that of a manifest');
  expect(() => readSegmentText('{}\n')).toThrow('its first line is not that of a manifest');
  expect(() => readSegmentText(swap(text, '"version":1', '"version":2'))).toThrow(
    'it has version 2, this program reads 1',
  );
  expect(() => readSegmentText(swap(text, '"entries":3', '"entries":4'))).toThrow(
    'it has 3 entries, its first line tells of 4',
  );
  expect(() => readSegmentText(text.slice(0, -1))).toThrow('it is cut short or was changed');
});

test('an entry of another shape is damage, though the checksum is right', () => {
  const odd = { ...finishedEntry('a'), etag: 1 } as never;
  expect(() => readSegmentText(segmentText([finishedEntry('b'), odd]))).toThrow(/entry 2: .*etag/s);
});
