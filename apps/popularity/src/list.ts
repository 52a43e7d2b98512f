import { type DecisionRow, isHidden, type PopularAnswer, type PopularQuery } from '#libs/contracts';
import { isKorean } from '#libs/text';
import type { ArticleRow } from './card.store.ts';

export type Item = PopularAnswer['data'][number];
export type Card = NonNullable<ArticleRow['card']>;

/** Which articles a list is of; absent: of all. */
export type Scope = Pick<PopularQuery, 'section' | 'lang'>;

/** A list by its scope: `society/ko`, `/en`, `/`. */
export function nameOf({ section, lang }: Scope): string {
  return `${section ?? ''}/${lang ?? ''}`;
}

export function scopeOf(name: string): Scope {
  const [section, lang] = name.split('/');
  return { ...(section ? { section } : {}), ...(lang === 'en' || lang === 'ko' ? { lang } : {}) };
}

/** The four lists an article belongs in; one that is hidden is in none. */
function namesOf({ section, language }: Card): string[] {
  if (isHidden(section)) return [];
  const lang = isKorean(language) ? 'ko' : 'en';
  const scopes: Scope[] = [{}, { lang }, { section }, { section, lang }];
  return scopes.map(nameOf);
}

/** No list is longer than the longest that is asked for. */
const LONGEST = 50;
const DAY = 86_400_000;
/** From a year on an article is not read as news any more, and a reader is told so. */
const OLD_DAYS = 365;
/** An old article that a handful of readers have dug up is no news of today. */
const LEAST_OLD = 20;

function daysOf({ published }: Card, now: number): number {
  return published === undefined ? 0 : Math.floor((now - Date.parse(published)) / DAY);
}

/** Whether so many views are enough for an article of that age. */
export function isSupported(card: Card, views: number, now: number): boolean {
  return daysOf(card, now) < OLD_DAYS || views >= LEAST_OLD;
}

/** What a list shows of an article, but for what follows from the list. */
function itemOf(id: string, views: number, card: Card, now: number): Omit<Item, 'rank'> {
  const { published, url, headline, section, language } = card;
  const days = daysOf(card, now);
  const age = published !== undefined && days >= OLD_DAYS ? { age: { days, published } } : {};
  return { id, url, headline, section, language, views, ...age };
}

interface Wanted {
  now: number;
  /** Decisions that hold, the newest first. */
  decisions: readonly DecisionRow[];
  /** The one list that is wanted, and how long; absent: all lists. */
  only?: { name: string; limit: number };
}

/** Whether a decision is about a list of that name. */
function isAbout({ list }: DecisionRow, name: string): boolean {
  const { section } = scopeOf(name);
  return list === undefined || (list === 'front' ? section === undefined : section === list);
}

/**
 * Makes lists of articles that come in the order of their views, and of what editors have decided. Takes public
 * articles alone: whoever asks for its card knows that an article is one.
 */
export class Gathering {
  private readonly lists = new Map<string, Omit<Item, 'rank'>[]>();
  private readonly taken = new Set<string>();
  private readonly excluded: readonly DecisionRow[];

  constructor(private readonly wanted: Wanted) {
    this.excluded = wanted.decisions.filter(({ kind }) => kind === 'exclude');
  }

  take(id: string, views: number, card: Card): void {
    const { now } = this.wanted;
    // One that rose while the counts were walked down may be met again.
    if (this.taken.has(id) || !isSupported(card, views, now)) return;
    this.taken.add(id);
    for (const name of this.namesFor(id, card)) {
      const list = this.lists.get(name) ?? [];
      this.lists.set(name, list);
      if (list.length < this.longest) list.push(itemOf(id, views, card, now));
    }
  }

  /** The one list that is wanted needs no more. */
  get full(): boolean {
    const { only } = this.wanted;
    return only !== undefined && (this.lists.get(only.name)?.length ?? 0) >= only.limit;
  }

  /** Puts an article where editors want it; the last one that is put in a place has it. */
  pin(pin: DecisionRow, views: number, card: Card): void {
    const { now } = this.wanted;
    for (const name of this.namesFor(pin.article, card)) {
      if (!isAbout(pin, name)) continue;
      const others = (this.lists.get(name) ?? []).filter(({ id }) => id !== pin.article);
      others.splice((pin.rank ?? 1) - 1, 0, { ...itemOf(pin.article, views, card, now), pinned: true });
      this.lists.set(name, others.slice(0, this.longest));
    }
  }

  /** The lists as they stand, by name. */
  get made(): ReadonlyMap<string, readonly Item[]> {
    return new Map([...this.lists].map(([name, list]) => [name, numbered(list)]));
  }

  private get longest(): number {
    return this.wanted.only?.limit ?? LONGEST;
  }

  private namesFor(id: string, card: Card): string[] {
    const { only } = this.wanted;
    const mine = this.excluded.filter(({ article }) => article === id);
    return namesOf(card).filter(
      (name) => (only === undefined || only.name === name) && !mine.some((each) => isAbout(each, name)),
    );
  }
}

/** Pins in the order in which they are put in place: from above, and of two for one place the newer last. */
export function pinsOf(decisions: readonly DecisionRow[]): DecisionRow[] {
  return decisions
    .filter(({ kind }) => kind === 'pin')
    .toReversed()
    .toSorted((a, b) => (a.rank ?? 1) - (b.rank ?? 1));
}

export function numbered<T extends object>(items: readonly T[]): (T & { rank: number })[] {
  return items.map((item, index) => ({ ...item, rank: index + 1 }));
}

/** Views that a list rests on. */
export function sampleOf(items: readonly Item[]): number {
  return items.slice(0, LONGEST).reduce((sum, { views }) => sum + views, 0);
}
