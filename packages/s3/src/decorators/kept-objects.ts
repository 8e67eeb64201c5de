import type { ObjectRef, ObjectStat } from '@parquetry/core';
import { LRUCache } from 'lru-cache';
import type { WholeObject } from '../reading/whole-object.ts';

export interface CacheSettings {
  /** Of all objects together. */
  readonly bytes: number;
  /** Larger objects are not kept. */
  readonly objectBytes: number;
  /** Older copies are read again. */
  readonly ttlMs: number;
  /** A clock, in milliseconds. */
  readonly now?: () => number;
}

/** What an entry takes besides the object's bytes, about. */
const ENTRY_BYTES = 256;

export const nameOf = ({ bucket, key }: ObjectRef) => `${bucket}\0${key}\0`;

/** An object on its way into the cache. */
export interface Filling {
  readonly name: string;
  /** The object has been written or deleted meanwhile. */
  isStale: boolean;
}

/** Whole objects in memory, the least recently used ones given up first. */
export class KeptObjects {
  readonly #kept: LRUCache<string, WholeObject>;
  readonly #filling = new Set<Filling>();
  readonly #objectBytes: number;

  constructor({ bytes, objectBytes, ttlMs, now = () => performance.now() }: CacheSettings) {
    this.#objectBytes = objectBytes;
    this.#kept = new LRUCache({
      maxSize: bytes,
      sizeCalculation: (object) => object.bytes.byteLength + ENTRY_BYTES,
      ttl: ttlMs,
      ttlResolution: 0,
      perf: { now },
    });
  }

  /** The copy that is kept, unless it is of another version than the one asked for. */
  find(ref: ObjectRef, etag: string | undefined): WholeObject | undefined {
    const found = this.#kept.get(nameOf(ref));
    if (found === undefined || etag === undefined || found.stat.etag === etag) return found;
    this.#kept.delete(nameOf(ref));
    return undefined;
  }

  begin(ref: ObjectRef): Filling {
    const filling = { name: nameOf(ref), isStale: false };
    this.#filling.add(filling);
    return filling;
  }

  /** Keeps the object; its bytes must not change any more. */
  end(filling: Filling, object: WholeObject | undefined): void {
    this.#filling.delete(filling);
    if (object === undefined || filling.isStale || object.bytes.byteLength > this.#objectBytes) return;
    this.#kept.set(filling.name, object);
  }

  drop(ref: ObjectRef): void {
    const name = nameOf(ref);
    this.#kept.delete(name);
    for (const filling of this.#filling) {
      if (filling.name === name) filling.isStale = true;
    }
  }

  /** Gives up a copy that the store no longer has. */
  compare(ref: ObjectRef, stat: ObjectStat | undefined): void {
    const kept = this.#kept.peek(nameOf(ref));
    if (kept !== undefined && kept.stat.etag !== stat?.etag) this.drop(ref);
  }

  get objects(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return this.#kept.calculatedSize;
  }
}
