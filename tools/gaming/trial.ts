import type { CapRule } from '../../apps/popularity/src/cap.ts';
import { type Count, Tally } from '../../apps/popularity/src/tally.ts';
import { edge, type Window, windowNames, windows } from '../../apps/popularity/src/view.ts';
import { DAY, type Reading } from './traffic.ts';

const MINUTE = 60_000;
export const LOOK_MS = 10 * MINUTE;
/** As many views as a gateway tells at once. */
const BATCH = 200;

export type Ranking = { article: number; views: number }[];

/** What was seen of the lists every ten minutes, and what was counted. */
export interface Trial {
  lists: Record<Window, Ranking[]>;
  /** By article, over the whole time. */
  views: Map<number, number>;
  counted: Map<number, number>;
  twice: number;
}

/** A window as the counter keeps it, in memory. */
class Sum {
  private readonly views = new Map<number, number>();
  private readonly buckets: { at: number; views: Map<number, number> }[] = [];

  constructor(private readonly window: Window) {}

  add(article: number, at: number, views: number): void {
    const bucket = at - (at % windows[this.window].bucketMs);
    const last = this.buckets.at(-1);
    if (last && last.at >= bucket) add(last.views, article, views);
    else this.buckets.push({ at: bucket, views: new Map([[article, views]]) });
    this.views.set(article, (this.views.get(article) ?? 0) + views);
  }

  list(now: number, count: number): Ranking {
    for (let first = this.buckets[0]; first && first.at <= edge(this.window, now); first = this.buckets[0]) {
      for (const [article, views] of first.views) {
        const left = (this.views.get(article) ?? 0) - views;
        if (left > 0) this.views.set(article, left);
        else this.views.delete(article);
      }
      this.buckets.shift();
    }
    const all = [...this.views].map(([article, views]) => ({ article, views }));
    return all.toSorted((a, b) => b.views - a.views || a.article - b.article).slice(0, count);
  }
}

/** The rules, for the articles of one partition. */
class Judge {
  twice = 0;
  private offset = 0;
  private readonly tally: Tally;

  constructor(rule: CapRule) {
    this.tally = new Tally(-1, undefined, rule);
  }

  take(readings: readonly Reading[], appendedAt: number): readonly Count[] {
    if (readings.length === 0) return [];
    const offset = this.offset++;
    const views = readings.map(({ at, article, visitor, net }) => ({
      ...{ id: String(article), at: Math.floor(at), visitor: hash(visitor, at), net: hash(net, at) },
    }));
    const judged = this.tally.judge({
      ...{ topic: 'views', partition: 0, offset, appendedAt, key: undefined, headers: {} },
      value: { gateway: 'g', n: offset, views },
    });
    this.tally.apply(offset);
    this.twice += judged?.left.doubleClick ?? 0;
    return judged?.counts ?? [];
  }
}

/** Hands readings to the rules as the log would, and looks at the lists. */
export function played(readings: readonly Reading[], rule: CapRule | 'none'): Trial {
  const sums = windowNames.map((window) => [window, new Sum(window)] as const);
  const trial: Trial = {
    lists: { '10m': [], '1h': [], '24h': [], '7d': [] },
    views: new Map(),
    counted: new Map(),
    twice: 0,
  };
  const judges = rule === 'none' ? undefined : Array.from({ length: 6 }, () => new Judge(rule));
  let look = (readings[0]?.at ?? 0) + LOOK_MS;
  for (let from = 0; from < readings.length; ) {
    const first = readings[from]?.at ?? 0;
    const some = readings.slice(from, from + BATCH).filter(({ at }) => at - first < MINUTE / 6);
    from += some.length;
    const appendedAt = Math.floor(some.at(-1)?.at ?? 0);
    for (const { article } of some) add(trial.views, article, 1);
    const counts = judges
      ? judges.flatMap((judge, p) =>
          judge.take(
            some.filter(({ article }) => article % 6 === p),
            appendedAt,
          ),
        )
      : some.map(({ article, at }) => ({ id: String(article), at: Math.floor(at), views: 1 }));
    for (const { id, at, views } of counts) {
      add(trial.counted, Number(id), views);
      for (const [, sum] of sums) sum.add(Number(id), at, views);
    }
    while (appendedAt >= look) {
      for (const [window, sum] of sums) trial.lists[window].push(sum.list(look, 50));
      look += LOOK_MS;
    }
  }
  for (const judge of judges ?? []) trial.twice += judge.twice;
  return trial;
}

function add(to: Map<number, number>, article: number, views: number): void {
  to.set(article, (to.get(article) ?? 0) + views);
}

/** As the gateway's salted hashes: another one each day. */
function hash(of: number, at: number): string {
  let state = Math.imul(of ^ Math.imul(Math.floor(at / DAY), 0x9e3779b1), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 15), 0xc2b2ae35);
  const low = ((state ^ (state >>> 13)) >>> 0).toString(16).padStart(8, '0');
  return of.toString(16).padStart(8, '0') + low;
}
