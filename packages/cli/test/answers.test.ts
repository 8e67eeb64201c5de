import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { answerCompactJson, answerJson, type Terminal } from '../src/terminal/terminal.ts';

const answered = (answer: typeof answerJson): string => {
  const stdout = new PassThrough();
  answer({ stdout } as unknown as Terminal, { rows: 2n ** 60n, of: [1] });
  return (stdout.read() as Buffer).toString();
};

test('JSON is answered to be read, or on one line; 64-bit integers are strings', () => {
  expect(answered(answerJson)).toBe('{\n  "rows": "1152921504606846976",\n  "of": [\n    1\n  ]\n}\n');
  expect(answered(answerCompactJson)).toBe('{"rows":"1152921504606846976","of":[1]}\n');
});
