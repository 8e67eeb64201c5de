import type { ReviewedFile } from '../reviewed/reviewed-file.ts';
import type { Counters } from '../unit/gate-unit.ts';

/** By benchmark. */
export type CountedBenchmarks = ReadonlyMap<string, Counters>;

/** A counter of head that is not what the reviewed file says; null on the side that does not know it. */
export interface DeclaredDifference {
  readonly benchmark: string;
  readonly counter: string;
  readonly declared: number | null;
  readonly counted: number | null;
}

/**
 * Compares what head counted with its reviewed file alone, without a base: every counter has to be declared with the value
 * that it has, and every declared one has to be counted. Of nothing counted and nothing declared nothing differs: see to it
 * that there was something to count.
 */
export function judgeDeclared(
  head: CountedBenchmarks,
  declared: ReviewedFile['counters'],
): DeclaredDifference[] {
  const benchmarks = new Set([...head.keys(), ...Object.keys(declared)]);
  return [...benchmarks].toSorted().flatMap((benchmark) => {
    const counted = head.get(benchmark) ?? {};
    const wanted = declared[benchmark] ?? {};
    const counters = new Set([...Object.keys(counted), ...Object.keys(wanted)]);
    return [...counters]
      .toSorted()
      .map((counter) => ({
        benchmark,
        counter,
        declared: wanted[counter] ?? null,
        counted: counted[counter]?.value ?? null,
      }))
      .filter((one) => one.declared !== one.counted);
  });
}

/** The section `counters` of a reviewed file that declares all that head counted, in the order of names. */
export const countersSection = (head: CountedBenchmarks): ReviewedFile['counters'] =>
  Object.fromEntries(
    [...head]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([benchmark, counters]) => [
        benchmark,
        Object.fromEntries(
          Object.keys(counters)
            .toSorted()
            .map((name) => [name, counters[name]!.value]),
        ),
      ]),
  );
