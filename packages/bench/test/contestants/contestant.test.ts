import { describe, expect, it } from 'vitest';
import { commandFor, missingFormat, parseContestant } from '../../src/contestants/contestant.ts';

describe('parseContestant', () => {
  it('reads name and command', () => {
    expect(parseContestant('mine=python old.py {input} {output}')).toEqual({
      name: 'mine',
      argv: ['python', 'old.py', '{input}', '{output}'],
    });
  });

  it('lets the command hold further equals signs', () => {
    expect(parseContestant('a=x --in={input} --out={output}').argv).toEqual([
      'x',
      '--in={input}',
      '--out={output}',
    ]);
  });

  it.each(['python old.py', '=x {input} {output}', 'two words=x {input} {output}'])(
    'refuses %s, which has no name',
    (text) => {
      expect(() => parseContestant(text)).toThrow(/name=command/);
    },
  );

  it('says which placeholder is missing', () => {
    expect(() => parseContestant('a=x {output}')).toThrow(/needs \{input\}/);
    expect(() => parseContestant('a=x {input}')).toThrow(/needs \{output\}/);
  });
});

it('a variable becomes its value in the words to run', () => {
  const { argv } = parseContestant('a=x --token=$TOKEN {input} {output}', { TOKEN: 's3 cret' });
  expect(argv).toEqual(['x', '--token=s3 cret', '{input}', '{output}']);
});

describe('missingFormat', () => {
  const parquetOnly = parseContestant('a=x {input} {output}');

  it('names the way out when the command writes no Avro', () => {
    expect(missingFormat(parquetOnly, ['parquet', 'avro'])).toMatch(/no \{avro\}.*--to parquet/);
  });

  it('finds nothing missing when every format has its placeholder', () => {
    expect(missingFormat(parquetOnly, ['parquet'])).toBeUndefined();
    expect(
      missingFormat(parseContestant('a=x {input} {output} {avro}'), ['parquet', 'avro']),
    ).toBeUndefined();
  });
});

it('paths stay one word each, whatever they hold', () => {
  const contestant = parseContestant('a=x --from={input} {output}{output} {other}');
  const outputs = [{ format: 'parquet', path: '/out put/$&.parquet' }] as const;
  expect(commandFor(contestant, { input: '/a b/{output}.csv', outputs })).toEqual([
    'x',
    '--from=/a b/{output}.csv',
    '/out put/$&.parquet/out put/$&.parquet',
    '{other}',
  ]);
});
