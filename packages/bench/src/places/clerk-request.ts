import type { ObjectRef } from '@parquetry/core';

/** What the lab itself does with objects, outside of everything that is measured. */
export type ClerkRequest =
  /** Files become objects. */
  | { readonly do: 'put'; readonly files: readonly { readonly path: string; readonly ref: ObjectRef }[] }
  /** Objects below a prefix become files of the same names below a directory. */
  | { readonly do: 'get'; readonly bucket: string; readonly prefix: string; readonly directory: string }
  /** Objects below a prefix are deleted. */
  | { readonly do: 'delete'; readonly bucket: string; readonly prefix: string };

export interface ClerkAnswer {
  /** Below the prefix, in the order of the listing. */
  readonly keys: readonly string[];
}
