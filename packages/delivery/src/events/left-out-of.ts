import { type SourceFilter, whyLeftOut } from '../batch/source-filter.ts';
import type { SourceObject } from '../jobs/job.ts';
import type { Place } from '../jobs/recipe.ts';

/**
 * Why an object that an event tells of is no source of a recipe, as a batch would have it; undefined: it is one. An event
 * may come from more than the prefix, and does not always tell the size.
 */
export const leftOutOf =
  (from: Place, filter: SourceFilter) =>
  ({ ref, bytes = Number.NaN }: SourceObject): string | undefined => {
    if (ref.bucket !== from.bucket || !ref.key.startsWith(from.prefix)) return 'elsewhere';
    return whyLeftOut(filter, ref.key.slice(from.prefix.length), bytes);
  };
