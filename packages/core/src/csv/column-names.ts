/** A header name that had to change, because it was missing or taken. */
export interface RenamedColumn {
  /** Position, from 0. */
  readonly index: number;
  readonly from: string;
  readonly to: string;
}

/** Missing names become `column<index>`, repeated ones get `_2`, `_3`, …; every change is reported. */
export function uniqueColumnNames(header: readonly string[]): {
  names: readonly string[];
  renamed: readonly RenamedColumn[];
} {
  const taken = new Set(header);
  const seen = new Set<string>();
  const renamed: RenamedColumn[] = [];
  const names = header.map((from, index) => {
    if (from !== '' && !seen.has(from)) {
      seen.add(from);
      return from;
    }
    const base = from === '' ? `column${index}` : from;
    let to = base;
    for (let suffix = 2; taken.has(to) || seen.has(to); suffix += 1) to = `${base}_${suffix}`;
    seen.add(to);
    renamed.push({ index, from, to });
    return to;
  });
  return { names, renamed };
}
