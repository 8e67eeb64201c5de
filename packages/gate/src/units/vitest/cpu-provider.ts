/**
 * Measures the benchmarks of `vitest bench` in its worker: as vitest does by itself, with tinybench and the options of the
 * benchmark, for whoever compares them in the file; and then again in batches, with their CPU time.
 */
import type { Bench, BenchOptions, FnOptions, TaskResultCompleted } from 'tinybench';
import type { Batch } from '../tinybench/bench-messages.ts';
import { probe, runBatch } from '../tinybench/run-batch.ts';
import { PROVIDER_VARIABLE, type ProviderRequest } from './vitest-messages.ts';

/** What vitest 5 hands to a provider of benchmarks. */
interface Group {
  readonly test: { readonly fullTestName: string; readonly context: { readonly signal: AbortSignal } };
  readonly registrations: readonly {
    readonly name: string;
    readonly fn: () => unknown;
    readonly fnOpts?: FnOptions;
  }[];
  readonly options?: BenchOptions;
}

const { tinybench, plans }: ProviderRequest = JSON.parse(process.env[PROVIDER_VARIABLE] ?? '');

async function inBatches(bench: Bench, benchmark: string, name: string): Promise<Batch[]> {
  const task = bench.tasks.find((one) => one.name === name)!;
  const plan = plans[benchmark];
  if (plan === undefined) return [await probe(bench, task)];
  const batches: Batch[] = [];
  for (let turn = 0; turn < plan.turns; turn += 1) batches.push(await runBatch(bench, task, plan.iterations));
  return batches;
}

function completed(bench: Bench): Map<string, TaskResultCompleted> {
  return new Map(
    bench.tasks.map(({ name, result }) => {
      if (result.state === 'completed') return [name, result];
      if (result.state === 'errored') throw result.error;
      throw new Error(`${name} did not complete: it is ${result.state}`);
    }),
  );
}

async function run({ test, registrations, options }: Group) {
  const { Bench: TinyBench }: typeof import('tinybench') = await import(/* @vite-ignore */ tinybench);
  const bench = new TinyBench({ ...options, signal: test.context.signal });
  for (const { name, fn, fnOpts } of registrations) bench.add(name, fn, fnOpts);
  await bench.run();
  const results = [];
  for (const [name, result] of completed(bench)) {
    const batches = await inBatches(bench, `${test.fullTestName} > ${name}`, name);
    results.push({ ...result, name, latency: { ...result.latency, batches } });
  }
  return results;
}

export default { run };
