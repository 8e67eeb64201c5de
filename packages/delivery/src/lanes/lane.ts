import type { Worker } from 'node:worker_threads';
import type { Job, JobOutcome } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { PipelineUsage } from '../pipeline/pipeline.ts';
import type { FromLane, ToLane } from './lane-messages.ts';

interface Pending {
  readonly job: Job;
  readonly signal: AbortSignal;
  readonly resolve: (outcome: JobOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** A job that was under way when its thread ended: out of memory, most likely. */
const lost = (job: Job, why: string): JobOutcome => ({
  status: 'failed',
  job,
  failure: {
    kind: 'resource',
    code: 'ThreadEnded',
    message: `the thread that converted it ended: ${why}; give it more memory, or fewer files at once`,
    attempts: 1,
  },
});

/** This side of a thread that carries out jobs. */
export class Lane {
  readonly #worker: Worker;
  readonly #observe: Observe;
  readonly #jobs = new Map<number, Pending>();
  readonly #questions = new Map<number, PromiseWithResolvers<PipelineUsage>>();
  readonly #ended = Promise.withResolvers<void>();
  #next = 0;
  #wasReady = false;
  #why: string | undefined;

  constructor(worker: Worker, observe: Observe) {
    this.#worker = worker;
    this.#observe = observe;
    // It keeps no process alive; its jobs do.
    worker.unref();
    worker.on('message', (message: FromLane) => this.#take(message));
    worker.on('error', (error) => this.#end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#end(`exit code ${code}`));
  }

  get load(): number {
    return this.#jobs.size;
  }

  get isReady(): boolean {
    return this.#wasReady && this.#why === undefined;
  }

  /** It could be opened, whatever became of it. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  get hasEnded(): boolean {
    return this.#why !== undefined;
  }

  settle(job: Job, signal: AbortSignal): Promise<JobOutcome> {
    signal.throwIfAborted();
    if (this.#why !== undefined) return Promise.resolve(lost(job, this.#why));
    const id = this.#nextId();
    const { promise, resolve, reject } = Promise.withResolvers<JobOutcome>();
    const onAbort = () => this.#tell({ kind: 'abort', id });
    signal.addEventListener('abort', onAbort, { once: true });
    if (this.#jobs.size === 0) this.#worker.ref();
    this.#jobs.set(id, { job, signal, resolve, reject });
    this.#tell({ kind: 'settle', id, job });
    return promise.finally(() => {
      this.#jobs.delete(id);
      if (this.#jobs.size === 0) this.#worker.unref();
      signal.removeEventListener('abort', onAbort);
    });
  }

  usage(): Promise<PipelineUsage> {
    const id = this.#nextId();
    const answer = Promise.withResolvers<PipelineUsage>();
    this.#questions.set(id, answer);
    if (this.#why === undefined) this.#tell({ kind: 'usage', id });
    else answer.reject(new Error(`the thread ended: ${this.#why}`));
    return answer.promise.finally(() => this.#questions.delete(id));
  }

  /** One that is not ready yet has nothing to close. */
  async close(): Promise<void> {
    this.#worker.ref();
    if (this.isReady) this.#tell({ kind: 'close' });
    else await this.#worker.terminate();
    await this.#ended.promise;
  }

  #nextId(): number {
    this.#next += 1;
    return this.#next;
  }

  #tell(message: ToLane): void {
    this.#worker.postMessage(message);
  }

  #take(message: FromLane): void {
    switch (message.kind) {
      case 'ready':
        this.#wasReady = true;
        break;
      case 'broken':
        this.#end(message.error instanceof Error ? message.error.message : String(message.error));
        break;
      case 'outcome':
        this.#jobs.get(message.id)?.resolve(message.outcome);
        break;
      case 'aborted': {
        const pending = this.#jobs.get(message.id);
        pending?.reject(pending.signal.reason);
        break;
      }
      case 'usage':
        this.#questions.get(message.id)?.resolve(message.usage);
        break;
      case 'event':
        this.#observe(message.event);
        break;
      default:
        message satisfies never;
    }
  }

  #end(why: string): void {
    this.#why ??= why;
    for (const { job, signal, resolve, reject } of this.#jobs.values()) {
      if (signal.aborted) reject(signal.reason);
      else resolve(lost(job, this.#why));
    }
    for (const { reject } of this.#questions.values()) reject(new Error(`the thread ended: ${this.#why}`));
    this.#ended.resolve();
  }
}
