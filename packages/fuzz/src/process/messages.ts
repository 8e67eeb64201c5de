import type { EngineName } from '@parquetry/engines';
import type { CaseKind } from '../cases/make-case.ts';
import type { Finding } from '../checks/finding.ts';

/** What the child is asked to do: go through the cases of a seed, or through one case. */
export interface Assignment {
  readonly engines: readonly EngineName[];
  readonly seed: number;
  readonly firstCase: number;
  readonly kind?: CaseKind;
  /** Text of a case file, instead of the cases of the seed. */
  readonly caseText?: string;
  readonly shrinkMs: number;
}

/** What the child tells. */
export type Report =
  /** A case, or an attempt to shrink one, begins. */
  | { readonly kind: 'begin'; readonly number: number }
  | { readonly kind: 'end'; readonly number: number }
  /** Something is found: `found` as it is at first, when shrinking begins, `finding` in the end. */
  | {
      readonly kind: 'found' | 'finding';
      readonly number: number;
      readonly finding: Finding;
      /** Text of the smallest case so far that shows it. */
      readonly caseText: string;
    };
