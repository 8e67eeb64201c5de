/** Why a run says nothing about the change: exit code 2, whatever the figures are. */
export type FailureKind =
  | 'missing-benchmark'
  | 'no-benchmark'
  | 'wrong-output'
  | 'benchmark-failed'
  | 'not-parsable'
  | 'harness-changed'
  | 'fingerprint-differs'
  | 'dirty-base'
  | 'no-base'
  | 'build-failed'
  | 'canary'
  | 'reviewed-file'
  | 'history'
  | 'workflows'
  | 'no-pairs'
  /** Whatever nobody foresaw: a full disk, a file that is gone. */
  | 'unexpected';

/** The message says what, on which side, and the way out. */
export class GateFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GateFailure';
    this.kind = kind;
  }
}
