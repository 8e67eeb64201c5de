import type { Job } from '@parquetry/delivery';

/**
 * So many of the jobs, and the same ones whenever the same objects are listed: the first, the last, and of those between
 * the ones with the smallest ids, which are hashes of their names. Empty objects say nothing and are passed over.
 */
export class SpreadSample {
  readonly #most: number;
  #first: Job | undefined;
  #last: Job | undefined;
  #between: Job[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(job: Job): void {
    if (job.source.bytes === 0) return;
    if (this.#first === undefined) {
      this.#first = job;
      return;
    }
    if (this.#last !== undefined) this.#keep(this.#last);
    this.#last = job;
  }

  /** In the order of the listing. */
  jobs(): readonly Job[] {
    return [this.#first, ...this.#between, this.#last].filter((job) => job !== undefined);
  }

  /** In the order of the listing, so that the outcome does not depend on that of the ids. */
  #keep(job: Job): void {
    this.#between.push(job);
    if (this.#between.length <= this.#most - 2) return;
    const largest = this.#between.reduce((one, other) => (other.id > one.id ? other : one));
    this.#between = this.#between.filter((one) => one !== largest);
  }
}
