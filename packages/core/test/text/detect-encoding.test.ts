import { describe, expect, it } from 'vitest';
import { detectEncoding } from '../../src/text/detect-encoding.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf8 = (text: string) => Buffer.from(text);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const detect = (sample: Uint8Array, isWhole = true) => detectEncoding(sample, isWhole, undefined);

describe('the encoding of a text', () => {
  it.each([
    ['ASCII', utf8('a,b\n1,2\n'), 'utf-8', 'UTF-8'],
    ['UTF-8', utf8('näme,n\nJosé,1\n'), 'utf-8', 'UTF-8'],
    ['UTF-8 with its mark', utf8('\ufeffa,b\n'), 'utf-8', 'UTF-8 with byte-order mark'],
    ['UTF-16LE with its mark', utf16('\ufeffa,b\n'), 'utf-16le', 'UTF-16LE with byte-order mark'],
    ['UTF-16BE with its mark', utf16('\ufeffa,b\n').swap16(), 'utf-16be', 'UTF-16BE with byte-order mark'],
    ['UTF-16LE without', utf16('näme,n\nJosé,1\n'), 'utf-16le', 'UTF-16LE'],
    ['UTF-16BE without', utf16('näme,n\nJosé,1\n').swap16(), 'utf-16be', 'UTF-16BE'],
    ['UTF-16 of few ASCII characters', utf16('名前,年齢\n山田,三十\n佐藤,四十\n'), 'utf-16le', 'UTF-16LE'],
    ['Windows-1252 letters', latin1('name\nJos\xe9\nM\xfcller\nS\xf8ren\n'), 'windows-1252', 'Windows-1252'],
    ['Windows-1252 signs', latin1('a\n\x93quoted\x94 \x96 it\x92s 5 \x80\n'), 'windows-1252', 'Windows-1252'],
    ['much UTF-8', utf8(`${'é'.repeat(50)}\n`), 'utf-8', 'UTF-8'],
    ['nothing', utf8(''), 'utf-8', 'UTF-8'],
  ])('is found: %s', (_name, sample, encoding, value) => {
    const found = detect(sample);
    expect(found.encoding).toBe(encoding);
    expect(found.finding.value).toBe(value);
  });

  it('is UTF-8 where a character is cut at the end of the sample, and not of the text', () => {
    const text = utf8('näme,n\nJosé,1\n€');
    for (let length = 0; length <= text.length; length += 1) {
      const { encoding, finding } = detect(text.subarray(0, length), false);
      expect(encoding).toBe('utf-8');
      expect(finding.confidence).toBeGreaterThanOrEqual(0.9);
    }
    expect(detect(text.subarray(0, -1)).finding.because).toContain('2 characters are UTF-8, 2 bytes are not');
  });

  it('is UTF-8 where most characters are: the others make bad rows', () => {
    const sample = Buffer.concat([utf8('é,ü,ö\n'.repeat(9)), latin1('\xe9\n')]);
    expect(detect(sample)).toMatchObject({
      encoding: 'utf-8',
      finding: {
        confidence: 0.9,
        because: expect.stringContaining('27 characters are UTF-8, 1 byte is not'),
      },
    });
  });

  it.each([
    ['another western code page', latin1('Ren\x82e,cr\x8ame,H\x94he\n')],
    ['a broken character', latin1('042,42,\xe2(\n')],
    ['bytes that stand for nothing', latin1('valid,\xff\xff,valid\n')],
    [
      'Shift_JIS',
      Buffer.from([0x8e, 0x52, 0x93, 0x63, 0x2c, 0x31, 0x0a, 0x8d, 0xb2, 0x93, 0xa1, 0x2c, 0x32, 0x0a]),
    ],
  ])(
    'is called UTF-8 with little confidence where nothing fits, so that no letter is made up: %s',
    (_name, sample) => {
      const { encoding, finding } = detect(sample);
      expect(encoding).toBe('utf-8');
      expect(finding.confidence).toBeLessThan(0.5);
      expect(finding.override).toBe('--encoding windows-1252');
    },
  );

  it('is the one that is given, whose own mark alone counts', () => {
    const sample = utf8('\ufeffa\n');
    expect(detectEncoding(sample, true, 'utf-8')).toMatchObject({ encoding: 'utf-8', markBytes: 3 });
    expect(detectEncoding(sample, true, 'latin1')).toMatchObject({
      encoding: 'latin1',
      markBytes: 0,
      finding: { confidence: 1, because: 'it was given' },
    });
  });
});
