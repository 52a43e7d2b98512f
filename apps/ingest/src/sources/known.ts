import { hash } from 'node:crypto';
import type { WireItem } from '../formats/wire.ts';

/** An item as it is remembered: who it is, what it said, and the version that it got. */
export type Entry = readonly [id: string, print: string, version: number];
/** Those that were in the feed last stand last. */
export type Known = readonly Entry[];

/** An item that says something new, with the version that it gets here. */
export interface News {
  item: WireItem;
  entry: Entry;
}

export interface Sifted {
  news: News[];
  /** Known already, and the same as before. */
  same: Entry[];
  /** New ones that are more than are taken at once. */
  rest: number;
}

/** Of a feed no more items are looked at; of those behind it nothing is known, and they are told as `rest`. */
const MOST_ITEMS = 1_000;
/** As many as some feeds of the largest size; 50 bytes each. */
const MOST_KNOWN = 4_000;
/** Half of a hash: two items of one source that share it by chance are not to be expected in its life. */
const DIGITS = 16;

interface Sifting {
  atMost: number;
  /** Versions are the item's own numbers, or its dates. */
  rule?: 'integer' | 'versionCreated' | undefined;
}

/** What is new in a feed. An item that is there twice counts by its newer state. */
export function sift(items: readonly WireItem[], known: Known, { atMost, rule }: Sifting): Sifted {
  const before = new Map(known.map((entry) => [entry[0], entry]));
  const newest = new Map<string, WireItem>();
  for (const item of items.slice(0, MOST_ITEMS)) {
    const id = idOf(item);
    const other = newest.get(id);
    if (!other || saidVersion(item, rule) > saidVersion(other, rule)) newest.set(id, item);
  }
  const sifted: Sifted = { news: [], same: [], rest: Math.max(0, items.length - MOST_ITEMS) };
  for (const [id, item] of newest) {
    const print = printOf(item);
    const old = before.get(id);
    if (old?.[1] === print) sifted.same.push(old);
    else if (sifted.news.length === atMost) sifted.rest++;
    else sifted.news.push(newsOf(item, { id, print, rule, before: old?.[2] }));
  }
  return sifted;
}

/** What is remembered after these were in the feed; who has not been there for long is forgotten. */
export function remembered(known: Known, seen: readonly Entry[]): Known {
  const ids = new Set(seen.map(([id]) => id));
  return [...known.filter(([id]) => !ids.has(id)), ...seen].slice(-MOST_KNOWN);
}

interface Facts {
  id: string;
  print: string;
  rule: Sifting['rule'];
  before: number | undefined;
}

/** An item without a date begins at 1; one that has changed without a newer date gets the next number. */
function newsOf(item: WireItem, { id, print, rule, before }: Facts): News {
  if (item.type === 'article.withdrawn') return { item, entry: [id, print, before ?? 0] };
  const said = saidVersion(item, rule);
  const version = said > (before ?? 0) ? said : (before ?? 0) + 1;
  // In both words, so that it is this one by whatever its source counts.
  const versionCreated = new Date(version).toISOString();
  const guessed = version === said ? [] : [guess(item, before, version)];
  return {
    item: { ...item, versionCreated, data: { ...item.data, version }, notes: [...item.notes, ...guessed] },
    entry: [id, print, version],
  };
}

function guess({ pointer }: WireItem, before: number | undefined, version: number): WireItem['notes'][0] {
  const why = before === undefined ? 'names no date' : 'has changed without a newer date';
  return { pointer, code: 'guessed', message: `${why}, so its version is ${version}` };
}

/** 0 if it says none. */
function saidVersion({ data, versionCreated }: WireItem, rule: Sifting['rule']): number {
  const dated = Date.parse(versionCreated ?? data.contentCreated ?? '');
  const date = Number.isNaN(dated) ? 0 : Math.max(0, dated);
  if (rule === 'versionCreated') return date;
  return data.version ?? (rule === 'integer' ? 0 : date);
}

/** Of one that has no uri the place, which at least is the same the next time in a feed that stands still. */
function idOf({ data, pointer }: WireItem): string {
  return digest(data.uri ?? pointer);
}

/** Of what it says, but not of its dates: feeds that are made anew with the date of the day say nothing new. */
function printOf({ type, data }: WireItem): string {
  const { version: _, contentCreated: __, ...said } = data;
  return digest(JSON.stringify([type, said]));
}

function digest(text: string): string {
  return hash('sha256', text).slice(0, DIGITS);
}
