import { describe, expect, it } from 'vitest';
import { byteCount, rowAllowance, sampleSize } from '../src/options/number-types.ts';
import {
  collectMetadata,
  commentPrefix,
  delimiterText,
  dictionarySwitch,
  escapeCharacter,
  nameList,
  quoteCharacter,
} from '../src/options/text-types.ts';

describe('the value of', () => {
  const read: [string, (text: string) => unknown, string, unknown][] = [
    ['--delimiter', delimiterText, ';', ';'],
    ['--delimiter', delimiterText, 'tab', '\t'],
    ['--delimiter', delimiterText, '\\t', '\t'],
    ['--delimiter', delimiterText, '\\x1f', '\x1f'],
    ['--delimiter', delimiterText, '\\u2063', '\u2063'],
    ['--delimiter', delimiterText, '\\\\', '\\'],
    ['--delimiter', delimiterText, '||', '||'],
    ['--delimiter', delimiterText, 'semicolon', ';'],
    ['--quote', quoteCharacter, "'", "'"],
    ['--quote', quoteCharacter, 'none', ''],
    ['--escape', escapeCharacter, '\\', '\\'],
    ['--escape', escapeCharacter, 'double', 'double'],
    ['--escape', escapeCharacter, 'none', ''],
    ['--comment', commentPrefix, '//', '//'],
    ['--comment', commentPrefix, 'none', ''],
    ['--names', nameList, 'a, b,c d', ['a', 'b', 'c d']],
    ['--names', nameList, 'a,"b, ""c""",d', ['a', 'b, "c"', 'd']],
    ['--dictionary', dictionarySwitch, 'on', true],
    ['--dictionary', dictionarySwitch, 'off', false],
    ['--dictionary', dictionarySwitch, 'a=on,"b,c"=off,d=e=on', { a: true, 'b,c': false, 'd=e': true }],
    ['--metadata', collectMetadata, 'key=a=b', { key: 'a=b' }],
    ['--max-bad-rows', rowAllowance, '12', { rows: 12 }],
    ['--max-bad-rows', rowAllowance, '0', { rows: 0 }],
    ['--max-bad-rows', rowAllowance, '0.1%', { fraction: 0.001 }],
    ['--sample', sampleSize, 'all', 'all'],
    ['--sample', sampleSize, '64kB', 64_000],
    ['--max-record-bytes', byteCount, '64MB', 64_000_000],
    ['--max-field-bytes', byteCount, '1.5MiB', 1_572_864],
  ];
  it.each(read)('%s (%o) reads %j as %j', (_flag, parse, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  const refused: [string, (text: string) => unknown, string, string][] = [
    ['--delimiter', delimiterText, '', 'one character or several'],
    ['--delimiter', delimiterText, '\\x0a', 'that end no line'],
    ['--quote', quoteCharacter, 'ab', 'one ASCII character'],
    ['--quote', quoteCharacter, '“', 'one ASCII character'],
    ['--escape', escapeCharacter, '', 'one ASCII character'],
    ['--comment', commentPrefix, '\n', 'must not end lines'],
    ['--names', nameList, 'a,,b', 'write name,name'],
    ['--names', nameList, 'a,"b', 'write name,name'],
    ['--names', nameList, '', 'write name,name'],
    ['--names', nameList, 'a,b,a', '"a" stands in it twice'],
    ['--dictionary', dictionarySwitch, 'a=maybe', 'on, off, or name=on'],
    ['--dictionary', dictionarySwitch, 'a=on,', 'on, off, or name=on'],
    ['--metadata', collectMetadata, '=value', 'key=value'],
    ['--max-bad-rows', rowAllowance, 'many', 'a number of rows'],
    ['--max-bad-rows', rowAllowance, '-1', 'a number of rows'],
    ['--max-bad-rows', rowAllowance, '101%', 'at most 100%'],
    ['--sample', sampleSize, 'some', 'a size such as'],
    ['--max-record-bytes', byteCount, '0', 'a size such as'],
  ];
  it.each(refused)('%s (%o) cannot be %j: %s', (_flag, parse, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it('--metadata takes a key once', () => {
    expect(() => collectMetadata('a=2', { a: '1' })).toThrow('"a" is given twice');
  });
});
