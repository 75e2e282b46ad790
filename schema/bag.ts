/**
 * What comes and goes with every request. In place of a `Set` or `Map`, whose tables are outgrown now and then, each
 * holding on to the next: once one of them has come into V8's old space, whatever is in those after it stays alive until
 * a full collection, and has to be moved there, too.
 */
export class Bag<Item> implements Iterable<Item> {
  readonly #places: { readonly item: Item; at: number }[] = [];

  get size(): number {
    return this.#places.length;
  }

  /** @returns what takes it out again; more than once does no harm */
  add(item: Item): () => void {
    const place = { item, at: this.#places.length };
    this.#places.push(place);
    return () => {
      if (this.#places[place.at] !== place) return;
      const last = this.#places.pop();
      if (last === undefined || last === place) return;
      last.at = place.at;
      this.#places[place.at] = last;
    };
  }

  /** In no order; what is in it must not change meanwhile. */
  *[Symbol.iterator](): Iterator<Item> {
    for (const { item } of this.#places) yield item;
  }

  find(isWanted: (item: Item) => boolean): Item | undefined {
    return this.#places.find(({ item }) => isWanted(item))?.item;
  }
}
