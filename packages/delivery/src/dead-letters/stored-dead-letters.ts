import { collectBytes, type ObjectRef, type ObjectStore, StoreError } from '@parquetry/core';
import type { Place } from '../jobs/recipe.ts';
import { mergeLetters } from './dead-letter.ts';
import type { DeadLetters, LetterEntry } from './dead-letters.ts';
import { readLetter } from './read-letter.ts';
import { lettersPrefix } from './state-refs.ts';

/** Letters that are read at once while they are listed. */
const READ_AT_ONCE = 16;
const ENDING = '.json';
const ID = /^[\w-]+$/;

async function* asBody(text: string) {
  yield Buffer.from(text);
}

/** Dead letters as JSON objects below the outputs, one for each job: `<to.prefix>_parquetry/dead-letters/<job id>.json`. */
export function storedDeadLetters(store: ObjectStore, to: Place): DeadLetters {
  const prefix = lettersPrefix(to);
  const refOf = (id: string): ObjectRef => ({ bucket: to.bucket, key: `${prefix}${id}${ENDING}` });

  /** Undefined: there is none (any more). */
  async function read(id: string, signal?: AbortSignal): Promise<LetterEntry | undefined> {
    if (!ID.test(id)) return undefined;
    try {
      const content = await collectBytes(store.read(refOf(id), signal ? { signal } : {}));
      return readLetter(Buffer.from(content).toString(), id);
    } catch (error) {
      if (error instanceof StoreError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  async function* ids(signal?: AbortSignal): AsyncGenerator<string> {
    try {
      for await (const { ref } of store.list(to.bucket, prefix, signal)) {
        const name = ref.key.slice(prefix.length);
        const id = name.slice(0, -ENDING.length);
        if (name.endsWith(ENDING) && ID.test(id)) yield id;
      }
    } catch (error) {
      // A directory that nothing was ever written to.
      if (!(error instanceof StoreError && error.code === 'not-found' && !to.bucket.startsWith('s3://')))
        throw error;
    }
  }

  return {
    async put(letter, signal) {
      const before = await read(letter.id, signal);
      const merged = before?.status === 'letter' ? mergeLetters(before.letter, letter) : letter;
      await store.write(refOf(letter.id), asBody(`${JSON.stringify(merged, undefined, 2)}\n`), signal);
    },

    async *list(signal) {
      let batch: string[] = [];
      const readAll = () => Promise.all(batch.map((id) => read(id, signal)));
      for await (const id of ids(signal)) {
        batch.push(id);
        if (batch.length < READ_AT_ONCE) continue;
        for (const entry of await readAll()) if (entry) yield entry;
        batch = [];
      }
      for (const entry of await readAll()) if (entry) yield entry;
    },

    get: read,

    async remove(id, signal) {
      if (ID.test(id)) await store.delete(refOf(id), signal);
    },

    async count(signal) {
      let letters = 0;
      for await (const _ of ids(signal)) letters += 1;
      return { letters, isExact: true };
    },
  };
}
