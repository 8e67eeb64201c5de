import { describe, expect, it } from 'vitest';
import { embedJson } from '../src/embed-json.ts';
import { escapeHtml, html, nameOf, trusted } from '../src/html.ts';

/** The basic multilingual plane, lone surrogates included. */
const EVERY_CHARACTER = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('');

describe('markup', () => {
  it('escapes text between tags and in attributes', () => {
    const name = `</script><img src=x onerror="alert('1')">&`;
    expect(html`<p title="${name}">${name}</p>`.toString()).toBe(
      `<p title="${escapeHtml(name)}">${escapeHtml(name)}</p>`,
    );
    expect(escapeHtml(name)).toBe(
      '&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;',
    );
  });

  it('leaves markup of our own making as it is, alone and in lists', () => {
    const item = html`<li>${1}</li>`;
    expect(html`<ul>${[item, item]}${trusted('<hr>')}</ul>`.toString()).toBe(
      '<ul><li>1</li><li>1</li><hr></ul>',
    );
  });

  it('lets no character open a tag or leave an attribute', () => {
    expect(escapeHtml(EVERY_CHARACTER)).not.toMatch(/[<>"']/);
  });

  it('isolates names, and cuts very long ones but keeps them whole in the title', () => {
    expect(nameOf('a<b').toString()).toBe('<bdi class="name">a&lt;b</bdi>');
    const long = 'x'.repeat(400);
    expect(nameOf(long).toString()).toBe(`<bdi class="name" title="${long}">${'x'.repeat(99)}…</bdi>`);
  });
});

describe('embedded JSON', () => {
  it('reads back as the value it was made from', () => {
    const value = { [EVERY_CHARACTER]: [EVERY_CHARACTER, 1.5, null, true, {}] };
    expect(JSON.parse(embedJson(value))).toEqual(value);
  });

  it('holds nothing that ends a script element, opens a comment or breaks a line', () => {
    const json = embedJson({ name: '</script><!--\u2028\u2029' });
    expect(json).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(json)).toEqual({ name: '</script><!--\u2028\u2029' });
  });
});
