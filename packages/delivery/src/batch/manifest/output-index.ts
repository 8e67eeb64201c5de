import { displayRef, type ObjectRef } from '@parquetry/core';
import type { ManifestEntry } from './entry.ts';

/** What an output holds: what a recipe made of a version of a source. */
export interface OutputMark {
  readonly source: ObjectRef;
  readonly etag: string;
  readonly recipe: string;
}

interface SeenMark extends OutputMark {
  isSeen: boolean;
}

/**
 * What is known of each output, by its name. A mark that is forgotten when its source has been dealt with leaves behind
 * those of sources that are gone.
 */
export class OutputIndex {
  readonly #marks = new Map<string, SeenMark>();
  /** Buckets and recipes are the same text many times. */
  readonly #texts = new Map<string, string>();

  take(entry: ManifestEntry): void {
    switch (entry.status) {
      case 'finished': {
        const { bucket, key } = entry.source;
        const source = { bucket: this.#shared(bucket), key };
        const mark = { source, etag: entry.etag, recipe: this.#shared(entry.recipe), isSeen: false };
        for (const { ref } of entry.outputs) this.#marks.set(displayRef(ref), mark);
        return;
      }
      case 'reopened':
        this.forget(entry.outputs);
        return;
      case 'failed':
        return;
      default:
        entry satisfies never;
    }
  }

  at(output: ObjectRef): OutputMark | undefined {
    return this.#marks.get(displayRef(output));
  }

  forget(outputs: readonly ObjectRef[]): void {
    for (const output of outputs) this.#marks.delete(displayRef(output));
  }

  forgetAll(): void {
    this.#marks.clear();
  }

  /** The source is still there, if it is the one that the output was made of. */
  see(output: ObjectRef, { bucket, key }: ObjectRef): void {
    const mark = this.#marks.get(displayRef(output));
    if (mark?.source.key === key && mark.source.bucket === bucket) mark.isSeen = true;
  }

  /** Sources that nobody has seen, with the name of an output each. */
  *unseen(): Generator<{ readonly source: ObjectRef; readonly output: string }> {
    for (const [output, { isSeen, source }] of this.#marks) if (!isSeen) yield { source, output };
  }

  #shared(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }
}
