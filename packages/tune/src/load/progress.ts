import type { TuneGap } from '../plan/tune-run.ts';

/** What a run tells while it is at it. */
export type TuneProgress =
  | { readonly kind: 'preparing'; readonly versions: number; readonly of: number }
  | {
      readonly kind: 'sampled';
      /** Of the plan. */
      readonly samples: number;
      readonly of: number;
      /** Memory sizes × engines × concurrency whose samples are all taken. */
      readonly sizes: number;
      readonly ofSizes: number;
      readonly spentDollars: number;
    }
  | { readonly kind: 'size-closed'; readonly gap: TuneGap }
  | { readonly kind: 'cleaning-up' };

export type TellTune = (progress: TuneProgress) => void;
