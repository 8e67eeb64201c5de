const OPERATORS = '|&;<>()';
const VARIABLE = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Splits a command line into words as a POSIX shell does: quotes and backslashes work, `$NAME` and `${NAME}` outside of
 * single quotes stand for the environment's value, which is never split; `*` and `~` stand for themselves. Source:
 * POSIX.1-2024, Shell Command Language, sections 2.2, 2.3 and 2.6.2.
 *
 * @throws SyntaxError on an open quote, on a variable that is not set, and on an operator, which only a shell could
 *   carry out.
 */
export function splitWords(line: string, environment: Environment): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;

  /** The value of the variable at `at`, which is left on its last character; a bare `$` stands for itself. */
  const variable = (): string => {
    const [written, braced, bare] = VARIABLE.exec(line.slice(at)) ?? [];
    const name = braced ?? bare;
    if (written === undefined || name === undefined) return '$';
    const value = environment[name];
    if (value === undefined) {
      throw new SyntaxError(
        `the environment has no ${name}: set it, or write '$${name}' in quotes (in: ${line})`,
      );
    }
    at += written.length - 1;
    return value;
  };

  const quoted = (quote: string): string => {
    let text = '';
    for (at += 1; line[at] !== quote; at += 1) {
      if (at >= line.length) throw new SyntaxError(`a ${quote} is opened and never closed: ${line}`);
      const escapes = quote === '"' && line[at] === '\\' && '$`"\\'.includes(line[at + 1] ?? ' ');
      if (escapes) at += 1;
      text += quote === '"' && line[at] === '$' && !escapes ? variable() : line[at];
    }
    return text;
  };

  for (; at < line.length; at += 1) {
    const character = line[at]!;
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '"' || character === "'") word = (word ?? '') + quoted(character);
    else if (character === '$') word = (word ?? '') + variable();
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
