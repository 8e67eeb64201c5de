import { constants } from 'node:buffer';
import {
  BadInputError,
  type ConversionPlan,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  observeReads,
  openSource,
  UnsupportedError,
} from '@parquetry/core';

/** A string of V8 holds no more; of ASCII, that is as many bytes. */
export const MOST_TEXT_BYTES = constants.MAX_STRING_LENGTH;

export const tooLong = (ref: ObjectRef) =>
  `${displayRef(ref)} is longer than a string can be; udsv reads a file as one`;

export interface SourceText {
  readonly text: string;
  /** As stored. */
  readonly storedBytes: number;
  /** Uncompressed. */
  readonly bytes: number;
}

/**
 * The uncompressed text of a plan's source, without its byte-order mark.
 *
 * @throws BadInputError where it is not UTF-8; UnsupportedError where it is longer than a string can be.
 */
export async function readText(
  store: ObjectStore,
  { source }: ConversionPlan,
  signal?: AbortSignal,
): Promise<SourceText> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let storedBytes = 0;
  let bytes = 0;
  let text = '';
  const observed = observeReads(store, (read) => {
    storedBytes += read;
  });
  try {
    for await (const chunk of openSource(observed, source, signal)) {
      bytes += chunk.length;
      if (bytes > MOST_TEXT_BYTES) throw new UnsupportedError(tooLong(source.ref));
      text += decoder.decode(chunk, { stream: true });
    }
    return { text: text + decoder.decode(), storedBytes, bytes };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new BadInputError(`${displayRef(source.ref)}: bytes that are not UTF-8`, { cause });
  }
}
