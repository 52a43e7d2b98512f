import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Change, type EditorialChange, topics } from '#libs/contracts';
import { BackendClient } from '../backend.client.ts';
import type { Position } from './position.ts';
import { ALERTS, editionOf, type Known, type Telling, tellingOf } from './telling.ts';

/** A change of the log with its place. */
export interface Heard {
  partition: number;
  offset: number;
  value: Change | EditorialChange;
}

/** One record as readers may be told of it; the record itself may have had nothing for them. */
export interface Entry {
  partition: number;
  offset: number;
  telling: Telling | undefined;
}

/** As many as a reader may have missed. */
export const KEPT = 2_000;
/** Gateways are never that far apart: such a place is one of another log. */
const AHEAD = 10_000;
/** Articles whose last state is remembered, to tell what is new from what is told again. */
const KNOWN = 20_000;

/**
 * The last events of the public stream, in the order in which this gateway heard of them. Opens when what was said
 * before its start is known; changes that come earlier wait. Of an article that leaves the public no earlier words
 * stay here, and what was withdrawn by another way than the log is not shown either.
 */
@Injectable()
export class Journal {
  private entries: Entry[] = [];
  /** Number of the first entry that is kept, counted from the start of this process. */
  private begin = 0;
  private readonly floor: number[];
  private readonly next: number[];
  private readonly known = new LRUCache<string, Known>({ max: KNOWN });
  private readonly listeners = new Set<() => void>();
  private early: Heard[] | undefined = [];

  constructor(@Inject(BackendClient) private readonly backend: BackendClient) {
    this.floor = new Array<number>(topics.changes.partitions).fill(0);
    this.next = [...this.floor];
  }

  get isOpen(): boolean {
    return this.early === undefined;
  }

  /** Where somebody stands who has been told all. */
  get position(): Position {
    return this.next;
  }

  /** Number of the next entry. */
  get end(): number {
    return this.begin + this.entries.length;
  }

  /** `past` holds all that is left of the log between the two positions, in any order of its partitions. */
  open(past: readonly Heard[], from: Position, to: Position): void {
    const { early = [] } = this;
    this.early = undefined;
    from.forEach((offset, partition) => {
      this.floor[partition] = offset;
      this.next[partition] = offset;
    });
    for (const each of past) this.add(each);
    to.forEach((offset, partition) => {
      this.next[partition] = Math.max(offset, this.next[partition] ?? 0);
    });
    this.take(early);
  }

  /** A record that is heard twice is told once. */
  take(heard: readonly Heard[]): void {
    if (this.early) {
      this.early.push(...heard);
      return;
    }
    for (const each of heard) this.add(each);
    for (const listener of this.listeners) listener();
  }

  /** Calls whenever there may be more, until what it answers is called. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Number of the entry to begin with for who has been told all before a position; nothing if more was missed. */
  resume(position: Position): number | undefined {
    const reached = position.every((offset, partition) => {
      const ahead = offset - (this.next[partition] ?? 0);
      return offset >= (this.floor[partition] ?? 0) && ahead <= AHEAD;
    });
    return reached ? this.begin : undefined;
  }

  /** Nothing where that entry has not come yet, or is not kept any more. */
  at(number: number): Entry | undefined {
    const entry = this.entries[number - this.begin];
    if (!entry?.telling || entry.telling.type === 'withdrawn') return entry;
    return this.backend.isGone(entry.telling.about) ? { ...entry, telling: undefined } : entry;
  }

  /** Whether entries up to this number have been dropped. */
  forgot(number: number): boolean {
    return number < this.begin;
  }

  private add({ partition, offset, value }: Heard): void {
    if (offset < (this.next[partition] ?? 0)) return;
    this.next[partition] = offset + 1;
    const telling = tellingOf(value, this.before(value));
    if (telling && (telling.type === 'withdrawn' || telling.about === ALERTS)) this.silence(telling.about);
    if (telling) this.remember(value);
    this.entries.push({ partition, offset, telling });
    for (const { partition: of, offset: dropped } of this.entries.splice(0, this.entries.length - KEPT)) {
      this.begin++;
      this.floor[of] = dropped + 1;
    }
  }

  private before(value: Heard['value']): Known | undefined {
    return 'article' in value ? this.known.get(value.article.id) : undefined;
  }

  private remember(value: Heard['value']): void {
    if (!('article' in value)) return;
    const { id, seq } = value.article;
    this.known.set(id, { seq, edition: editionOf(value.article), isPublic: value.type === 'article.public' });
  }

  /** What was said of it before is not to be said any more. */
  private silence(about: string): void {
    for (const entry of this.entries) {
      if (entry.telling?.about === about && entry.telling.type !== 'withdrawn') entry.telling = undefined;
    }
  }
}
