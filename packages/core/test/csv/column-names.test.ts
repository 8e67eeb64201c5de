import { expect, it } from 'vitest';
import { uniqueColumnNames } from '../../src/index.ts';

it('names that are there and unique are kept', () => {
  expect(uniqueColumnNames(['a', 'b'])).toEqual({ names: ['a', 'b'], renamed: [] });
});

it('what has no name gets one and repeated names are told apart, and each change is reported', () => {
  expect(uniqueColumnNames(['a', '', 'a', 'a_2', 'a'])).toEqual({
    names: ['a', 'column1', 'a_3', 'a_2', 'a_4'],
    renamed: [
      { index: 1, from: '', to: 'column1' },
      { index: 2, from: 'a', to: 'a_3' },
      { index: 4, from: 'a', to: 'a_4' },
    ],
  });
});
