import { posix } from 'node:path';
import { z } from 'zod';

/** Which objects below a prefix are sources. Globs are those of `path.posix.matchesGlob`, on the key below the prefix. */
export const sourceFilter = z.strictObject({
  /** One of them has to match; those that end in `.csv`, `.tsv`, `.txt`, `.json`, `.ndjson`, `.jsonl`, `.gz` and `.zst` of them, when absent. */
  include: z.array(z.string().min(1)).min(1).optional(),
  exclude: z.array(z.string().min(1)).default([]),
  minBytes: z.number().int().nonnegative().default(0),
  maxBytes: z.number().int().nonnegative().optional(),
});
export type SourceFilter = z.infer<typeof sourceFilter>;
export type SourceFilterInput = z.input<typeof sourceFilter>;

/**
 * Why an object is no source. `hidden`: it, or what it lies in, begins with `_` or `.`, as readers of tables have it.
 * `by-product`: rows that a conversion set aside, or a schema that one saved.
 */
export const leftOutReasons = [
  'directory-marker',
  'hidden',
  'ending',
  'by-product',
  'not-included',
  'excluded',
  'too-small',
  'too-large',
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

const TEXT_ENDING = /\.(csv|tsv|txt|json|ndjson|jsonl)(\.(gz|zst))?$/i;
const BY_PRODUCT = /\.(rejects\.ndjson|schema\.json)$/i;
/** `.` and `..` are parts of keys like any others. */
const HIDDEN = /(^|\/)(?!\.{1,2}\/)[._]/;

/** `key`: below the prefix. Undefined: the object is a source. */
export function whyLeftOut(filter: SourceFilter, key: string, bytes: number): LeftOutReason | undefined {
  const { include, exclude, minBytes, maxBytes = Number.POSITIVE_INFINITY } = filter;
  const matches = (glob: string) => posix.matchesGlob(key, glob);
  if (key === '' || (key.endsWith('/') && bytes === 0)) return 'directory-marker';
  if (HIDDEN.test(key)) return 'hidden';
  if (include === undefined && !TEXT_ENDING.test(key)) return 'ending';
  if (include === undefined && BY_PRODUCT.test(key)) return 'by-product';
  if (include && !include.some(matches)) return 'not-included';
  if (exclude.some(matches)) return 'excluded';
  if (bytes < minBytes) return 'too-small';
  return bytes > maxBytes ? 'too-large' : undefined;
}
