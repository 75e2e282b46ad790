/** What joins two nodes, and what it costs to use it. */
export type Link = { readonly at: number; readonly one: string; readonly other: string; readonly cost: number };

type Step = { readonly to: string; readonly link: Link };
type Place = {
  readonly above: string | null;
  readonly link: Link | null;
  readonly depth: number;
  readonly root: string;
};

/**
 * Of the cheapest links that join as much as all do: which of them lead from one node to another. Each path is by itself
 * not always the cheapest, but all of them share what they can.
 * @returns null where nothing leads there; for a node and itself none are needed
 */
export function cheapestPaths(links: readonly Link[]): (from: string, to: string) => readonly number[] | null {
  const places = placesIn(cheapestTrees(links));
  return (from, to) => {
    if (from === to) return [];
    let [one, other] = [places.get(from), places.get(to)];
    if (one === undefined || one.root !== other?.root) return null;
    const path: number[] = [];
    while (one !== other) {
      const isDeeper: boolean = (one?.depth ?? 0) >= (other?.depth ?? 0);
      const lower: Place | undefined = isDeeper ? one : other;
      if (lower === undefined || lower.above === null || lower.link === null) return null;
      path.push(lower.link.at);
      if (isDeeper) one = places.get(lower.above);
      else other = places.get(lower.above);
    }
    return path;
  };
}

/** Kruskal's: the cheapest first, but for what would join what is joined already. */
function cheapestTrees(links: readonly Link[]): ReadonlyMap<string, readonly Step[]> {
  const leaders = new Map<string, string>();
  const leaderOf = (node: string): string => {
    let leader = node;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    if (leader !== node) leaders.set(node, leader);
    return leader;
  };
  const steps = new Map<string, Step[]>();
  const add = (from: string, step: Step): void => void steps.set(from, [...(steps.get(from) ?? []), step]);
  for (const link of [...links].sort((a, b) => a.cost - b.cost || a.at - b.at)) {
    const [one, other] = [leaderOf(link.one), leaderOf(link.other)];
    if (one === other) continue;
    leaders.set(one, other);
    add(link.one, { to: link.other, link });
    add(link.other, { to: link.one, link });
  }
  return steps;
}

/** Where each node stands in its tree. */
function placesIn(trees: ReadonlyMap<string, readonly Step[]>): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const root of trees.keys()) {
    if (places.has(root)) continue;
    places.set(root, { above: null, link: null, depth: 0, root });
    const waiting = [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
      for (const { to, link } of trees.get(node) ?? []) {
        if (places.has(to)) continue;
        places.set(to, { above: node, link, depth: (places.get(node)?.depth ?? 0) + 1, root });
        waiting.push(to);
      }
  }
  return places;
}
