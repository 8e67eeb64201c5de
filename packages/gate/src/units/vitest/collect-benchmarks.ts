import type { Batch } from '../tinybench/bench-messages.ts';

/** What is read of vitest 5, so that another version's is not needed to compile this. */
export interface VitestModule {
  readonly moduleId: string;
  errors(): readonly { readonly message: string }[];
  readonly children: { allTests(): Iterable<VitestTest> };
}

export interface VitestTest {
  /** With the names of its suites, ` > ` between them. */
  readonly fullName: string;
  result(): {
    readonly state: string;
    readonly errors?: readonly { readonly message: string }[] | undefined;
  };
  benchmarks(): readonly { readonly tasks: readonly VitestTask[] }[];
}

export interface VitestTask {
  readonly name: string;
  /** Of one call, in milliseconds. */
  readonly latency: {
    readonly p50: number;
    /** Where this project's provider ran it. */
    readonly batches?: readonly Batch[] | undefined;
  };
  /** Read from a file, not measured. */
  readonly fromStore?: boolean | undefined;
}

export interface VitestBenchmark {
  /** Suites, test and benchmark, ` > ` between them. */
  readonly name: string;
  readonly medianMs: number;
  /** None where the configuration of vitest keeps them from being taken. */
  readonly batches: readonly Batch[];
}

const failure = (what: string, errors: readonly { readonly message: string }[] = []) =>
  new Error([what, ...errors.map(({ message }) => message)].join('\n'));

function benchmarksOf(test: VitestTest): VitestBenchmark[] {
  const { state, errors } = test.result();
  if (state === 'failed') throw failure(`${test.fullName} failed:`, errors);
  const tasks = test.benchmarks().flatMap((benchmark) => benchmark.tasks.filter((task) => !task.fromStore));
  return tasks.map(({ name, latency }) => ({
    name: `${test.fullName} > ${name}`,
    medianMs: latency.p50,
    batches: latency.batches ?? [],
  }));
}

/** @throws Error where one of them is too short to be measured. */
export function requireTimed(benchmarks: readonly VitestBenchmark[]): void {
  const idle = benchmarks.find(({ medianMs }) => !(medianMs > 0));
  if (idle === undefined) return;
  throw failure(`${idle.name} takes less than the clock can tell: do more in one call`);
}

/**
 * The benchmarks of one file of a run that has ended.
 *
 * @param file its absolute path.
 * @throws Error where the file did not run, or anything in it failed.
 */
export function collectBenchmarks(modules: readonly VitestModule[], file: string): VitestBenchmark[] {
  const ofFile = modules.filter(({ moduleId }) => moduleId === file);
  if (ofFile.length === 0) {
    throw failure(
      'vitest does not take it for a file of benchmarks: see benchmark.include of its configuration',
    );
  }
  const benchmarks = ofFile.flatMap((module) => {
    if (module.errors().length > 0) throw failure('it could not be run:', module.errors());
    return [...module.children.allTests()].flatMap(benchmarksOf);
  });
  const names = benchmarks.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw failure(`two benchmarks are named ${twice}: give each its own name`);
  if (benchmarks.length === 0) throw failure('no benchmark in it ran: call run() on what bench() returns');
  return benchmarks;
}
