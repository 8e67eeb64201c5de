import { collectBytes, type ObjectRef, type ObjectStore, StoreError } from '@parquetry/core';
import type { Place } from '../../jobs/recipe.ts';
import { statePlace } from '../../jobs/state-place.ts';
import { outlast, type Patience, tryAgain } from '../try-again.ts';
import type { ManifestEntry } from './entry.ts';
import { readSegmentText, segmentText } from './segment-text.ts';

/**
 * `<number>-<writer>.ndjson`, `<number>-<writer>-reopened.ndjson` when there are entries of that kind in it, and, `~` for
 * the first `-`, when it takes the place of others up to that number: in the order of names, later ones overrule.
 */
const NAME = /^(\d{10})[-~][0-9a-z]+(-reopened)?\.ndjson$/;

export interface Segment {
  readonly ref: ObjectRef;
  readonly bytes: number;
  /** Undefined: the name is not one of a segment. */
  readonly number: number | undefined;
  readonly hasReopened: boolean;
}

export interface SegmentName {
  readonly number: number;
  readonly writer: string;
  readonly isMerged: boolean;
}

async function* textBody(text: string) {
  yield Buffer.from(text);
}

const isReopening = (entries: readonly ManifestEntry[]) =>
  entries.some(({ status }) => status === 'reopened');

function segmentOf(ref: ObjectRef, bytes: number): Segment {
  const match = NAME.exec(ref.key.slice(ref.key.lastIndexOf('/') + 1));
  return { ref, bytes, number: match ? Number(match[1]) : undefined, hasReopened: match?.[2] !== undefined };
}

/** Where the manifest of what lies below a place is kept. */
const manifestPlace = (to: Place): Place => {
  const { bucket, prefix } = statePlace(to);
  return { bucket, prefix: `${prefix}manifest/` };
};

/** The objects that a manifest consists of; each is written once and never changed. */
export class Segments {
  readonly #store: ObjectStore;
  readonly #place: Place;
  readonly #patience: Patience;

  constructor(store: ObjectStore, to: Place, patience: Patience) {
    this.#store = store;
    this.#place = manifestPlace(to);
    this.#patience = patience;
  }

  /** In their order. */
  async list(signal?: AbortSignal): Promise<Segment[]> {
    const { bucket, prefix } = this.#place;
    const listAll = async () => {
      const found: Segment[] = [];
      for await (const { ref, bytes } of this.#store.list(bucket, prefix, signal))
        found.push(segmentOf(ref, bytes));
      return found;
    };
    try {
      const found = await tryAgain(listAll, this.#patience, signal);
      return found.sort((a, b) => (a.ref.key < b.ref.key ? -1 : 1));
    } catch (error) {
      // A directory that nothing was written to yet.
      if (error instanceof StoreError && error.code === 'not-found') return [];
      throw error;
    }
  }

  /** @throws StoreError as the store does; any other error: the segment is damaged. */
  async read({ ref, number }: Segment, signal?: AbortSignal): Promise<ManifestEntry[]> {
    if (number === undefined) throw new Error('its name is not that of a segment');
    const options = signal ? { signal } : {};
    const content = await tryAgain(
      () => collectBytes(this.#store.read(ref, options)),
      this.#patience,
      signal,
    );
    return readSegmentText(Buffer.from(content).toString('utf8'));
  }

  /** `hurry`: until it is aborted, an outage of the store is waited out. */
  async write(
    { number, writer, isMerged }: SegmentName,
    entries: readonly ManifestEntry[],
    hurry?: AbortSignal,
  ): Promise<Segment> {
    const digits = String(number).padStart(10, '0');
    const name = `${digits}${isMerged ? '~' : '-'}${writer}${isReopening(entries) ? '-reopened' : ''}.ndjson`;
    const ref = { bucket: this.#place.bucket, key: this.#place.prefix + name };
    const text = segmentText(entries);
    const put = () => this.#store.write(ref, textBody(text));
    const { bytes } = await (hurry ? outlast : tryAgain)(put, this.#patience, hurry);
    return segmentOf(ref, bytes);
  }

  async delete({ ref }: Segment): Promise<void> {
    await tryAgain(() => this.#store.delete(ref), this.#patience);
  }
}
