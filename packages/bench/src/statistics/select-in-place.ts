/** Values of which some may have found their place already: from `start` to `end` they may be moved. */
export interface Unsettled {
  readonly values: Float64Array;
  readonly start: number;
  readonly end: number;
}

/**
 * Moves values until the one at `place` is that of sorted order, none before it is larger and none after it smaller: a
 * few steps per value, where sorting takes their logarithm. Source: C. A. R. Hoare, Algorithm 65: Find, Communications of
 * the ACM 4 (1961), 321.
 */
export function selectInPlace({ end, start, values }: Unsettled, place: number): number {
  let [low, high] = [start, end - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left]! < pivot) left += 1;
      while (values[right]! > pivot) right -= 1;
      if (left > right) break;
      const moved = values[left]!;
      values[left] = values[right]!;
      values[right] = moved;
      left += 1;
      right -= 1;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place]!;
}
