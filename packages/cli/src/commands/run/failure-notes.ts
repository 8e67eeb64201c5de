import { type FailedOutcome, type FailureKind, failureKinds } from '@parquetry/delivery';

const MOST_NAMED = 100;

/** Why jobs failed: the first of each kind, and the first of all. */
export class FailureNotes {
  readonly #first = new Map<FailureKind, FailedOutcome>();
  readonly #named: FailedOutcome[] = [];

  add(outcome: FailedOutcome): void {
    const { kind } = outcome.failure;
    if (!this.#first.has(kind)) this.#first.set(kind, outcome);
    if (this.#named.length < MOST_NAMED) this.#named.push(outcome);
  }

  firstOf(kind: FailureKind): FailedOutcome | undefined {
    return this.#first.get(kind);
  }

  get kinds(): readonly FailureKind[] {
    return failureKinds.filter((kind) => this.#first.has(kind));
  }

  /** The first hundred. */
  get named(): readonly FailedOutcome[] {
    return this.#named;
  }
}
