import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { Side } from '../../unit/gate-unit.ts';
import type { Batch, BenchAnswer, BenchQuestion } from './bench-messages.ts';
import { childEnvironment } from './child-environment.ts';
import { ChildFailure, ChildLine } from './child-line.ts';

const PROCESS = fileURLToPath(new URL('./bench-process.ts', import.meta.url));
const HARNESS_PACKAGES = ['tinybench'];

export interface BenchFileOptions {
  /** Of each batch. */
  readonly timeoutMs?: number;
}

export interface BenchFileRequest extends BenchFileOptions {
  /** Relative to either tree. */
  readonly file: string;
  readonly trees: BuiltTrees;
  readonly side: Side;
  /** Whose text of the file, and whose tinybench, is run there; head's serve both sides for what is measured. */
  readonly text: Side;
  readonly signal: AbortSignal | undefined;
}

const TIMEOUT_MS = 2 * 60_000;

type Answered<Kind extends BenchAnswer['kind']> = Extract<BenchAnswer, { readonly kind: Kind }>;

/** The process of one side of a benchmark file. Whoever opens it disposes of it. */
export class BenchFileProcess implements AsyncDisposable {
  readonly #request: BenchFileRequest;
  readonly #line: ChildLine<BenchQuestion, BenchAnswer>;

  constructor(request: BenchFileRequest) {
    const { trees, side, signal, timeoutMs = TIMEOUT_MS } = request;
    this.#request = request;
    const { directory } = trees[side];
    const environment = childEnvironment(directory);
    this.#line = new ChildLine(PROCESS, { directory, environment, timeoutMs, signal });
  }

  /** Imports the file; its tasks are named, and none of them is run. */
  async open(): Promise<Answered<'opened'>> {
    const { file, trees, side, text } = this.#request;
    const textFile = join(trees[text].directory, file);
    const served = {
      file: join(trees[side].directory, file),
      source: readFileSync(textFile, 'utf8'),
      harness: { packages: HARNESS_PACKAGES, foundFrom: textFile },
    };
    return await this.#ask({ kind: 'open', served }, 'opened');
  }

  async probe(task: string): Promise<Batch> {
    return (await this.#ask({ kind: 'probe', task }, 'batch')).batch;
  }

  async batch(task: string, iterations: number): Promise<Batch> {
    return (await this.#ask({ kind: 'batch', task, iterations }, 'batch')).batch;
  }

  async end(): Promise<Answered<'ended'>> {
    return await this.#ask({ kind: 'end' }, 'ended');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#line[Symbol.asyncDispose]();
  }

  async #ask<Kind extends BenchAnswer['kind']>(question: BenchQuestion, kind: Kind): Promise<Answered<Kind>> {
    try {
      const answer = await this.#line.ask(question);
      if (answer.kind === kind) return answer as Answered<Kind>;
      throw new ChildFailure(`answered ${answer.kind} where ${kind} was asked for`);
    } catch (cause) {
      if (!(cause instanceof ChildFailure)) throw cause;
      const { file, side } = this.#request;
      throw new GateFailure('benchmark-failed', `${file} on ${side}: ${cause.message}`, { cause });
    }
  }
}
