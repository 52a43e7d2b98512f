import { Chance } from '../local/chance.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Monday in Seoul. */
export const BEGIN = Date.parse('2026-03-02T00:00:00+09:00');

/** Somebody reads an article. Visitors and networks are numbers; what the log has of them is made later. */
export interface Reading {
  at: number;
  article: number;
  visitor: number;
  net: number;
  honest: boolean;
}

export interface Article {
  published: number;
  /** How many look for it when it is new, beside others. */
  pull: number;
  halfLifeMs: number;
  /** By how much more it is read over mobile carriers than others are. */
  mobile: number;
}

export interface Week {
  articles: Article[];
  readings: Reading[];
}

/** Share of a day's readers by hour in Seoul, from midnight: the way to work, noon, and the evening. */
const rhythm = [
  ...[24, 14, 9, 6, 6, 12, 30, 56, 66, 62, 58, 56],
  ...[70, 60, 52, 50, 50, 54, 62, 66, 70, 72, 66, 44],
];
const rhythmSum = rhythm.reduce((sum, each) => sum + each, 0);

/** Networks by kind: how many there are, what share of readers they have, and how unequal they are. */
const kinds = {
  carrier: { from: 0, nets: 12, share: 0.3, skew: 1.4 },
  campus: { from: 100, nets: 20, share: 0.05, skew: 1.5 },
  office: { from: 1_000, nets: 400, share: 0.1, skew: 1.2 },
  home: { from: 10_000, nets: 30_000, share: 0.55, skew: 1.6 },
} as const;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

const PUBLISHED_A_DAY = 60;
const EVERGREENS = 300;
/** Who looks for articles sees what there is for so long. */
const SHELF_MS = 10 * MINUTE;
const FORGOTTEN_MS = 4 * DAY;

export function isCarrier(net: number): boolean {
  return net < kinds.carrier.nets;
}

/** An honest week, or a part of it: articles that come and age, readers with the rhythm of a day. */
export function honestWeek({ seed, perDay, days }: { seed: number; perDay: number; days: number }): Week {
  const chance = Chance.of(seed, 1);
  const articles = paper(chance, days);
  const readers = new Readers(chance, articles);
  for (let at = BEGIN; at < BEGIN + days * DAY; at += MINUTE) {
    const hour = Math.floor((at - BEGIN) / HOUR) % 24;
    // Readers have 1.7 views in the mean.
    const expected = (perDay * (rhythm[hour] ?? 0)) / rhythmSum / 60 / 1.7;
    const come = Math.floor(expected + chance.next());
    for (let i = 0; i < come; i++) readers.read(at + chance.next() * MINUTE);
  }
  const end = BEGIN + days * DAY;
  return { articles, readings: inOrder(readers.readings.filter(({ at }) => at < end)) };
}

export function inOrder(readings: Reading[]): Reading[] {
  return readings.toSorted((a, b) => a.at - b.at);
}

function paper(chance: Chance, days: number): Article[] {
  const articles: Article[] = Array.from({ length: EVERGREENS }, (_, i) => ({
    ...{ published: 0, pull: 0.3 / (i + 10), halfLifeMs: Number.POSITIVE_INFINITY, mobile: 1 },
  }));
  // What was published before the week begins is read on.
  for (let day = -3; day < days; day++) {
    const ranks = chance.shuffled(Array.from({ length: PUBLISHED_A_DAY }, (_, i) => i + 1));
    for (const rank of ranks) {
      const published = BEGIN + day * DAY + (6 + 16 * chance.next()) * HOUR;
      const halfLifeMs = (4 + 14 * chance.next()) * HOUR;
      articles.push({ published, pull: 1 / rank, halfLifeMs, mobile: chance.next() < 0.15 ? 2 : 1 });
    }
  }
  return articles;
}

export function pullAt(article: Article, at: number): number {
  const age = at - article.published;
  if (age < 0) return 0;
  if (article.published > 0 && age > FORGOTTEN_MS) return 0;
  return article.pull * 0.5 ** (age / article.halfLifeMs);
}

/** What there is to read, to be picked by how much it is looked for. */
class Shelf {
  private readonly sums: number[] = [];
  private readonly kept: number[] = [];

  constructor(articles: readonly Article[], at: number, mobile: boolean) {
    let sum = 0;
    for (const [index, article] of articles.entries()) {
      const pull = pullAt(article, at) * (mobile ? article.mobile : 1 - (article.mobile - 1) * 0.4);
      if (pull < 1e-4) continue;
      sum += pull;
      this.sums.push(sum);
      this.kept.push(index);
    }
  }

  pick(chance: Chance): number {
    const wanted = chance.next() * (this.sums.at(-1) ?? 0);
    let low = 0;
    for (let high = this.sums.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return this.kept[low] ?? 0;
  }
}

function kindOf(chance: number): Kind {
  let sum = 0;
  for (const name of kindNames) {
    sum += kinds[name].share;
    if (chance < sum) return name;
  }
  return 'home';
}

class Readers {
  readonly readings: Reading[] = [];
  private visitors = 0;
  private shelved = 0;
  private shelves: { mobile: Shelf; other: Shelf } | undefined;
  private readonly known: { visitor: number; net: number }[] = [];

  constructor(
    private readonly chance: Chance,
    private readonly articles: readonly Article[],
  ) {}

  /** Somebody comes, reads an article or a few, and clicks twice now and then. */
  read(from: number): void {
    const { chance } = this;
    const { visitor, net } = this.somebody();
    for (let at = from; ; at += (0.5 + 2 * chance.next()) * MINUTE) {
      const article = this.shelf(from, isCarrier(net)).pick(chance);
      this.readings.push({ at, article, visitor, net, honest: true });
      if (chance.next() < 0.03)
        this.readings.push({ at: at + 2 * SECOND, article, visitor, net, honest: true });
      if (chance.next() > 0.4) return;
    }
  }

  private somebody(): { visitor: number; net: number } {
    const { chance, known } = this;
    const place = Math.floor(chance.next() * 20_000);
    const before = known[place];
    if (before && chance.next() < 0.3) return before;
    const kind = kindOf(chance.next());
    const { from, nets, skew } = kinds[kind];
    const made = { visitor: ++this.visitors, net: from + Math.floor(nets * chance.next() ** skew) };
    known[place] = made;
    return made;
  }

  private shelf(at: number, mobile: boolean): Shelf {
    if (!this.shelves || at - this.shelved > SHELF_MS) {
      this.shelved = at;
      const { articles } = this;
      this.shelves = { mobile: new Shelf(articles, at, true), other: new Shelf(articles, at, false) };
    }
    return mobile ? this.shelves.mobile : this.shelves.other;
  }
}
