import type { S3Choice } from './scenario.ts';

interface MaybeOnStore {
  readonly store?: S3Choice | { readonly kind: 'files' };
}

/** Engines of the pipelines that scenarios on a store measure. */
export const pipelineEngines = (scenarios: readonly MaybeOnStore[]): string[] => [
  ...new Set(
    scenarios.flatMap(({ store }) =>
      store?.kind === 's3' ? Object.values(store.pipelines).map(({ engine }) => engine) : [],
    ),
  ),
];
