import type { TuneSample } from '@parquetry/bench/record';
import type { TuneGap } from '../plan/tune-run.ts';

/** So many time-outs, or ends of memory, and no answer: that is what the size does. */
const FINDING_AFTER = 2;
/** So many failures and no answer: the function, or the payload, is wrong. */
const FAILED_AFTER = 3;
/** So many events that were throttled every time they were tried. */
const THROTTLED_AFTER = 2;
/** Before that many a busy host is bad luck, which passes. */
const FEWEST_DISCARDED = 10;

export type Verdict = Pick<TuneGap, 'status' | 'because'>;

const ANSWERED = new Set(['cold', 'warm', 'restored']);

/** What the samples of one size come to, as they come in. */
export class SizeTally {
  #answered = 0;
  #discarded = 0;
  #findings = 0;
  #failures = 0;
  #givenUp = 0;
  #last = '';

  get answered(): number {
    return this.#answered;
  }

  add(sample: TuneSample): void {
    if (sample.because !== undefined) this.#last = `${sample.outcome}, ${sample.because}`;
    if (sample.discarded !== undefined) {
      this.#discarded += 1;
      this.#last = sample.discarded;
    } else if (ANSWERED.has(sample.outcome)) this.#answered += 1;
    else if (sample.outcome === 'timeout' || sample.outcome === 'out-of-memory') this.#findings += 1;
    else if (sample.outcome === 'failed') this.#failures += 1;
  }

  /** An event was throttled as often as it was tried. */
  giveUp(): void {
    this.#givenUp += 1;
  }

  /** Whether more samples of it would say nothing new. */
  verdict(): Verdict | undefined {
    const isNeverAnswered = this.#answered === 0;
    if (isNeverAnswered && this.#findings >= FINDING_AFTER) {
      const because = `${this.#findings} events and no answer, last: ${this.#last}; the others of this size were skipped`;
      return { status: 'finding', because };
    }
    if (this.#discarded >= FEWEST_DISCARDED && this.#isMostlyDiscarded()) return this.#notMeasurable();
    if (isNeverAnswered && (this.#failures >= FAILED_AFTER || this.#givenUp >= THROTTLED_AFTER)) {
      return {
        status: 'not-measured',
        because: `no answer, last: ${this.#last}; the others of this size were skipped`,
      };
    }
    return undefined;
  }

  /** When there will be no more samples. */
  lastVerdict(stoppedBecause: string | null): Verdict | undefined {
    const verdict = this.verdict();
    if (verdict) return verdict;
    if (this.#isMostlyDiscarded()) return this.#notMeasurable();
    if (this.#answered > 0) return undefined;
    if (this.#findings > 0) return { status: 'finding', because: `no answer, last: ${this.#last}` };
    return { status: 'not-measured', because: stoppedBecause ?? `no answer, last: ${this.#last}` };
  }

  #isMostlyDiscarded(): boolean {
    return this.#discarded > this.#answered + this.#findings + this.#failures;
  }

  #notMeasurable(): Verdict {
    const all = this.#discarded + this.#answered + this.#findings + this.#failures;
    const because = `${this.#discarded} of ${all} samples were spoiled by a busy host, last: ${this.#last}`;
    return { status: 'not-measurable', because };
  }
}
