import { bitsOf } from './clicks.ts';

/**
 * How many views of one network count for an article in a day: no more than a share of all that count for it, so
 * that nobody lifts an article from a few addresses; and a few at any rate, since small articles are read by few.
 * The share is of what counts itself, capped by the same rule: a share of all views would not bind at all for as
 * many networks as the share has parts. A network through which many read other articles, as that of a mobile
 * carrier, stands for as many networks as its readers would be elsewhere.
 */
export const capRule = {
  /** A network may have one in so many views that count. */
  oneIn: 200,
  /** So many views of a network count in any case. */
  floor: 2,
  /** By how much more an article may be read through a large network than other articles are. */
  excess: 3,
  /**
   * Networks are told apart by so many groups, which bounds what is kept of an article. Ten for each one that may
   * reach the cap: two that share a group by chance are then far from it together, too.
   */
  groups: 2_048,
  /** A day of UTC: with it the salt of the hashes changes, and no network is known again. */
  periodMs: 86_400_000,
};

export type CapRule = typeof capRule;

/** How networks share what counts for all articles of a partition, as it was when it was last looked at. */
export class Networks {
  readonly views: Uint32Array;
  total = 0;
  /** Counts how often it was looked at. */
  looks = 0;
  private seen: { views: Uint32Array; total: number } | undefined;

  constructor(readonly rule: CapRule = capRule) {
    this.views = new Uint32Array(rule.groups);
  }

  look(): void {
    this.looks++;
    this.seen = { views: this.views.slice(), total: this.total };
  }

  add(group: number | undefined, views: number): void {
    this.total += views;
    if (group !== undefined) this.views[group] = (this.views[group] ?? 0) + views;
  }

  /** For how many networks a group stands, by what counts for other articles than the one that has `own`. */
  sizeOf(group: number, own: { views: number; total: number }): number {
    const { seen, rule } = this;
    const others = (seen?.total ?? 0) - own.total;
    if (!seen || others <= 0) return 1;
    const through = (seen.views[group] ?? 0) - own.views;
    return Math.max(1, Math.floor((rule.excess * rule.oneIn * through) / others));
  }
}

/**
 * How many views count, given how many each network has and for how many it stands: the least number T that is
 * the sum over networks of min(its views, size × max(floor, T / oneIn)). Of several such numbers it is the one that
 * fewer networks can reach.
 */
export function capped(
  networks: readonly { views: number; size?: number }[],
  { oneIn, floor }: Pick<CapRule, 'oneIn' | 'floor'> = capRule,
): number {
  for (let total = 0; ; ) {
    const cap = Math.max(floor, Math.floor(total / oneIn));
    const next = networks.reduce((sum, { views, size = 1 }) => sum + Math.min(views, size * cap), 0);
    if (next === total) return total;
    total = next;
  }
}

/**
 * The same number view by view. It never falls, and does not depend on the order of views between two looks at
 * the networks; a view that others wait for may raise it by more than one.
 */
export class CappedCount {
  total = 0;
  /** An editor has said that all views count. */
  free = false;
  private cap: number;
  private looks = 0;
  /** Views by group of networks, and those of them that do not count so far. */
  private readonly views = new Map<number, number>();
  private waiting: Map<number, number> | undefined;
  /** Groups that stand for more than one. */
  private sizes: Map<number, number> | undefined;

  constructor(private readonly networks: Networks = new Networks()) {
    this.cap = networks.rule.floor;
    this.looks = networks.looks;
  }

  /** By how much a view raises the count. One whose network is not told is a network of its own. */
  add(net: string | undefined): number {
    const before = this.total;
    if (this.looks < this.networks.looks) this.grow();
    const group = net === undefined ? undefined : bitsOf(net, net.length) % this.networks.rule.groups;
    if (this.within(group)) this.count(group, 1);
    this.raise();
    return this.total - before;
  }

  /** Lets all count that have waited, and all that come; answers by how much that raises the count. */
  release(): number {
    const before = this.total;
    this.free = true;
    for (const [group, views] of this.waiting ?? []) this.count(group, views);
    this.waiting = undefined;
    return this.total - before;
  }

  get waits(): boolean {
    return (this.waiting?.size ?? 0) > 0;
  }

  /** How many views do not count so far. */
  get held(): number {
    let sum = 0;
    for (const views of this.waiting?.values() ?? []) sum += views;
    return sum;
  }

  /** Groups of which views wait, those with most of them first, and all views of these groups. */
  heldBack(count: number): { group: number; views: number; held: number }[] {
    return [...(this.waiting ?? [])]
      .map(([group, held]) => ({ group, views: this.views.get(group) ?? 0, held }))
      .toSorted((a, b) => b.held - a.held || a.group - b.group)
      .slice(0, count);
  }

  private within(group: number | undefined): boolean {
    if (group === undefined) return true;
    const views = (this.views.get(group) ?? 0) + 1;
    this.views.set(group, views);
    if (this.free || views <= this.cap * this.sizeOf(group)) return true;
    this.waiting ??= new Map();
    this.waiting.set(group, (this.waiting.get(group) ?? 0) + 1);
    return false;
  }

  private count(group: number | undefined, views: number): void {
    this.total += views;
    this.networks.add(group, views);
  }

  private sizeOf(group: number): number {
    return this.sizes?.get(group) ?? 1;
  }

  private raise(): void {
    while (Math.floor(this.total / this.networks.rule.oneIn) > this.cap) {
      this.cap++;
      for (const [group, waiting] of this.waiting ?? [])
        this.letIn(group, Math.min(waiting, this.sizeOf(group)));
    }
  }

  private letIn(group: number, views: number): void {
    const left = (this.waiting?.get(group) ?? 0) - views;
    if (left > 0) this.waiting?.set(group, left);
    else this.waiting?.delete(group);
    this.count(group, views);
  }

  /** Looks anew for how many networks each group stands that has views waiting; no group shrinks. */
  private grow(): void {
    this.looks = this.networks.looks;
    const own = this.total;
    const grown = [...(this.waiting ?? [])].map(([group, waiting]) => {
      const views = (this.views.get(group) ?? 0) - waiting;
      return {
        group,
        waiting,
        more: this.networks.sizeOf(group, { views, total: own }) - this.sizeOf(group),
      };
    });
    for (const { group, waiting, more } of grown) {
      if (more <= 0) continue;
      this.sizes ??= new Map();
      this.sizes.set(group, this.sizeOf(group) + more);
      this.letIn(group, Math.min(waiting, more * this.cap));
    }
  }
}
