/** The first so many; whatever gives them is not asked for more. */
export async function* takeFirst<Item>(
  count: number,
  items: AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
  let taken = 0;
  if (count === 0) return;
  for await (const item of items) {
    yield item;
    taken += 1;
    if (taken === count) return;
  }
}
