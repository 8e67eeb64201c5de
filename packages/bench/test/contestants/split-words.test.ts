import { describe, expect, it } from 'vitest';
import { splitWords } from '../../src/contestants/split-words.ts';

describe('splitWords', () => {
  it.each([
    ['python old.py {input}', ['python', 'old.py', '{input}']],
    ['  a\t b  ', ['a', 'b']],
    [`run 'two words' "and more"`, ['run', 'two words', 'and more']],
    [`--out="{output} dir"/x`, ['--out={output} dir/x']],
    [`it\\'s a\\ b`, [`it's`, 'a b']],
    [`"a \\"b\\" \\n"`, ['a "b" \\n']],
    [`'a \\ b'`, ['a \\ b']],
    [`'it'\\''s'`, [`it's`]],
    [`empty '' ""`, ['empty', '', '']],
    ['*.csv ~ $ 5$', ['*.csv', '~', '$', '5$']],
    [`--key=$KEY $\{KEY}x "<$KEY>"`, ['--key=a b', 'a bx', '<a b>']],
    [`\\$KEY '$KEY' "\\$KEY"`, ['$KEY', '$KEY', '$KEY']],
    [`awk '{print $1}' $1`, ['awk', '{print $1}', '$1']],
    [`sh -c 'a > b | c'`, ['sh', '-c', 'a > b | c']],
    ['', []],
  ])('splits %s', (line, words) => {
    expect(splitWords(line, { KEY: 'a b' })).toEqual(words);
  });

  it.each([`a "b`, `a 'b`])('refuses the open quote in %s', (line) => {
    expect(() => splitWords(line, {})).toThrow(/opened and never closed/);
  });

  it('refuses a variable that is not set', () => {
    expect(() => splitWords('a "$KEY"', {})).toThrow(/the environment has no KEY/);
  });

  it.each(['a > b', 'a | b', 'a && b', 'a; b'])('refuses %s, which only a shell could carry out', (line) => {
    expect(() => splitWords(line, {})).toThrow(/sh -c/);
  });
});
