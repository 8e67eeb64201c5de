const OPERATORS = '|&;<>()';

/**
 * Splits a command line into words as a POSIX shell does, without its expansions: quotes and backslashes work, `$`, `*`
 * and `~` stand for themselves. Source: POSIX.1-2024, Shell Command Language, sections 2.2 and 2.3.
 *
 * @throws SyntaxError on an open quote, and on an operator, which only a shell could carry out.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;

  const quoted = (quote: string): string => {
    let text = '';
    for (at += 1; line[at] !== quote; at += 1) {
      if (at >= line.length) throw new SyntaxError(`a ${quote} is opened and never closed: ${line}`);
      const escapes = quote === '"' && line[at] === '\\' && '$`"\\'.includes(line[at + 1] ?? ' ');
      if (escapes) at += 1;
      text += line[at];
    }
    return text;
  };

  for (; at < line.length; at += 1) {
    const character = line[at]!;
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '"' || character === "'") word = (word ?? '') + quoted(character);
    else if (character === '\\') {
      at += 1;
      word = (word ?? '') + (line[at] ?? '');
    } else if (OPERATORS.includes(character)) {
      throw new SyntaxError(
        `${character} needs a shell, and none is used: quote it, or write sh -c '…' (in: ${line})`,
      );
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}
