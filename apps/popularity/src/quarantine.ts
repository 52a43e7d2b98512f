import type { ListDecision, ListLifting } from '#libs/contracts';
import { CappedCount, type Networks } from './cap.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Networks that are told of an hour: those that most was held back of. */
const TOLD = 5;

/** Fewer in an hour are slips of readers, and nobody looks for them. */
const LEAST = 10;

/** What is kept of an hour of the log in which views of an article were left. */
export interface HeldHour {
  id: string;
  hour: number;
  /** Views that came to count in this hour, also some that had come before. */
  counted: number;
  held: {
    /** Too many of one network, since the day began, at the end of this hour. */
    network: number;
    doubleClick: number;
    repeated: number;
  };
  networks: { group: number; views: number; held: number }[];
}

/** An article in a day of the log: what counts, and what was left in the hour. */
export class ArticleDay {
  private readonly count: CappedCount;
  private hour = -1;
  private counted = 0;
  private doubleClick = 0;
  private repeated = 0;

  constructor(
    networks: Networks,
    /** The article's name where visitors are told apart, see `Clicks`. */
    readonly word: number,
  ) {
    this.count = new CappedCount(networks);
  }

  isOver(now: number): boolean {
    return now >= this.hour + HOUR;
  }

  turn(now: number): void {
    if (!this.isOver(now)) return;
    this.hour = now - (now % HOUR);
    this.counted = 0;
    this.doubleClick = 0;
    this.repeated = 0;
  }

  /** How many views come to count by this one. */
  judge(net: string | undefined, { repeated, again }: { repeated: boolean; again: boolean }): number {
    if (repeated) this.repeated++;
    else if (again) this.doubleClick++;
    if (repeated || again) return 0;
    const views = this.count.add(net);
    this.counted += views;
    return views;
  }

  /** Lets everything count; answers how many had waited. */
  release(now: number): number {
    this.turn(now);
    const views = this.count.release();
    this.counted += views;
    return views;
  }

  /** Whether there is something to tell of this hour. */
  get leaves(): boolean {
    return this.count.waits || this.count.free || this.doubleClick + this.repeated > 0;
  }

  /** Nothing where next to nothing was left. */
  row(id: string): HeldHour[] {
    const { hour, counted, doubleClick, repeated } = this;
    const network = this.count.held;
    if (!this.count.free && network + doubleClick + repeated < LEAST) return [];
    const networks = this.count.heldBack(TOLD);
    return [{ id, hour, counted, held: { network, doubleClick, repeated }, networks }];
  }
}

/** All views of an article count while it holds, and those that were held back that day. */
export interface Overrule {
  article: string;
  from: number;
  until: number;
}

/**
 * A decision holds a little later than it was made: every counter has heard of it by then, so that the same records
 * of the log meet it whenever they are read.
 */
const HEARD = 2 * SECOND;

export function overruleOf(
  { article, at, until }: Pick<ListDecision, 'article' | 'at' | 'until'>,
  lifted?: Pick<ListLifting, 'at'>,
): Overrule {
  const end = lifted ? Math.min(Date.parse(until), Date.parse(lifted.at)) : Date.parse(until);
  return { article, from: Date.parse(at) + HEARD, until: end };
}

/** What was left of the views of an article, over some hours. */
export interface HeldArticle {
  id: string;
  held: HeldHour['held'];
  /** The last hour in which some were. */
  last: number;
}

const DAY = 24 * HOUR;
const total = ({ held: { network, doubleClick, repeated } }: HeldArticle) => network + doubleClick + repeated;

/** Hours of articles, in any order, as articles: those that most was left of first. */
export function summed(rows: readonly HeldHour[]): HeldArticle[] {
  const articles = new Map<string, HeldArticle>();
  // Of one network the count goes on from hour to hour, until the day of the log is over: its highest is the day's.
  const days = new Map<string, number>();
  for (const { id, hour, held } of rows) {
    const article = articles.get(id) ?? { id, held: { network: 0, doubleClick: 0, repeated: 0 }, last: hour };
    articles.set(id, article);
    const day = `${id} ${Math.floor(hour / DAY)}`;
    const more = Math.max(0, held.network - (days.get(day) ?? 0));
    days.set(day, (days.get(day) ?? 0) + more);
    article.held.network += more;
    article.held.doubleClick += held.doubleClick;
    article.held.repeated += held.repeated;
    article.last = Math.max(article.last, hour);
  }
  return [...articles.values()].toSorted((a, b) => total(b) - total(a) || (a.id < b.id ? -1 : 1));
}
