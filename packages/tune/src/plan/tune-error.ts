/**
 * Why a tune, or a step around it, did not take place. `refused`: by a rule of ours, nothing was changed; `locked`:
 * somebody else tunes this function; `denied`: AWS did not allow a call; `failed`: a call did not succeed;
 * `left-behind`: it ended, whatever for, and something that it made is still there.
 */
export type TuneErrorKind = 'refused' | 'locked' | 'denied' | 'failed' | 'left-behind';

/** What went wrong, where, and the way out. */
export class TuneError extends Error {
  override readonly name = 'TuneError';
  readonly kind: TuneErrorKind;

  constructor(kind: TuneErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
