import type { View, ViewBatch } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { Batches } from './batches.ts';
import { CappedCount, capRule, Networks } from './cap.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A view so soon after the same visitor's previous one of the same article is a double click. */
export const DOUBLE_CLICK = 30 * SECOND;

/** A gateway's clock may be wrong: the log's append time bounds what is believed. */
const EARLIEST = 10 * MINUTE;
const LATEST = MINUTE;

/** What a view adds to its article. */
export interface Count {
  id: string;
  /** When it was, as far as that is believed. */
  at: number;
  /** More than one where it brings in others that had waited for it. */
  views: number;
  visitor: string | undefined;
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
  readonly clicks = new Map<string, number>();
  readonly batches = new Batches();

  constructor(
    readonly at: number,
    readonly first: number,
  ) {}
}

/** What is known of an hour of the log. `from`: the first record that it depends on. */
interface Hour {
  at: number;
  networks: Networks;
  from: number;
  batches: Batches;
  articles: Map<string, CappedCount>;
}

/**
 * Judges which views of one partition count: no batch twice, no double click, of one network no more than the cap.
 * Time is that of the log, so that the same records give the same counts whenever they are read: all that is
 * remembered is of this hour of the log and of the half minute before it. Who begins at the `from` of a record
 * therefore judges what follows that record as one who has read everything.
 */
export class Tally {
  private next = -1;
  private looked = -1;
  /** Judged, and not yet known to be applied. */
  private readonly waiting = new Map<number, Judged>();
  private before: Span | undefined;
  private span = new Span(-1, 0);
  private hour: Hour = { at: -1, networks: new Networks(), from: 0, batches: new Batches(), articles: new Map() };

  /** `applied`: offset up to which everything is applied, wherever this tally begins to read. */
  constructor(
    private applied = -1,
    private readonly rule = capRule,
  ) {}

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

  private take({ offset, appendedAt, value }: Delivery<ViewBatch>): Judged {
    this.turn(appendedAt, offset);
    const judged: Judged = {
      ...{ offset, from: this.hour.from, counts: [] },
      left: { repeated: 0, doubleClick: 0, capped: 0 },
    };
    this.span.batches.add(value.gateway, value.n);
    const repeated = !this.hour.batches.add(value.gateway, value.n);
    for (const view of value.views) {
      const again = this.again(view, appendedAt);
      if (repeated) judged.left.repeated++;
      else if (again) judged.left.doubleClick++;
      else {
        const views = this.articleOf(view.id).add(view.net);
        const at = Math.min(Math.max(view.at, appendedAt - EARLIEST), appendedAt + LATEST);
        if (views > 0) judged.counts.push({ id: view.id, at, views, visitor: view.visitor });
        // Those that it brings in had been left when they came.
        judged.left.capped += 1 - views;
      }
    }
    return judged;
  }

  /** Whether the visitor has seen the article within half a minute, be it counted or not; notes that it is seen now. */
  private again({ id, visitor }: Pick<View, 'id' | 'visitor'>, now: number): boolean {
    if (visitor === undefined) return false;
    const who = visitor + id;
    const last = this.span.clicks.get(who) ?? this.before?.clicks.get(who);
    this.span.clicks.set(who, now);
    return last !== undefined && now - last <= DOUBLE_CLICK;
  }

  private articleOf(id: string): CappedCount {
    const known = this.hour.articles.get(id);
    if (known) return known;
    const made = new CappedCount(this.hour.networks);
    this.hour.articles.set(id, made);
    return made;
  }

  private turn(now: number, offset: number): void {
    const at = now - (now % DOUBLE_CLICK);
    const last = this.span;
    if (at > this.span.at) {
      this.before = this.span.at === at - DOUBLE_CLICK ? this.span : undefined;
      this.span = new Span(at, offset);
    }
    const look = now - (now % (10 * MINUTE));
    if (look > this.looked) {
      this.looked = look;
      this.hour.networks.look();
    }
    const hour = now - (now % this.rule.periodMs);
    if (hour <= this.hour.at) return;
    const before = last.at === hour - DOUBLE_CLICK ? last : undefined;
    this.hour = {
      ...{ at: hour, from: before?.first ?? offset, articles: new Map(), networks: new Networks(this.rule) },
      batches: before?.batches.copy() ?? new Batches(),
    };
  }
}
