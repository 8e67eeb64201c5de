import { chanceOf } from '../chance.ts';

/** `small`: one request reads it, one writes each output. `large`: its outputs take several parts. `bad`: nothing can be made of it. */
export type SourceKind = 'small' | 'large' | 'bad';

export interface PlannedSource {
  /** From 0, in the order of the keys. */
  readonly index: number;
  /** Below the prefix. */
  readonly key: string;
  readonly kind: SourceKind;
  readonly rows: number;
}

export interface SourceCounts {
  readonly files: number;
  readonly large: number;
  readonly bad: number;
}

/** Rows of a source, at most, so that the first id of the next one is beyond its last. */
export const ROWS_APART = 1_000_000;

const MOST_SMALL_ROWS = 300;
const DIGITS = 6;
const PER_FOLDER = 250;

/** In text: three parts of 5 MiB for each output, which is as good as incompressible. */
const LARGE_ROWS = [11_000, 13_500] as const;

/** Of source and outputs some 40 MB are in the memory of the embedded S3. */
const MOST_LARGE = 20;

/** What S3 takes, and what has to be written otherwise in an address. */
const ODD_NAMES = ['', ' ü', '+&', " 'x' (1)", '%20', '='];

/** Of a campaign with so many files: one in 250 is large, one in 200 bad. */
export const countsOf = (files: number): SourceCounts => ({
  files,
  large: Math.max(2, Math.min(MOST_LARGE, Math.ceil(files / 250))),
  bad: Math.max(2, Math.round(files / 200)),
});

const keyOf = (index: number, oddness: string) =>
  `folder ${String(Math.floor(index / PER_FOLDER)).padStart(3, '0')}/${String(index).padStart(DIGITS, '0')}${oddness}.csv`;

/** So many places out of `length`, evenly spread, the last one included. */
const spread = (count: number, length: number) =>
  new Set(Array.from({ length: count }, (_, at) => Math.ceil(((at + 1) * length) / count) - 1));

/**
 * Which sources there are. Large ones are spread evenly over the listing, one at its end: however far a delivery has come,
 * there is one left.
 */
export function planSources({ files, large, bad }: SourceCounts, seed: number): PlannedSource[] {
  if (large + bad > files) {
    throw new RangeError(`${large} large and ${bad} bad sources are more than ${files} files; ask for more`);
  }
  const chance = chanceOf(seed, 'sources');
  const largeAt = spread(large, files);
  const others = Array.from({ length: files }, (_, index) => index).filter((index) => !largeAt.has(index));
  const badAt = new Set(
    Array.from({ length: bad }, () => others.splice(chance(0, others.length - 1), 1)[0]!),
  );
  return Array.from({ length: files }, (_, index): PlannedSource => {
    const key = keyOf(index, ODD_NAMES[chance(0, ODD_NAMES.length - 1)]!);
    const rows = chance(0, MOST_SMALL_ROWS);
    if (largeAt.has(index)) return { index, key, kind: 'large', rows: chance(...LARGE_ROWS) };
    return badAt.has(index)
      ? { index, key, kind: 'bad', rows: rows + 1 }
      : { index, key, kind: 'small', rows };
  });
}
