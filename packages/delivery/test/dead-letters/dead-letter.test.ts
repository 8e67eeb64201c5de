import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeLetters } from '../../src/dead-letters/dead-letter.ts';
import { readLetter } from '../../src/dead-letters/read-letter.ts';
import { trimLetter } from '../../src/dead-letters/trim-letter.ts';
import { letterFor, START } from './support/letters.ts';

describe('a dead letter', () => {
  it('tells job, cause, attempts and what asked for it', () => {
    const letter = letterFor('a.csv', {
      kind: 'data-quality',
      message: 'row 7: 3 fields',
      record: { s3: 1 },
    });
    expect(letter).toEqual({
      version: 1,
      id: letter.job.id,
      job: { id: letter.id, source: { ref: { bucket: 's3://in', key: 'a.csv' }, etag: '"v1"', bytes: 7 } },
      failure: { kind: 'data-quality', code: 'SomeError', message: 'row 7: 3 fields', attempts: 3 },
      attempts: 3,
      firstFailedAt: '2026-11-21T10:00:00.000Z',
      lastFailedAt: '2026-11-21T10:00:00.000Z',
      failures: [
        {
          at: '2026-11-21T10:00:00.000Z',
          kind: 'data-quality',
          code: 'SomeError',
          message: 'row 7: 3 fields',
          attempts: 3,
        },
      ],
      record: { s3: 1 },
      recipe: 'abcdef0123456789',
      redrives: 0,
    });
    expect(readLetter(JSON.stringify(letter), 'x')).toEqual({ status: 'letter', letter });
  });

  it('holds no secrets, neither of messages nor of records', () => {
    const letter = letterFor('a', {
      message:
        'https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F&X-Amz-Signature=abcdef failed',
      record: {
        url: 'https://user:hunter2@host/x',
        headers: [{ Authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261121' }],
        sessionToken: 'FwoGZXIvYXdzEXAMPLETOKEN',
        aws_secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        key: 'kept.csv',
      },
    });
    const text = JSON.stringify(letter);
    for (const secret of ['AKIA', 'abcdef f', 'hunter2', 'FwoG', 'wJalr', 'X-Amz-Signature=a']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('kept.csv');
  });

  it('keeps the start of a very long message', () => {
    expect(letterFor('a', { message: 'x'.repeat(100_000) }).failure.message).toHaveLength(2_001);
  });
});

describe('letters of one job', () => {
  it('become one that tells of every failure', () => {
    const first = letterFor('a', { kind: 'transient', record: 'r', attempts: 2 });
    const second = letterFor('a', { at: START + 60_000, message: 'again' });
    const merged = mergeLetters(first, second);
    expect(merged).toMatchObject({
      failure: { kind: 'permanent', message: 'again', attempts: 3 },
      attempts: 5,
      firstFailedAt: '2026-11-21T10:00:00.000Z',
      lastFailedAt: '2026-11-21T10:01:00.000Z',
      failures: [{ kind: 'transient' }, { kind: 'permanent' }],
      record: 'r',
    });
    expect(mergeLetters(merged, second)).toEqual(merged);
  });

  it('say the same in whatever order they come, and however often', () => {
    const told = fc.record({
      at: fc.integer({ min: 0, max: 5 }),
      kind: fc.constantFrom('permanent', 'transient'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(told, { minLength: 1, maxLength: 6, selector: ({ at }) => at }),
        fc.gen(),
        (all, gen) => {
          const letters = all.map(({ at, kind }) =>
            letterFor('a', { at: START + at, kind: kind as 'permanent' }),
          );
          const shuffled = gen(fc.shuffledSubarray, [...letters, ...letters], {
            minLength: letters.length * 2,
          });
          expect(shuffled.reduce(mergeLetters)).toEqual(letters.reduce(mergeLetters));
        },
      ),
    );
  });

  it('tell of the newest 50 failures', () => {
    const letters = Array.from({ length: 60 }, (_, index) => letterFor('a', { at: START + index }));
    const { failures, attempts, firstFailedAt } = letters.reduce(mergeLetters);
    expect(failures).toHaveLength(50);
    expect(attempts).toBe(150);
    expect(firstFailedAt).toBe('2026-11-21T10:00:00.000Z');
  });
});

describe('a letter that is longer than a message may be', () => {
  it('goes without its record, and says so', () => {
    const letter = letterFor('a', { record: 'é'.repeat(5_000) });
    const text = trimLetter(letter, 4_000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_000);
    const { record: _, ...rest } = letter;
    expect(JSON.parse(text)).toEqual({
      ...rest,
      note: 'its record of 10002 bytes was left out: a message holds 4000 bytes',
    });
    expect(readLetter(text, 'x').status).toBe('letter');
  });

  it('goes without its history as well when that is not enough', () => {
    const letters = Array.from({ length: 40 }, (_, index) =>
      letterFor('a', { at: START + index, record: 1 }),
    );
    const text = trimLetter(letters.reduce(mergeLetters), 2_000);
    expect(JSON.parse(text)).toMatchObject({
      failures: [{}],
      note: expect.stringMatching(/so were earlier failures$/),
    });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000);
  });

  it('stays as it is when there is room', () => {
    const letter = letterFor('a', { record: { key: 1 } });
    expect(JSON.parse(trimLetter(letter, 256 << 10))).toEqual(letter);
  });
});

it.each([
  ['', 'it is empty'],
  ['{"version":1,', 'it is not JSON'],
  ['[]', 'Invalid input: expected object, received array'],
  ['{"version":2}', 'version: '],
  [JSON.stringify({ ...letterFor('a'), job: {} }), 'job.id: '],
])('what is no letter is called corrupt: %j', (text, because) => {
  expect(readLetter(text, 'x')).toEqual({
    status: 'corrupt',
    id: 'x',
    because: expect.stringContaining(because),
  });
});
