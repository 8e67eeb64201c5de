import type { ObjectStore } from '@parquetry/core';
import {
  type BatchClock,
  type DeadLetters,
  type LetterEntry,
  type MessageQueue,
  openSqsQueue,
  type Place,
  queuedDeadLetters,
  type Recipe,
  storedDeadLetters,
} from '@parquetry/delivery';
import { keepRecipe } from '../stored-recipe.ts';

/** Letters that are tried again are out of others' sight for as long as a function may take. */
const REDRIVE_HIDDEN_SECONDS = 15 * 60;

export interface Letters extends Disposable {
  /** Where jobs go that failed for good. */
  readonly letters: DeadLetters;
  /** The first of them, to be tried again. */
  first(count: number): Promise<DeadLetters>;
  /** As a person would name it. */
  readonly name: string;
}

export interface LettersOptions {
  readonly store: ObjectStore;
  readonly recipe: Recipe;
  /** Of letters that are objects. */
  readonly place: Place;
  /** Of letters that are messages. */
  readonly queueUrl: string | undefined;
  readonly clock: BatchClock;
  readonly onReplacedRecipe: (ref: string) => void;
}

/** The same, and the first letter brings the recipe with it, by which `parquetry jobs redrive` goes. */
function withRecipe(
  letters: DeadLetters,
  { store, recipe, place, onReplacedRecipe }: LettersOptions,
): DeadLetters {
  let isKept: Promise<void> | undefined;
  const keep = async () => {
    const replaced = await keepRecipe(store, place, recipe);
    if (replaced !== undefined) onReplacedRecipe(replaced);
  };
  return {
    ...inherited(letters),
    async put(letter, signal) {
      isKept ??= keep();
      try {
        await isKept;
      } catch (error) {
        isKept = undefined;
        throw error;
      }
      await letters.put(letter, signal);
    },
  };
}

/** Members of a class are not spread. */
const inherited = (letters: DeadLetters): DeadLetters => ({
  put: (letter, signal) => letters.put(letter, signal),
  list: (signal) => letters.list(signal),
  get: (id, signal) => letters.get(id, signal),
  remove: (id, signal) => letters.remove(id, signal),
  count: (signal) => letters.count(signal),
});

async function* take(entries: AsyncIterable<LetterEntry>, count: number): AsyncGenerator<LetterEntry> {
  let left = count;
  for await (const entry of entries) {
    yield entry;
    left -= 1;
    if (left === 0) return;
  }
}

const onlyFirst = (letters: DeadLetters, count: number): DeadLetters => ({
  ...inherited(letters),
  list: (signal) => take(letters.list(signal), count),
});

/** A queue that is opened, with the SDK's client, when there is something to say to it. */
class LazyQueue implements Disposable {
  readonly #url: string;
  #opening: Promise<MessageQueue & Disposable> | undefined;
  #opened: Disposable | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async open(): Promise<MessageQueue> {
    this.#opening ??= openSqsQueue({ url: this.#url });
    const queue = await this.#opening;
    this.#opened = queue;
    return queue;
  }

  [Symbol.dispose](): void {
    this.#opened?.[Symbol.dispose]();
  }
}

function queuedLetters(queue: LazyQueue, clock: BatchClock): DeadLetters {
  let opening: Promise<DeadLetters> | undefined;
  const open = () => {
    opening ??= queue.open().then((it) => queuedDeadLetters({ queue: it, clock }));
    return opening;
  };
  return {
    put: async (letter, signal) => (await open()).put(letter, signal),
    async *list(signal) {
      yield* (await open()).list(signal);
    },
    get: async (id, signal) => (await open()).get(id, signal),
    remove: async (id, signal) => (await open()).remove(id, signal),
    count: async (signal) => (await open()).count(signal),
  };
}

/** The dead letters of a pipeline: in a queue where there is one, else below a place. */
export function lettersOf(options: LettersOptions): Letters {
  const { store, place, queueUrl, clock } = options;
  if (queueUrl === undefined) {
    const stored = withRecipe(storedDeadLetters(store, place), options);
    return {
      letters: stored,
      first: async (count) => onlyFirst(stored, count),
      name: `${place.bucket}/${place.prefix}`,
      [Symbol.dispose]() {},
    };
  }
  const queue = new LazyQueue(queueUrl);
  return {
    letters: withRecipe(queuedLetters(queue, clock), options),
    first: async (count) => {
      const letters = queuedDeadLetters({
        queue: await queue.open(),
        clock,
        hiddenSeconds: REDRIVE_HIDDEN_SECONDS,
        mostMessages: count,
      });
      return onlyFirst(letters, count);
    },
    name: queueUrl,
    [Symbol.dispose]: () => queue[Symbol.dispose](),
  };
}
