import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { bestSplit, type Split } from './energy-divergence.ts';
import { median } from './median.ts';

export interface ChangePoint {
  /** Of the first value at the new level. */
  readonly index: number;
  /** Median of the values since the change before. */
  readonly before: number;
  /** Median of the values up to the change after. */
  readonly after: number;
  readonly pValue: number;
}

export interface ChangePointOptions {
  readonly random: RandomGenerator;
  /** Probability with which a change is seen where there is none. */
  readonly level: number;
  /** Least number of values between two changes. */
  readonly shortest?: number;
  readonly permutations?: number;
}

/** With fewer values than these nothing is called a change. */
const LEAST_VALUES = 10;
const DEFAULT_SHORTEST = 5;
const DEFAULT_PERMUTATIONS = 499;

interface Change {
  readonly index: number;
  readonly pValue: number;
}

function shuffled(values: readonly number[], random: RandomGenerator): number[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = uniformInt(random, 0, last);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

const cutAt = (values: readonly number[], indices: readonly number[]): number[][] =>
  [0, ...indices].map((start, segment) => values.slice(start, indices[segment]));

/** The best split of any segment, with its index in all of the values. */
function bestOf(segments: readonly (readonly number[])[], shortest: number): Split | undefined {
  let start = 0;
  let best: Split | undefined;
  for (const segment of segments) {
    const found = bestSplit(segment, shortest);
    if (found !== undefined && (best === undefined || found.divergence > best.divergence))
      best = { ...found, split: start + found.split };
    start += segment.length;
  }
  return best;
}

/** @returns undefined once it is certain to be above the level: the other shuffles would change nothing. */
function permutationP(
  segments: readonly (readonly number[])[],
  divergence: number,
  { level, permutations, random, shortest }: Required<ChangePointOptions>,
): number | undefined {
  let asLarge = 1;
  for (let round = 0; round < permutations; round += 1) {
    const mixed = segments.map((segment) => shuffled(segment, random));
    if (bestOf(mixed, shortest)!.divergence >= divergence) asLarge += 1;
    if (asLarge / (permutations + 1) > level) return undefined;
  }
  return asLarge / (permutations + 1);
}

function findChanges(values: readonly number[], options: Required<ChangePointOptions>): Change[] {
  const changes: Change[] = [];
  for (;;) {
    const segments = cutAt(
      values,
      changes.map(({ index }) => index),
    );
    const best = bestOf(segments, options.shortest);
    if (best === undefined) return changes;
    const pValue = permutationP(segments, best.divergence, options);
    if (pValue === undefined) return changes;
    changes.push({ index: best.split, pValue });
    changes.sort((a, b) => a.index - b.index);
  }
}

/**
 * Where the level of a series changes, in its order: the E-divisive procedure. The best split of any segment is kept when
 * few shuffles within the segments split as well, and the search goes on in what it leaves. Assumes that values between two
 * changes are independent: a series that wanders is cut into many levels. Steps grow with the square of the longest
 * segment, times `permutations` (499).
 * Source: D. S. Matteson and N. A. James, A nonparametric approach for multiple change point analysis of multivariate data,
 * JASA 109 (2014), 334–345, section 2.
 *
 * @returns nothing for fewer than ten values.
 * @throws RangeError where a value is not finite, or the permutations are too few for the level.
 */
export function changePoints(values: readonly number[], options: ChangePointOptions): ChangePoint[] {
  const { shortest = DEFAULT_SHORTEST, permutations = DEFAULT_PERMUTATIONS } = options;
  if (shortest < 2) throw new RangeError(`a segment of ${shortest} values has no spread; take 2 or more`);
  if (1 / (permutations + 1) > options.level)
    throw new RangeError(`${permutations} permutations cannot show a p value of ${options.level}`);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`value ${wrong + 1} of ${values.length} is ${values[wrong]}`);
  if (values.length < LEAST_VALUES) return [];
  const changes = findChanges(values, { ...options, shortest, permutations });
  const medians = cutAt(
    values,
    changes.map(({ index }) => index),
  ).map(median);
  return changes.map(({ index, pValue }, at) => ({
    index,
    before: medians[at]!,
    after: medians[at + 1]!,
    pValue,
  }));
}
