/** What became of a place in a file whose pages were compressed. */
interface Place {
  readonly offset: number;
  /** By how much the page headers before it have grown. */
  readonly headerGrowth: number;
}

/** Where pages stood, and where they stand now. */
export class PageMoves {
  readonly #places = new Map<number, Place>();

  /** A page, or the end of the last one, has moved. */
  add(from: number, place: Place): void {
    this.#places.set(from, place);
  }

  at(from: number): Place {
    const place = this.#places.get(from);
    if (place === undefined)
      throw new Error(`internal error: no Parquet page begins or ends at byte ${from}`);
    return place;
  }
}
