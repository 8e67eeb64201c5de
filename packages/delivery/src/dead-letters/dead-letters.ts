import type { DeadLetter } from './dead-letter.ts';

/** One of the dead letters as it was found. A corrupt one can be removed, by its id, but not tried again. */
export type LetterEntry =
  | { readonly status: 'letter'; readonly letter: DeadLetter }
  | { readonly status: 'corrupt'; readonly id: string; readonly because: string };

export interface LetterCount {
  readonly letters: number;
  /** False: a queue's own estimate. */
  readonly isExact: boolean;
}

/** Where jobs are kept that failed for good, one letter for each job. Rejects where the store or the queue does. */
export interface DeadLetters {
  /** Durable when it resolves. A letter of the same job takes this one's news in. */
  put(letter: DeadLetter, signal?: AbortSignal): Promise<void>;
  list(signal?: AbortSignal): AsyncIterable<LetterEntry>;
  get(id: string, signal?: AbortSignal): Promise<LetterEntry | undefined>;
  /** What is not there is no error. */
  remove(id: string, signal?: AbortSignal): Promise<void>;
  count(signal?: AbortSignal): Promise<LetterCount>;
}

export const entryId = (entry: LetterEntry): string =>
  entry.status === 'letter' ? entry.letter.id : entry.id;
