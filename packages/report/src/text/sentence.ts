/** A sentence in parts, so that the page can set names and figures apart while tests and terminals read plain text. */
export interface Part {
  readonly text: string;
  readonly style: 'plain' | 'name' | 'figure';
}

export type Sentence = readonly Part[];

export function name(text: string): Part {
  return { text, style: 'name' };
}

export function figure(text: string): Part {
  return { text, style: 'figure' };
}

/** Template tag: literal text and inserted strings are plain, parts keep their style, sentences are spliced in. */
export function sentence(
  strings: TemplateStringsArray,
  ...values: readonly (string | Part | Sentence)[]
): Sentence {
  return strings.flatMap((literal, index): Part[] => {
    const value = values[index];
    const before: Part[] = literal === '' ? [] : [{ text: literal, style: 'plain' }];
    if (value === undefined || value === '') return before;
    if (typeof value === 'string') return [...before, { text: value, style: 'plain' }];
    return 'text' in value ? [...before, value] : [...before, ...value];
  });
}

/** The sentence without its styling. */
export function plainText(parts: Sentence): string {
  return parts.map(({ text }) => text).join('');
}
