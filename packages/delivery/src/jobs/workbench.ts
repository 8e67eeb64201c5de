import {
  collectBody,
  displayRef,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  StoreError,
} from '@parquetry/core';

/** An object in memory. */
export interface HeldObject {
  readonly stat: ObjectStat;
  readonly content: Uint8Array;
}

/** No version: whatever is there is replaced. */
const TAKEN_TO_EXIST = { bytes: 0, etag: '' } as const;

/**
 * The store that an engine works on. Sources that are held are read from memory, and what is written of their
 * conversions stays in memory until it is collected; everything else goes to the store behind.
 *
 * Outputs are taken to exist: nobody asks for them, and what a failed conversion has written stays, because the next
 * attempt writes the same keys again.
 */
export class Workbench {
  readonly store: ObjectStore;
  readonly #sources = new Map<string, HeldObject>();
  readonly #streamed = new Map<string, ObjectStat>();
  readonly #ways = new Map<string, ObjectStore>();
  readonly #outputs = new Map<string, Uint8Array | undefined>();

  constructor(behind: ObjectStore) {
    this.store = {
      ...behind,
      stat: async (ref) => this.#statOf(ref) ?? { ref, ...TAKEN_TO_EXIST },
      read: (ref, options = {}) => {
        const held = this.#sources.get(displayRef(ref));
        if (held !== undefined) return readHeld(held, options);
        return (this.#ways.get(displayRef(ref)) ?? behind).read(ref, options);
      },
      write: async (ref, body, signal) => {
        const name = displayRef(ref);
        if (!this.#outputs.has(name)) return (this.#ways.get(name) ?? behind).write(ref, body, signal);
        const content = await collectBody(body);
        signal?.throwIfAborted();
        this.#outputs.set(name, content);
        return { ref, bytes: content.length, etag: '' };
      },
    };
  }

  /** Until `release`: bytes of source and outputs go by `way`; what is known of the source is not asked for again. */
  stream(source: ObjectStat, outputs: readonly ObjectRef[], way: ObjectStore): void {
    this.#streamed.set(displayRef(source.ref), source);
    for (const ref of [source.ref, ...outputs]) this.#ways.set(displayRef(ref), way);
  }

  /** Until `release`: reads of the source come from memory, and writes to the outputs stay there. */
  hold(source: HeldObject, outputs: readonly ObjectRef[]): void {
    this.#sources.set(displayRef(source.stat.ref), source);
    for (const ref of outputs) this.#outputs.set(displayRef(ref), undefined);
  }

  /** What was written; undefined where nothing was. */
  collect(output: ObjectRef): Uint8Array | undefined {
    return this.#outputs.get(displayRef(output));
  }

  release(source: ObjectRef, outputs: readonly ObjectRef[]): void {
    this.#sources.delete(displayRef(source));
    this.#streamed.delete(displayRef(source));
    for (const ref of outputs) this.#outputs.delete(displayRef(ref));
    for (const ref of [source, ...outputs]) this.#ways.delete(displayRef(ref));
  }

  #statOf(ref: ObjectRef): ObjectStat | undefined {
    const name = displayRef(ref);
    return this.#sources.get(name)?.stat ?? this.#streamed.get(name);
  }
}

async function* readHeld(
  { stat, content }: HeldObject,
  { range, ifMatch, signal }: NonNullable<Parameters<ObjectStore['read']>[1]>,
) {
  signal?.throwIfAborted();
  if (ifMatch !== undefined && ifMatch !== stat.etag) {
    throw new StoreError('changed', stat.ref, `${displayRef(stat.ref)} changed while it was being read`);
  }
  const part = range === undefined ? content : content.subarray(range.start, range.end);
  if (part.length > 0) yield part;
}
