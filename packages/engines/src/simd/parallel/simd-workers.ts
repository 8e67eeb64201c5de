import type { Worker } from 'node:worker_threads';
import { type Conversion, type ConversionPlan, displayRef } from '@parquetry/core';
import type { MadeRange, RangeTask } from './convert-range.ts';
import type { Reply, Report, Task, WorkerSetUp } from './messages.ts';
import { fromPlainError } from './plain-error.ts';

/** Beside a bundle lies the bundled worker. */
const workerFile = import.meta.url.endsWith('.ts')
  ? new URL('./simd-worker.ts', import.meta.url)
  : new URL('./simd-worker.js', import.meta.url);

export interface TaskOptions {
  readonly signal?: AbortSignal | undefined;
  /** Learns of bytes that the worker reads. */
  readonly onRead: (bytes: number) => void;
  /** Buffers for what it makes. */
  readonly spares?: ArrayBuffer[];
}

interface UnderWay {
  readonly file: string;
  readonly onRead: (bytes: number) => void;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread and the tasks that it has been given. It keeps the process alive only while it has any. */
class OneWorker {
  readonly #thread: Worker;
  readonly #underWay = new Map<number, UnderWay>();
  #lastId = 0;
  isReady = false;
  /** Set when the thread has ended: it takes no tasks. */
  hasEnded = false;

  constructor(setUp: WorkerSetUp, file: URL) {
    // Loaded with the first thread: most sessions that convert one small file start none.
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    this.#thread = new Worker(file, { workerData: setUp });
    this.#thread.unref();
    this.#thread.on('message', (report: Report) => this.#take(report));
    this.#thread.on('error', (cause) => this.#end(cause));
    this.#thread.on('exit', (code) => this.#end(new Error(`exit code ${code}`)));
  }

  get load(): number {
    return this.#underWay.size;
  }

  run(task: Task, { signal, onRead, spares = [] }: TaskOptions): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.#lastId += 1;
    const id = this.#lastId;
    const stop = () => this.#thread.postMessage({ id });
    this.#underWay.set(id, { file: displayRef(task.plan.source.ref), onRead, resolve, reject });
    this.#thread.ref();
    this.#thread.postMessage({ id, task, spares }, spares);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    return promise.finally(() => {
      signal?.removeEventListener('abort', stop);
      signal?.throwIfAborted();
    });
  }

  #take(report: Report): void {
    if ('ready' in report) {
      this.isReady = true;
      return;
    }
    const { id } = report;
    const task = this.#underWay.get(id);
    if (task === undefined) return;
    if ('read' in report) {
      task.onRead(report.read);
      return;
    }
    this.#underWay.delete(id);
    if (this.#underWay.size === 0) this.#thread.unref();
    if ('reply' in report) task.resolve(report.reply);
    else task.reject(fromPlainError(report.failure));
  }

  #end(cause: Error): void {
    this.hasEnded = true;
    for (const { file, reject } of this.#underWay.values()) {
      reject(new Error(`${file}: the thread that converted it ended early: ${cause.message}`, { cause }));
    }
    this.#underWay.clear();
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}

/** Threads beside this one; they start when they are first needed, and go on until they are closed. */
export class SimdWorkers {
  readonly #workers: (OneWorker | undefined)[];
  readonly #setUp: WorkerSetUp;
  readonly #file: URL;
  #isClosed = false;

  /** `file` is the worker's own. */
  constructor(count: number, setUp: WorkerSetUp, file = workerFile) {
    this.#workers = new Array(count).fill(undefined);
    this.#setUp = setUp;
    this.#file = file;
  }

  get count(): number {
    return this.#workers.length;
  }

  /** Starts the workers that do not run, if they are not started already. */
  start(): void {
    this.#running();
  }

  /** Whether there is any that runs, or will soon. */
  get haveStarted(): boolean {
    return this.#workers.some((worker) => worker !== undefined);
  }

  /** Tasks of the least busy worker that has started up; undefined: none has. */
  get leastLoad(): number | undefined {
    const loads = this.#workers.flatMap((worker) =>
      worker?.isReady && !worker.hasEnded ? [worker.load] : [],
    );
    return loads.length === 0 ? undefined : Math.min(...loads);
  }

  /** Has the least busy worker convert a range. */
  async convertRange(task: RangeTask, options: TaskOptions): Promise<MadeRange> {
    return (await this.#run({ kind: 'range', ...task }, options)) as MadeRange;
  }

  /** Has the least busy worker convert a file: one that has started up, if any has. */
  async convertFile(plan: ConversionPlan, options: TaskOptions): Promise<Conversion> {
    return (await this.#run({ kind: 'file', plan }, options)) as Conversion;
  }

  async #run(task: Task, options: TaskOptions): Promise<Reply> {
    const workers = this.#running();
    const ready = workers.filter(({ isReady }) => isReady);
    const choice = ready.length > 0 && task.kind === 'file' ? ready : workers;
    return choice.reduce((least, worker) => (worker.load < least.load ? worker : least)).run(task, options);
  }

  /** One that has broken down is replaced. */
  #running(): readonly OneWorker[] {
    if (this.#isClosed) throw new Error('the session has been closed');
    return this.#workers.map((known, index) => {
      if (known && !known.hasEnded) return known;
      const worker = new OneWorker(this.#setUp, this.#file);
      this.#workers[index] = worker;
      return worker;
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#workers.map((worker) => worker?.close()));
  }
}
