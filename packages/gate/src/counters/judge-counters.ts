import type { GateCounter } from '@parquetry/bench/record';
import type { Counters, CounterValue } from '../unit/gate-unit.ts';

/** Values by counter, as the reviewed file of a tree declares them for one benchmark. */
export type DeclaredCounters = Readonly<Record<string, number>>;

/** What both sides counted in one benchmark, and what their reviewed files say of it. */
export interface CountedBenchmark {
  readonly base: Counters;
  readonly head: Counters;
  readonly declared?: DeclaredCounters | undefined;
  readonly declaredAtBase?: DeclaredCounters | undefined;
}

/** One counter, wherever it was counted. */
interface Sides {
  readonly base: CounterValue | undefined;
  readonly head: CounterValue | undefined;
  readonly declared: number | undefined;
  readonly declaredAtBase: number | undefined;
}

/** A rule cannot be loosened by the change that it judges. */
const ruleOf = ({ base, head }: Sides): CounterValue['rule'] =>
  [base, head].some((side) => side?.rule === 'exact') ? 'exact' : 'upper';

function verdictOf(sides: Sides): GateCounter['verdict'] {
  const { base, head, declared, declaredAtBase } = sides;
  if (head === undefined) return 'regression';
  const { value } = head;
  if (declared !== undefined && declared !== value) return 'regression';
  // What base never did is as good as zero of it: nobody has looked at the first of it yet.
  const before = base?.value ?? 0;
  if (value === before) return 'same';
  if (value < before && ruleOf(sides) === 'upper') return 'better';
  return declared === value && declaredAtBase !== value ? 'declared' : 'regression';
}

/**
 * Compares what was counted, without tolerance. A counter may move only to the value that head's reviewed file declares
 * and base's does not. One that head no longer counts, or counts otherwise than it declares, is a regression; so is a new
 * one above 0 that is not declared, because an operation that base never made appears as one.
 */
export function judgeCounters({
  base,
  head,
  declared = {},
  declaredAtBase = {},
}: CountedBenchmark): GateCounter[] {
  const names = new Set([...Object.keys(base), ...Object.keys(head), ...Object.keys(declared)]);
  return [...names].toSorted().map((name) => {
    const sides: Sides = {
      base: base[name],
      head: head[name],
      declared: declared[name],
      declaredAtBase: declaredAtBase[name],
    };
    return {
      name,
      rule: ruleOf(sides),
      base: sides.base?.value ?? null,
      head: sides.head?.value ?? null,
      declared: sides.declared ?? null,
      verdict: verdictOf(sides),
    };
  });
}
