import { createHash } from 'node:crypto';
import {
  collectBytes,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  type OpenUpload,
  StoreError,
  type UploadJournal,
} from '@parquetry/core';
import { z } from 'zod';
import type { Place } from '../../jobs/recipe.ts';
import { statePlace } from '../../jobs/state-place.ts';

const note = z.strictObject({
  parquetry: z.literal('upload'),
  version: z.literal(1),
  ref: z.strictObject({ bucket: z.string(), key: z.string() }),
  uploadId: z.string(),
});

export type JournaledUpload =
  | { readonly status: 'open'; readonly upload: OpenUpload }
  /** Nothing can be aborted by it. */
  | { readonly status: 'unreadable'; readonly name: string; readonly because: string };

/** A journal that another process has kept can be read by this one. */
export interface ReadableJournal extends UploadJournal {
  readonly uploads: (signal?: AbortSignal) => AsyncIterable<JournaledUpload>;
}

async function* noteBody(upload: OpenUpload) {
  const content: z.infer<typeof note> = { parquetry: 'upload', version: 1, ...upload };
  yield Buffer.from(`${JSON.stringify(content)}\n`);
}

function readNote(ref: ObjectRef, content: Uint8Array): JournaledUpload {
  try {
    const { ref: of, uploadId } = note.parse(JSON.parse(Buffer.from(content).toString('utf8')));
    return { status: 'open', upload: { ref: of, uploadId } };
  } catch (error) {
    const because = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { status: 'unreadable', name: displayRef(ref), because };
  }
}

/**
 * A journal of open uploads: a small object for each below `_parquetry/uploads/`, written before the first part is sent
 * and deleted when the upload has ended. `store` may be the one that is given the journal.
 */
export function uploadJournal(store: () => ObjectStore, to: Place): ReadableJournal {
  const { bucket, prefix } = statePlace(to);
  const below = `${prefix}uploads/`;
  const noteRef = ({ ref, uploadId }: OpenUpload): ObjectRef => {
    const name = createHash('sha256').update(`${ref.bucket}\0${ref.key}\0${uploadId}`).digest('hex');
    return { bucket, key: `${below}${name.slice(0, 32)}.json` };
  };
  return {
    async opened(upload) {
      await store().write(noteRef(upload), noteBody(upload));
    },
    async closed(upload) {
      await store().delete(noteRef(upload));
    },
    async *uploads(signal) {
      const options = signal ? { signal } : {};
      try {
        for await (const { ref } of store().list(bucket, below, signal)) {
          try {
            yield readNote(ref, await collectBytes(store().read(ref, options)));
          } catch (error) {
            // Closed since it was listed.
            if (!(error instanceof StoreError && error.code === 'not-found')) throw error;
          }
        }
      } catch (error) {
        if (!(error instanceof StoreError && error.code === 'not-found')) throw error;
      }
    },
  };
}
