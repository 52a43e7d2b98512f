import type { ViewBatch } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { Batches } from './batches.ts';
import { type CapRule, capRule, Networks } from './cap.ts';
import { Clicks, wordOf } from './clicks.ts';
import { ArticleDay, type HeldHour, type Overrule } from './quarantine.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A view so soon after the same visitor's previous one of the same article is a double click. */
export const DOUBLE_CLICK = 30 * SECOND;

/** A gateway's clock may be wrong: the log's append time bounds what is believed. */
const EARLIEST = 10 * MINUTE;
const LATEST = MINUTE;

/** So often it is looked at which networks are large. */
const LOOK = 10 * MINUTE;

/** What a view adds to its article. */
export interface Count {
  id: string;
  /** When it was, as far as that is believed. */
  at: number;
  /** More than one where it brings in others that had waited for it. */
  views: number;
  visitor: string | undefined;
  /** They were held back before, and an editor has said that they count. */
  late?: true;
}

/** What does not count, by reason. */
export interface Left {
  repeated: number;
  doubleClick: number;
  capped: number;
}

/** A record of the log, judged. */
export interface Judged {
  offset: number;
  /** Who goes on behind this record has to read from this one on, to judge alike. */
  from: number;
  counts: Count[];
  left: Left;
}

/** What happened in the log within half a minute that begins at `at`, with the record at `first`. */
class Span {
  readonly batches = new Batches();
  readonly clicks: Clicks;

  constructor(
    readonly at: number,
    readonly first: number,
  ) {
    this.clicks = new Clicks(at);
  }
}

/** What is known of a day of the log. `from`: the first record that it depends on. */
interface Day {
  at: number;
  from: number;
  batches: Batches;
  networks: Networks;
  articles: Map<string, ArticleDay>;
  /** Articles all of whose views count. */
  free: Set<string>;
}

/**
 * Judges which views of one partition count: no batch twice, no double click, of one network no more than the cap.
 * Time is that of the log, so that the same records give the same counts whenever they are read: all that is
 * remembered is of this day of the log and of the half minute before it. Who begins at the `from` of a record
 * therefore judges what follows that record as one who has read everything.
 */
export class Tally {
  private next = -1;
  /** Judged, and not yet known to be applied. */
  private readonly waiting = new Map<number, Judged>();
  private before: Span | undefined;
  private span = new Span(-1, 0);
  private looked = -1;
  private day: Day;
  /** What was left in hours that are over, and articles of which views are left in this one. */
  private readonly rows: HeldHour[] = [];
  private readonly touched = new Set<string>();

  /**
   * `applied`: offset up to which everything is applied, wherever this tally begins to read. `overrules`: what
   * editors have decided so far.
   */
  constructor(
    private applied = -1,
    private readonly overrules: () => readonly Overrule[] = () => [],
    private readonly rule = capRule,
  ) {
    this.day = dayOf(-1, { from: 0, rule });
  }

  /** What the store must have applied; less is a loss, whoever has asked for its position since. */
  get known(): number {
    return this.applied;
  }

  /** What this record counts; undefined if that is applied. A record that comes again is judged as it was. */
  judge(delivery: Delivery<ViewBatch>): Judged | undefined {
    const { offset } = delivery;
    if (offset < this.next) return this.waiting.get(offset);
    this.next = offset + 1;
    const judged = this.take(delivery);
    if (offset <= this.applied) return undefined;
    this.waiting.set(offset, judged);
    return judged;
  }

  /** All records up to this one are applied. */
  apply(offset: number): void {
    this.applied = Math.max(this.applied, offset);
    for (const each of this.waiting.keys()) {
      if (each > offset) break;
      this.waiting.delete(each);
    }
  }

  /** What is left so far of the articles that something was left of since the last call, by hour. */
  held(): HeldHour[] {
    this.write();
    return this.rows.splice(0);
  }

  private write(): void {
    for (const id of this.touched) this.rows.push(...(this.day.articles.get(id)?.row(id) ?? []));
    this.touched.clear();
  }

  private take({ offset, appendedAt, value }: Delivery<ViewBatch>): Judged {
    this.turn(appendedAt, offset);
    const judged: Judged = {
      ...{ offset, from: this.day.from, counts: this.released(appendedAt, offset) },
      left: { repeated: 0, doubleClick: 0, capped: 0 },
    };
    this.span.batches.add(value.gateway, value.n);
    const repeated = !this.day.batches.add(value.gateway, value.n);
    for (const view of value.views) {
      const article = this.articleOf(view.id, appendedAt);
      const again = this.again(article, view.visitor, appendedAt);
      const views = article.judge(view.net, { repeated, again });
      const at = Math.min(Math.max(view.at, appendedAt - EARLIEST), appendedAt + LATEST);
      if (views > 0) judged.counts.push({ id: view.id, at, views, visitor: view.visitor });
      if (article.leaves && offset > this.applied) this.touched.add(view.id);
      if (repeated) judged.left.repeated++;
      else if (again) judged.left.doubleClick++;
      // Those that it brings in had been left when they came.
      else judged.left.capped += 1 - views;
    }
    return judged;
  }

  /** What counts from now on, since an editor has said so. */
  private released(now: number, offset: number): Count[] {
    const counts: Count[] = [];
    for (const { article: id, from, until } of this.overrules()) {
      if (now < from || now >= until || this.day.free.has(id)) continue;
      this.day.free.add(id);
      const views = this.day.articles.has(id) ? this.articleOf(id, now).release(now) : 0;
      if (views > 0) counts.push({ id, at: now, views, visitor: undefined, late: true });
      if (offset > this.applied) this.touched.add(id);
    }
    return counts;
  }

  /** Whether the visitor has seen the article within half a minute, be it counted or not; notes that it is seen now. */
  private again({ word }: ArticleDay, visitor: string | undefined, now: number): boolean {
    if (visitor === undefined) return false;
    const last = this.span.clicks.note(word, visitor, now) ?? this.before?.clicks.last(word, visitor);
    return last !== undefined && now - last <= DOUBLE_CLICK;
  }

  private articleOf(id: string, now: number): ArticleDay {
    let article = this.day.articles.get(id);
    if (!article) {
      article = new ArticleDay(this.day.networks, wordOf(id));
      if (this.day.free.has(id)) article.release(now);
      this.day.articles.set(id, article);
    }
    if (article.isOver(now) && this.touched.delete(id)) this.rows.push(...article.row(id));
    article.turn(now);
    return article;
  }

  private turn(now: number, offset: number): void {
    const at = now - (now % DOUBLE_CLICK);
    const last = this.span;
    if (at > this.span.at) {
      this.before = this.span.at === at - DOUBLE_CLICK ? this.span : undefined;
      this.span = new Span(at, offset);
    }
    const look = now - (now % LOOK);
    if (look > this.looked) {
      this.looked = look;
      this.day.networks.look();
    }
    const day = now - (now % this.rule.periodMs);
    if (day <= this.day.at) return;
    const before = last.at === day - DOUBLE_CLICK ? last : undefined;
    this.write();
    this.day = dayOf(day, {
      from: before?.first ?? offset,
      rule: this.rule,
      batches: before?.batches.copy(),
    });
  }
}

function dayOf(
  at: number,
  { from, rule, batches }: { from: number; rule: CapRule; batches?: Batches | undefined },
): Day {
  return {
    ...{ at, from, batches: batches ?? new Batches(), networks: new Networks(rule) },
    ...{ articles: new Map(), free: new Set() },
  };
}
