import { displayRef, type ObjectRef, RequestError } from '@parquetry/core';
import type { Job } from '../jobs/job.ts';
import { outputRefs } from '../jobs/name-outputs.ts';
import type { Recipe } from '../jobs/recipe.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { ReopenedEntry } from './manifest/entry.ts';
import type { OutputIndex, OutputMark } from './manifest/output-index.ts';
import type { Offer } from './run-batch.ts';
import { stemClaims } from './safety/stem-claims.ts';

/** Work that was finished before is reopened for so many jobs at once. */
const JOBS_AT_ONCE = 256;

export interface BatchPlanning {
  readonly recipe: Recipe;
  readonly fingerprint: string;
  readonly index: OutputIndex;
  /** Whether finished work is left as it is. */
  readonly resume: boolean;
  /** Durable when it resolves. */
  readonly reopen: (entries: readonly ReopenedEntry[]) => Promise<void>;
  readonly exists: (ref: ObjectRef) => Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly observe?: Observe;
}

interface Decision {
  readonly offer: Offer;
  readonly reopened?: ReopenedEntry;
}

const refused = (job: Job, code: string, message: string): Decision => ({
  offer: { status: 'failed', job, failure: { kind: 'permanent', code, message, attempts: 0 } },
});

const collision = (job: Job, rival: ObjectRef, outputs: readonly ObjectRef[]): Decision =>
  refused(
    job,
    'OutputCollision',
    `${displayRef(job.source.ref)} and ${displayRef(rival)} would both be written to ` +
      `${displayRef(outputs[0]!)}; rename one of them, or convert them to different prefixes`,
  );

const isOf = (mark: OutputMark, { bucket, key }: ObjectRef) =>
  mark.source.key === key && mark.source.bucket === bucket;

function outputsOf(recipe: Recipe, source: ObjectRef): readonly ObjectRef[] | RequestError {
  try {
    return outputRefs(recipe, source).outputs;
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

class BatchPlan {
  readonly #options: BatchPlanning;
  readonly #claim = stemClaims();

  constructor(options: BatchPlanning) {
    this.#options = options;
  }

  async decide(job: Job): Promise<Decision> {
    const { ref } = job.source;
    const outputs = outputsOf(this.#options.recipe, ref);
    if (outputs instanceof RequestError) return refused(job, outputs.name, outputs.message);
    // Who is refused claims no name: the other one may come yet.
    const former = await this.#otherMaker(ref, outputs);
    if (former) return collision(job, former.source, outputs);
    const rival = this.#claim(ref.key);
    return rival === undefined
      ? this.#compare(job, outputs)
      : collision(job, { bucket: ref.bucket, key: rival }, outputs);
  }

  /** Another source, there still, that one of the outputs was made of before. */
  async #otherMaker(ref: ObjectRef, outputs: readonly ObjectRef[]): Promise<OutputMark | undefined> {
    const marks = outputs.map((output) => this.#options.index.at(output));
    const other = marks.find((mark) => mark && !isOf(mark, ref));
    return other && (await this.#options.exists(other.source)) ? other : undefined;
  }

  /** With what the manifest knows of the outputs, which is forgotten. */
  #compare(job: Job, outputs: readonly ObjectRef[]): Decision {
    const { fingerprint, index, now, observe, resume } = this.#options;
    const { ref, etag } = job.source;
    const marks = outputs.map((output) => index.at(output));
    index.forget(outputs);
    const isCurrent = (mark: OutputMark | undefined) =>
      mark !== undefined && isOf(mark, ref) && mark.etag === etag && mark.recipe === fingerprint;
    if (resume && marks.every(isCurrent)) return { offer: { status: 'skipped', job, because: 'finished' } };
    const known = marks.filter((mark) => mark !== undefined);
    const was = known.find((mark) => isOf(mark, ref))?.etag;
    if (was !== undefined && etag !== undefined && was !== etag) {
      observe?.({ kind: 'source-changed', job, was, is: etag });
    }
    if (known.length === 0) return { offer: job };
    const at = new Date(now()).toISOString();
    return { offer: job, reopened: { status: 'reopened', source: ref, outputs: [...outputs], at } };
  }
}

/**
 * What is to be done about each job, in their order: nothing where the manifest knows that it is finished; an error where
 * its outputs are those of another source, or cannot be named. Where outputs that were finished will change, that is
 * written to the manifest before the job is offered.
 */
export async function* planBatch(jobs: AsyncIterable<Job>, options: BatchPlanning): AsyncGenerator<Offer> {
  const plan = new BatchPlan(options);
  let decisions: Decision[] = [];
  async function* offers(): AsyncGenerator<Offer> {
    const reopened = decisions.flatMap((decision) => decision.reopened ?? []);
    if (reopened.length > 0) await options.reopen(reopened);
    for (const { offer } of decisions) yield offer;
    decisions = [];
  }
  for await (const job of jobs) {
    decisions.push(await plan.decide(job));
    if (decisions.length === JOBS_AT_ONCE) yield* offers();
  }
  yield* offers();
}

/** The source is there, though it is not among the jobs. */
export function seeLeftOut(
  { recipe, index }: Pick<BatchPlanning, 'recipe' | 'index'>,
  source: ObjectRef,
): void {
  const outputs = outputsOf(recipe, source);
  if (!(outputs instanceof RequestError)) for (const output of outputs) index.see(output, source);
}

/** Sources below the recipe's place that were finished once and are not there any more; their outputs are. */
export function* vanishedSources({
  recipe,
  index,
}: Pick<BatchPlanning, 'recipe' | 'index'>): Generator<ObjectRef> {
  const { bucket, prefix } = recipe.from;
  for (const { source, output } of index.unseen()) {
    if (source.bucket !== bucket || !source.key.startsWith(prefix)) continue;
    const outputs = outputsOf(recipe, source);
    if (!(outputs instanceof RequestError) && displayRef(outputs[0]!) === output) yield source;
  }
}
