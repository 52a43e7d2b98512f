import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { CacheAnswer } from '#libs/contracts';
import { metrics, Runtime, SETTINGS, type Timer, type Values } from '#libs/service';
import type { gatewaySettings } from '../settings.ts';
import { keyOf } from './address.ts';
import type { Kept } from './drift.ts';
import { Entries, type Entry, type Make } from './entries.ts';
import { atMost } from './most.ts';
import { noting, type Showing } from './noting.ts';
import { type Answer, pressed, type Ready } from './pressed.ts';
import { inTime, Turns } from './turns.ts';

/** A page as a change tells it. */
export interface News {
  answer: Answer;
  shown: Showing;
}
/** An answer that is being made, for whoever waits for it. */
interface Fill {
  made: Promise<Ready>;
  make: Make;
  /** Hands another to those who wait: what is being made is outdated already. */
  tell(ready: Ready): void;
}

/** Pages that lack only what has come since: few, for it is the pages most asked for that list what is new. */
const LAST = 100;
/**
 * Pages asked for within this time, and more than once, are pressed again when a change has purged them: whoever makes
 * up ten thousand addresses of a list would have each change make ten thousand pages.
 */
const HOT_MS = 600_000;
/** And so many of them at a time, those most asked for first. */
const MOST_PRESSED = 100;
const PRESS_MS = 50;
/** What was made again in vain waits twice as long the next time, up to so many times. */
const MOST_DOUBLED = 5;
/** Pages asked for within this time are not taken from their readers by what is merely new. */
const DEMAND_MS = 5_000;
/** So many of them at most: whoever tells the change waits for all. */
const MOST_RENEWED = 24;
/** Whatever is not there anew by then is taken away. */
const RENEW_MS = 500;
/** What nobody has confirmed for so long may be outdated. */
const UNCONFIRMED_MS = 5_000;

const made = metrics.counter({
  name: 'sosik_gateway_made_total',
  help: 'Answers that were made, by the route that makes them',
  labels: ['route'],
});
const requests = metrics.counter({
  name: 'sosik_gateway_ready_total',
  help: 'Requests for pages by how the bytes were found',
  labels: ['result'],
  before: () => {
    for (const result of ['hit', 'stale', 'miss'] as const) requests.inc({ result }, untold[result]);
    Object.assign(untold, nothing);
  },
});
const nothing = { hit: 0, stale: 0, miss: 0 };
const untold = { ...nothing };

/**
 * Pages, feeds and API answers as ready bytes. No bytes outlive a change of what they show: a change purges
 * by key, and a fill that began before the purge is thrown away (its ticket is old). Equal requests that
 * meet a gap share one fill. A page that readers wait for is there with the news of it, before anybody is asked.
 * One that only lacks what has come since is kept aside, for the case that nobody can make it anew.
 */
@Injectable()
export class ReadyStore {
  private readonly entries: Entries;
  private readonly lasts = new LRUCache<string, Ready>(atMost(LAST));
  /** Of articles, without what stands beside them: beside the last ones, which many articles would displace. */
  private readonly alones = new LRUCache<string, Ready>(atMost(LAST));
  private readonly fills = new Map<string, Fill>();
  private readonly purged = new LRUCache<string, number>(atMost(50_000));
  /** The same of changes that have only added something. */
  private readonly grown = new LRUCache<string, number>(atMost(50_000));
  private readonly renewals = new Turns();
  private purges = 0;
  /** Pages under way, those included that nobody is to share any more. */
  private making = 0;
  private readonly press = new Map<string, { timer: Timer; doubled: number }>();
  private open = false;
  private confirmedAt = 0;
  private readonly counts = { ...nothing };

  constructor(
    @Inject(SETTINGS) settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.entries = new Entries(settings.GATEWAY_CACHE_BYTES);
    // What waits longer is of no hurry: its next reader has it made.
    const hurries = () => [...this.press.values()].some(({ doubled }) => doubled < 2);
    runtime.works('press', () => this.making > 0 || this.renewals.busy || hurries());
  }

  /** Nothing is kept before this process is told of changes. */
  begin(): void {
    if (!this.open) this.confirm();
    this.open = true;
  }

  /** All that is kept is as far as anybody knows what is public: changes are told, and content has answered. */
  confirm(): void {
    this.confirmedAt = this.runtime.time.elapsed();
  }

  /** For how many seconds nobody has said so, once it is too many. */
  get unconfirmedS(): number | undefined {
    const ms = this.runtime.time.elapsed() - this.confirmedAt;
    return this.open && ms > UNCONFIRMED_MS ? Math.floor(ms / 1_000) : undefined;
  }

  /**
   * Ready bytes, if there are any; a page whose soft parts are old is made again behind this request, unless there is
   * enough to do (`renews` is false): then it is as old as it was for a while longer.
   */
  get(url: string, renews = true): Ready | undefined {
    const key = keyOf(url);
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    const now = this.runtime.now();
    const { ready, make } = entry;
    ready.askedAt = now;
    ready.asked++;
    ready.inVain = 0;
    if (renews && now - ready.madeAt > (ready.softMs ?? 0) && !this.fills.has(key)) {
      this.fill(url, make).catch(() => undefined);
      this.count('stale');
    } else this.count('hit');
    return ready;
  }

  /** Whether an answer for this address is being made, for whoever asked first and all who ask meanwhile. */
  isMaking(url: string): boolean {
    return this.fills.size > 0 && this.fills.has(keyOf(url));
  }

  /** Makes an answer and keeps it, unless something it shows has changed meanwhile. */
  async fill(url: string, make: Make): Promise<Ready> {
    const ready = await this.share(keyOf(url), make);
    ready.askedAt = this.runtime.now();
    ready.asked++;
    ready.inVain = 0;
    return ready;
  }

  /** The page as it was before something came that it lacks, if nothing it shows has changed since. */
  last(url: string): Ready | undefined {
    return this.lasts.get(keyOf(url)) ?? this.alones.get(keyOf(url));
  }

  /** Keeps a page aside in the same way that somebody has made without asking what stands on it beside. */
  keepAside(url: string, { answer, shown }: News): Ready | undefined {
    if (!this.open) return undefined;
    const ready = { ...pressed(answer, this.runtime.now()), shown };
    this.alones.set(keyOf(url), ready);
    return ready;
  }

  /**
   * Removes all bytes that carry one of these keys; what is wanted is made again, unless it only
   * names what has changed: one title must not make a whole paper anew, so those pages wait for a reader.
   * `news` are pages as the change itself tells them, by address: they stand in for the time of the making, and
   * whoever has asked and waits has them at once.
   */
  purge(keys: readonly string[], news: ReadonlyMap<string, () => News> = new Map()): void {
    const waited = new Map(this.fills);
    const changed = this.mark(keys, this.purged);
    for (const aside of [this.lasts, this.alones])
      for (const [url, { keys: own }] of [...aside.entries()])
        if (own.some((key) => changed.has(key))) aside.delete(url);
    const inPlace = this.open ? news : new Map<string, () => News>();
    const taken: [string, Entry][] = [];
    for (const [url, entry] of this.entries.carrying(changed)) {
      if (!this.take(url, entry, changed)) continue;
      taken.push([url, entry]);
      const told = inPlace.get(url);
      if (told && this.isRecent(entry)) this.standIn(url, told(), entry.make, entry.ready);
    }
    this.pressWanted(taken);
    for (const [url, told] of inPlace) {
      const fill = waited.get(url);
      if (fill) fill.tell(this.entries.peek(url)?.ready ?? this.standIn(url, told(), fill.make));
    }
  }

  /**
   * The same for a change that has only added something: what such bytes show is still right, so those in demand
   * are handed out until they are there anew. Resolves when nobody can get them any more.
   */
  async renew(keys: readonly string[]): Promise<void> {
    const changed = this.mark(keys, this.grown);
    const since = this.runtime.now() - DEMAND_MS;
    const wanted: [string, Entry][] = [];
    const taken: [string, Entry][] = [];
    for (const [url, entry] of this.entries.carrying(changed)) {
      const { askedAt, keys: own, status } = entry.ready;
      const shows = own.some((key) => changed.has(key) && !key.startsWith('named:'));
      if (shows && status === 200) this.lasts.set(url, { ...entry.ready, outdated: true });
      if (shows && status === 200 && askedAt > since && isWanted(entry) && wanted.length < MOST_RENEWED)
        wanted.push([url, entry]);
      else if (this.take(url, entry, changed)) taken.push([url, entry]);
    }
    this.pressWanted(taken);
    await Promise.all(wanted.map(([url, entry]) => this.replace(url, entry)));
  }

  /** How much is ready, and how often that was enough since this process began. */
  measure(): Omit<CacheAnswer, 'pictures' | 'unconfirmed'> {
    return { ...this.entries.measure(), requests: { ...this.counts } };
  }

  /** How many answers a purge of this key would remove. */
  carrying(key: string): number {
    return this.entries.carrying(withListed([key])).length;
  }

  /** Everything that is ready, as far as it is compared with the record. */
  *kept(): Generator<Kept> {
    for (const [, { ready }] of this.entries.all()) yield ready;
  }

  /** Removes what shows one of these articles, by whatever key; what was asked for lately is made again. */
  drop(ids: ReadonlySet<string>): void {
    const shows = ({ ready: { shown } }: Entry) => [...ids].some((id) => shown.has(id));
    const dropped = [...this.entries.all()].filter(([, entry]) => shows(entry));
    // A making that is under way may show them as well.
    this.purge([...ids].flatMap((id) => [`article:${id}`, `named:${id}`]));
    for (const [url] of dropped) this.entries.delete(url);
    this.pressWanted(dropped);
  }

  /** Bytes that carry one of these keys are made again behind the next request for them. */
  soften(keys: readonly string[]): void {
    for (const [, { ready }] of this.entries.carrying(keys)) ready.madeAt = Number.NEGATIVE_INFINITY;
  }

  /** Puts a page as it was told in the place of the one that was there, or that somebody waits for, until it is whole. */
  private standIn(url: string, { answer, shown }: News, make: Make, before?: Ready): Ready {
    const now = this.runtime.now();
    const { askedAt = now, asked = 0, inVain = 0, route } = before ?? {};
    const ready = { ...pressed(answer, now), shown, askedAt, asked, inVain, route };
    this.entries.put(url, { ready, make });
    this.pressAgain(url, { ready, make });
    return ready;
  }

  private count(result: keyof typeof this.counts): void {
    untold[result]++;
    this.counts[result]++;
  }

  /** Remembers that these keys have changed: a fill that is under way may hold the old state, and is not shared any more. */
  private mark(keys: readonly string[], marks: LRUCache<string, number>): ReadonlySet<string> {
    this.purges++;
    this.fills.clear();
    const changed = new Set(withListed(keys));
    for (const key of changed) marks.set(key, this.purges);
    return changed;
  }

  /** Removes an answer that carries some of these keys; true if it does more than name what they stand for. */
  private take(url: string, { ready }: Entry, changed: ReadonlySet<string>): boolean {
    const hit = ready.keys.filter((key) => changed.has(key));
    this.entries.delete(url);
    return !hit.every((key) => key.startsWith('named:'));
  }

  /** Has an answer made while the old one is handed out. */
  private async replace(url: string, { ready, make }: Entry): Promise<void> {
    const turn = this.renewals.next(url, () => this.again(url, { ready, make }));
    const done = await inTime(turn, RENEW_MS, this.runtime.time);
    if (!done || this.entries.peek(url)?.ready === ready) this.entries.delete(url);
  }

  private share(url: string, make: Make): Promise<Ready> {
    const running = this.fills.get(url);
    if (running !== undefined) return running.made;
    this.making++;
    const { promise: told, resolve: tell } = Promise.withResolvers<Ready>();
    const making = this.make(url, make).finally(() => {
      this.making--;
      if (this.fills.get(url) === fill) this.fills.delete(url);
    });
    const fill = { made: Promise.race([making, told]), make, tell };
    this.fills.set(url, fill);
    return fill.made;
  }

  private async make(url: string, make: Make): Promise<Ready> {
    this.count('miss');
    const ticket = this.purges;
    // As of the start: a change between the answer and the first change told would be missed.
    const told = this.open;
    const { made: answer, shown } = await noting(make);
    made.inc({ route: answer.route ?? 'unknown' });
    const asked = this.entries.peek(url)?.ready.asked ?? 0;
    const ready = { ...pressed(answer, this.runtime.now()), shown, asked };
    const since = (marks: LRUCache<string, number>) =>
      answer.keys.some((key) => (marks.get(key) ?? 0) > ticket);
    if (!told || answer.softMs === undefined || since(this.purged)) return ready;
    // What has been added meanwhile is on the next one, if that is to come; nobody else would bring it.
    if (since(this.grown) && !this.renewals.waits(url)) {
      if (answer.status === 200) this.lasts.set(url, { ...ready, outdated: true });
      return ready;
    }
    this.entries.put(url, { ready, make });
    this.lasts.delete(url);
    return ready;
  }

  private isRecent({ ready }: Entry): boolean {
    return this.runtime.now() - ready.askedAt < HOT_MS;
  }

  /** Has those made again that were asked for lately, and more than once; the others wait for a reader. */
  private pressWanted(taken: readonly [string, Entry][]): void {
    const wanted = taken.filter(([, entry]) => isWanted(entry) && this.isRecent(entry));
    for (const [url, entry] of wanted.toSorted(([, a], [, b]) => b.ready.asked - a.ready.asked))
      if (this.press.size < MOST_PRESSED) this.pressAgain(url, entry);
  }

  private pressAgain(url: string, entry: Entry): void {
    if (this.press.has(url)) return;
    const doubled = Math.min(entry.ready.inVain, MOST_DOUBLED);
    const timer = this.runtime.time.after(PRESS_MS * 2 ** doubled, () => {
      this.press.delete(url);
      this.again(url, entry).catch(() => undefined);
    });
    timer.unref();
    this.press.set(url, { timer, doubled });
  }

  /** Nobody asks for this one: the page stays as hot as it was, or it would be pressed for ever. */
  private async again(url: string, { ready: { askedAt, asked, inVain }, make }: Entry): Promise<void> {
    const ready = await this.share(url, make);
    ready.asked = Math.max(ready.asked, asked);
    // Somebody may have asked meanwhile.
    if (ready.askedAt > askedAt) return;
    ready.askedAt = askedAt;
    ready.inVain = inVain + 1;
  }
}

/** Whether more than one have asked for it: what was looked at once is made again for nobody. */
function isWanted({ ready }: Entry): boolean {
  return ready.asked > 1;
}

/**
 * Beside the key of an edition's lists, that of what holds some of its articles and is seldom read: feeds of tags,
 * archives, sitemaps. There may be thousands of them, so they wait for a reader instead of being pressed again.
 */
function withListed(keys: readonly string[]): string[] {
  return keys.flatMap((key) => (key.startsWith('list:') ? [key, `named:${key}`] : [key]));
}
