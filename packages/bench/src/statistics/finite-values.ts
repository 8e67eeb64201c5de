/** Sorted values for a statistic that means nothing without any. Throws where there is none, or one is not a finite number. */
export function sortFinite(values: readonly number[], statistic: string): Float64Array {
  if (values.length === 0) throw new RangeError(`${statistic} of no values`);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new RangeError(`${statistic}: value ${wrong + 1} of ${values.length} is ${values[wrong]}`);
  return Float64Array.from(values).sort();
}
