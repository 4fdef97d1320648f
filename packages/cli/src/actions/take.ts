/** The first items of a list that goes on over pages. */
export async function take<Item>(list: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const items: Item[] = [];
  if (count <= 0) return items;
  for await (const item of list) {
    items.push(item);
    if (items.length >= count) break;
  }
  return items;
}
