import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StageClock } from '@parquetry/core';
import type { EncodedFile } from '../../account-rows.ts';
import type { PageCompression } from './compress-page.ts';
import { PageRecompressor } from './recompress-pages.ts';

/**
 * An uncompressed Parquet file with compressed pages. Between two pages the event loop gets its turn, so that an abort
 * is noticed however long a level takes.
 */
export async function* recompressed(
  file: EncodedFile,
  compression: PageCompression,
  clock: StageClock,
): EncodedFile {
  const pages = new PageRecompressor(compression);
  const encoding = <T>(work: () => T) => clock.time('encodeParquet', work);
  try {
    for (;;) {
      const chunk = await file.next();
      if (chunk.done) {
        yield encoding(() => pages.finish());
        return chunk.value;
      }
      pages.push(chunk.value);
      for (let piece = encoding(() => pages.next()); piece; piece = encoding(() => pages.next())) {
        yield piece;
        await nextTurn();
      }
    }
  } finally {
    await file.return(0);
  }
}
