import { describe, expect, it } from 'vitest';
import { markdownBlock, markdownCode, markdownText } from '../src/gate/markdown-text.ts';
import { visibleText } from '../src/text/visible-text.ts';

const MOST = 200;

describe('text from outside in Markdown', () => {
  it.each([
    ['a mention', '@octocat please', '@\u200boctocat please'],
    ['a reference', 'fixes #12', 'fixes \\#\u200b12'],
    ['a reference by words', 'GH-12', 'GH-\u200b12'],
    ['a link', '[here](https://x.example)', '\\[here\\](https:\u200b//x.example)'],
    ['an image', '![x](http://x.example/a.png)', '!\\[x\\](http:\u200b//x.example/a.png)'],
    ['a bare address', 'www.example.com', 'www\u200b.example.com'],
    ['a tag', '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['an entity', '&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['a cell', 'a | b', 'a &#124; b'],
    ['a cell behind a backslash', 'a \\| b', 'a \\\\&#124; b'],
    ['code', '`a`', '\\`a\\`'],
    ['mathematics', '$x$', '&#36;x&#36;'],
    ['emphasis', '**a** _b_ ~~c~~', '\\*\\*a\\*\\* \\_b\\_ \\~\\~c\\~\\~'],
    ['a heading', '# big', '\\#\u200b big'],
    ['a list', '- a', '\\- a'],
    ['a numbered list', '1. a', '1\\. a'],
    ['lines', 'a\r\n\n# b\u2028c', 'a \\#\u200b b c'],
    ['colours of a terminal', '\u001b[31mred\u001b[0m', '\ufffd\\[31mred\ufffd\\[0m'],
    ['reordering', 'a\u202Eb\u2066c', 'a\ufffdb\ufffdc'],
  ])('is never more than text: %s', (_name, text, expected) => {
    expect(markdownText(text, MOST)).toBe(expected);
  });

  it('is code where nothing in it can end the code, and text where something might', () => {
    expect(markdownCode('@octocat #1 <b> src/*.ts')).toBe('`@octocat #1 <b> src/*.ts`');
    expect(markdownCode('a`b')).toBe('a\\`b');
    expect(markdownCode('a|b')).toBe('a&#124;b');
    expect(markdownCode(' \n ')).toBe('–');
  });

  it('stays in its block whatever fences it holds', () => {
    expect(markdownBlock('a ```` b\n```\n# c', MOST)).toBe('`````sh\na ```` b ``` # c\n`````');
  });

  it('is cut, and a huge one costs no more than what is shown', () => {
    expect(visibleText('x'.repeat(300), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(visibleText('\n'.repeat(1e7), 10)).toBe('…');
    expect(visibleText(`e${'\u0301'.repeat(50)}`, 100)).toBe(`e${'\u0301'.repeat(3)}`);
  });
});
