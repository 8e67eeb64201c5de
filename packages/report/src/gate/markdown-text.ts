/** Text from outside inside GitHub's Markdown: shown as it is, and never more than text. */
import { visibleText } from '../text/visible-text.ts';

/** Keeps GitHub from finding a mention, a reference or a link in text that its renderer has long made plain. */
const ZERO_WIDTH_SPACE = '\u200b';

/** As entities, which have no structure (https://github.github.com/gfm/#entity-and-numeric-character-references). */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '|': '&#124;',
  $: '&#36;',
};

const LONGEST_NAME = 100;

/** One line of escaped text, cut after `most` characters. */
export function markdownText(text: string, most: number): string {
  return visibleText(text, most)
    .replace(/[@#]|:(?=\/\/)|\b(?:gh-|www(?=\.))/gi, `$&${ZERO_WIDTH_SPACE}`)
    .replace(/[\\`*_[\]~#]/g, '\\$&')
    .replace(/^(\d*)([-+.)])/, '$1\\$2')
    .replace(/[&<>|$]/g, (character) => ENTITIES[character] ?? character);
}

/** A name, a path or a command as code, in which GitHub looks for nothing; as escaped text where it could end the code. */
export function markdownCode(text: string, most: number = LONGEST_NAME): string {
  const shown = visibleText(text, most);
  if (shown === '') return '–';
  return /[`|\\]/.test(shown) ? markdownText(shown, most) : `\`${shown}\``;
}

/** A command by itself, to be copied; its fence is longer than any within. */
export function markdownBlock(command: string, most: number): string {
  const shown = visibleText(command, most);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${shown}\n${fence}`;
}
