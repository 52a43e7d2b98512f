/**
 * How many views of one network count for an article in an hour: no more than a share of all that count for it,
 * so that nobody lifts an article from a few addresses; and a few at any rate, since small articles are read by
 * few. The share is of what counts itself, capped by the same rule: a share of all views would not bind at all
 * for as many networks as the share has parts.
 */
export const capRule = {
  /** A network may have one in so many views that count. */
  oneIn: 100,
  /** So many views of a network count in any case. */
  floor: 5,
  /**
   * Networks are told apart by so many groups, which bounds what is kept of an article. Ten for each one that may
   * reach the cap: two that share a group by chance are then far from it together, too.
   */
  groups: 1_024,
};

type CapRule = typeof capRule;

/**
 * How many views count, given how many each network has: the least number T that is the sum over networks of
 * min(its views, max(floor, T / oneIn)). Of several such numbers it is the one that fewer networks can reach.
 */
export function capped(
  networks: readonly number[],
  { oneIn, floor }: Omit<CapRule, 'groups'> = capRule,
): number {
  for (let total = 0; ; ) {
    const cap = Math.max(floor, Math.floor(total / oneIn));
    const next = networks.reduce((sum, views) => sum + Math.min(views, cap), 0);
    if (next === total) return total;
    total = next;
  }
}

/**
 * The same number view by view, in a time that does not depend on how many there were. It never falls, and does
 * not depend on the order of views; a view that others wait for may raise it by more than one.
 */
export class CappedCount {
  private total = 0;
  private cap: number;
  /** Views by group of networks. */
  private readonly views = new Map<number, number>();
  /** How many groups have more than the cap, and how many of those have exactly so many. */
  private over = 0;
  private readonly groupsWith = new Map<number, number>();

  constructor(private readonly rule: CapRule = capRule) {
    this.cap = rule.floor;
  }

  /** By how much a view raises the count. One whose network is not told is a network of its own. */
  add(net: string | undefined): number {
    const before = this.total;
    if (net === undefined || this.within(net)) this.total++;
    while (Math.floor(this.total / this.rule.oneIn) > this.cap) this.raise();
    return this.total - before;
  }

  private within(net: string): boolean {
    const group = Number.parseInt(net.slice(-8), 16) % this.rule.groups;
    const views = (this.views.get(group) ?? 0) + 1;
    this.views.set(group, views);
    if (views <= this.cap) return true;
    if (views === this.cap + 1) this.over++;
    else this.groupsWith.set(views - 1, (this.groupsWith.get(views - 1) ?? 0) - 1);
    this.groupsWith.set(views, (this.groupsWith.get(views) ?? 0) + 1);
    return false;
  }

  /** One more view counts of each group that waits above the cap. */
  private raise(): void {
    this.cap++;
    this.total += this.over;
    this.over -= this.groupsWith.get(this.cap) ?? 0;
    this.groupsWith.delete(this.cap);
  }
}
