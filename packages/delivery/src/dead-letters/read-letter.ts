import { deadLetter } from './dead-letter.ts';
import type { LetterEntry } from './dead-letters.ts';

/** A letter from its JSON; `id` is that of a corrupt one. */
export function readLetter(text: string, id: string): LetterEntry {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return { status: 'corrupt', id, because: text === '' ? 'it is empty' : 'it is not JSON' };
  }
  const parsed = deadLetter.safeParse(content);
  if (parsed.success) return { status: 'letter', letter: parsed.data };
  const { path, message } = parsed.error.issues[0]!;
  return { status: 'corrupt', id, because: `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}` };
}
