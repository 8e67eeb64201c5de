import { fileStore } from './file-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { StoreSpec } from './store-spec.ts';

/** The store that a spec tells of. */
export function reopenStore(spec: StoreSpec): ObjectStore {
  switch (spec.kind) {
    case 'files':
      return fileStore();
    default:
      return spec.kind satisfies never;
  }
}
