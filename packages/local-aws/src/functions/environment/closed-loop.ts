import { Worker } from 'node:worker_threads';

const WORKER_FILE = new URL('./closed-loop-worker.ts', import.meta.url);

/** What the worker is told. */
export type LoopOrder =
  | { readonly kind: 'hold'; readonly processId: number; readonly cores: number }
  | { readonly kind: 'rest' | 'forget'; readonly processId: number };

/** Holds processes to a share of a core without any privilege: a thread stops them when theirs is used up, and continues them. */
export class ClosedLoop implements AsyncDisposable {
  readonly #worker = new Worker(WORKER_FILE, { execArgv: [] });

  constructor() {
    this.#worker.unref();
  }

  /** With its descendants, from now on. */
  hold(processId: number, cores: number): void {
    this.#tell({ kind: 'hold', processId, cores });
  }

  /** Until it is held again. */
  rest(processId: number): void {
    this.#tell({ kind: 'rest', processId });
  }

  /** It has ended. */
  forget(processId: number): void {
    this.#tell({ kind: 'forget', processId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #tell(order: LoopOrder): void {
    this.#worker.postMessage(order);
  }
}
