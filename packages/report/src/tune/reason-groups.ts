/** Reasons that differ by their figures alone. */
export interface ReasonGroup {
  readonly count: number;
  /** With the range of each figure that differs: `61.0 to 187.5 % of its time`. */
  readonly text: string;
}

/** Standing by itself: digits of a name are no figure. */
const NUMBER = /(?<![\w.-])\d+(?:\.\d+)?(?![\w-])/g;

function spanOf(values: readonly string[]): string {
  const sorted = values.toSorted((a, b) => Number(a) - Number(b));
  const [least, most] = [sorted[0] ?? '', sorted.at(-1) ?? ''];
  return least === most ? least : `${least} to ${most}`;
}

/** Gathers reasons, the most frequent first; none of their words is lost. */
export function reasonGroups(reasons: readonly string[]): ReasonGroup[] {
  const groups = Map.groupBy(reasons, (reason) => reason.replace(NUMBER, '#'));
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .map((group) => {
      const numbers = group.map((reason) => reason.match(NUMBER) ?? []);
      let place = -1;
      const text = (group[0] ?? '').replace(NUMBER, () => {
        place += 1;
        return spanOf(numbers.map((found) => found[place] ?? ''));
      });
      return { count: group.length, text };
    });
}
