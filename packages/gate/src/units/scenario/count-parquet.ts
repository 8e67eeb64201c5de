import { join } from 'node:path';
import type { ObjectRef } from '@parquetry/core';
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead } from 'hyparquet';

/** How rows are laid out in a Parquet file. */
export interface ParquetLayout {
  readonly rowGroups: number;
  /** Of all columns, dictionaries not among them. */
  readonly dataPages: number;
}

/** Reads a whole file of this machine to count its pages, whose number its footer does not tell. */
export async function countParquet({ bucket, key }: ObjectRef): Promise<ParquetLayout> {
  const file = await asyncBufferFromFile(join(bucket, key));
  const metadata = await parquetMetadataAsync(file);
  let dataPages = 0;
  await parquetRead({
    file,
    metadata,
    onPage: () => {
      dataPages += 1;
    },
  });
  return { rowGroups: metadata.row_groups.length, dataPages };
}
