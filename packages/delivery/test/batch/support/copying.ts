import { collectBytes, type ObjectStore, StoreError } from '@parquetry/core';
import { outputRefs, type Recipe, type SettleJob } from '../../../src/index.ts';
import { bodyOf } from './content-store.ts';
import { noStages } from './jobs.ts';

/** What the double writes of a source: which recipe and which text. */
export const copyOf = (recipe: Recipe, format: string, text: string): string =>
  `${format} ${JSON.stringify(recipe.outputs)}: ${text}`;

/**
 * Carries out jobs by copying, one output after the other. A source with the text `bad` is bad input, one that is not
 * there any more is gone. Counts its conversions.
 */
export function copying(store: ObjectStore, recipe: Recipe) {
  const converted: string[] = [];
  const settle: SettleJob = async (job, signal) => {
    const { ref } = job.source;
    let text: string;
    try {
      text = Buffer.from(await collectBytes(store.read(ref, { signal }))).toString('utf8');
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof StoreError && error.code === 'not-found') {
        return { status: 'skipped', job, because: 'gone' };
      }
      throw error;
    }
    const { etag } = (await store.stat(ref)) ?? { etag: '' };
    if (text === 'bad') {
      const failure = {
        kind: 'data-quality',
        message: `${ref.key}: bad`,
        code: 'BadInputError',
        attempts: 1,
      } as const;
      return { status: 'failed', job, failure };
    }
    const outputs = [];
    for (const [index, output] of outputRefs(recipe, ref).outputs.entries()) {
      const { format } = recipe.outputs[index]!;
      const { bytes } = await store.write(output, bodyOf(copyOf(recipe, format, text)), signal);
      outputs.push({ format, ref: output, bytes });
    }
    converted.push(ref.key);
    const rows = { read: 2, written: 1, rejected: 1, padded: 0 };
    const bytes = { read: text.length, parsed: text.length, written: 1 };
    return {
      status: 'converted',
      job,
      attempts: 1,
      result: { etag, rows, bytes, outputs, stages: noStages, elapsedMs: 1 },
    };
  };
  return { settle, converted };
}
