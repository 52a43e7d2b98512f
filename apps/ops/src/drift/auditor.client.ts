import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Drift, RecordedArticle } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { ArrivalClient } from './arrival.client.ts';
import {
  driftOf,
  insideOf,
  mendsByItself,
  mustBeDropped,
  mustBeTold,
  nameOf,
  type Suspect,
  seqsOf,
  standing,
} from './drift.ts';
import { RecordClient } from './record.client.ts';
import { type View, ViewClient } from './view.client.ts';

/** Content tells what is asked for once more no faster than this. */
const TOLD_PER_SECOND = 100;
/** Of what views hold only the names are compared, which costs a service next to nothing. */
const IDS_PER_ARTICLE = 25;

/** Differences that are judged together, and how long one waits for others at most. */
const SUSPECTS = 200;
const SUSPECT_MS = 10_000;

/** What was seen once, the first of it then. */
interface Open {
  suspects: Suspect[];
  since: number;
}

/** Told of what a round does. */
export interface Notes {
  /** What was looked at since the last call. */
  looked(articles: number, held: number): void;
  found(drift: Drift): void;
  /** Differences nobody could wait for. */
  unsure(differences: number): void;
}

/** How a paper is gone through. */
interface Round {
  /** Articles a second; as fast as they are answered if there is none. */
  pace?: number;
  /** nothing: tells only; itself: what needs no order; all: also what the record does not know. */
  mends: 'nothing' | 'itself' | 'all';
  /** False ends it at the next pause. */
  goesOn(): boolean;
  notes: Notes;
}

/**
 * Holds what readers are served against the record: each article of it against every view, then whatever a view holds
 * against the record. A difference counts when it stands behind all that was on its way (see drift.ts). Mending goes
 * the way of every change: content is asked to tell the article once more, and the view takes it, for the same state
 * may be told any number of times. What has no such way, a page that is ready or a state that no telling reaches, its
 * view forgets; who asks next gets it anew.
 */
@Injectable()
export class AuditorClient {
  constructor(
    @Inject(RecordClient) private readonly record: RecordClient,
    @Inject(ViewClient) private readonly client: ViewClient,
    @Inject(ArrivalClient) private readonly arrival: ArrivalClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** Goes through the whole paper once; rejects with `DependencyUnavailable` where somebody does not answer. */
  async go(round: Round): Promise<void> {
    const open: Open = { suspects: [], since: 0 };
    for (let after: string | undefined; round.goesOn(); ) {
      const begun = performance.now();
      const { articles, next } = await this.record.page(after);
      round.notes.looked(articles.length, 0);
      await this.suspect(open, await this.look(articles), round);
      if (next === undefined) break;
      after = next;
      await keepPace(round, articles.length, begun);
    }
    for (const view of this.client.views) await this.goThrough(view, open, round);
    if (round.goesOn()) await this.judge(open.suspects.splice(0), round);
  }

  /** What a view holds and the record does not know. */
  private async goThrough(view: View, open: Open, round: Round): Promise<void> {
    let begun = performance.now();
    for await (const ids of this.client.held(view)) {
      if (!round.goesOn()) return;
      round.notes.looked(0, ids.length);
      await this.suspect(open, await this.strangers(view, ids), round);
      await keepPace(round, ids.length / IDS_PER_ARTICLE, begun);
      begun = performance.now();
    }
  }

  private async strangers({ where, at }: View, ids: readonly string[]): Promise<Suspect[]> {
    if (ids.length === 0) return [];
    const known = await this.record.known(ids);
    return ids
      .filter((id) => !known.has(id))
      .map((id) => ({ where, at, is: 'unknown' as const, id, seq: 0 }));
  }

  private async look(articles: readonly RecordedArticle[]): Promise<Suspect[]> {
    const views = this.client.views.map((view) => this.client.compare(view, articles));
    return [...insideOf(articles), ...(await Promise.all(views)).flat()];
  }

  /** Waiting for what is on its way takes as long for one as for many. */
  private async suspect(open: Open, more: readonly Suspect[], round: Round): Promise<void> {
    if (open.suspects.length === 0) open.since = performance.now();
    open.suspects.push(...more);
    const old = performance.now() - open.since > SUSPECT_MS;
    if (open.suspects.length >= SUSPECTS || old) await this.judge(open.suspects.splice(0), round);
  }

  private async judge(suspects: readonly Suspect[], round: Round): Promise<void> {
    if (suspects.length === 0) return;
    if (!(await this.arrival.ofAll())) return round.notes.unsure(suspects.length);
    const stands = await this.again(suspects);
    const wanted = stands.filter(
      (each) => round.mends === 'all' || (round.mends === 'itself' && mendsByItself(each)),
    );
    const left = new Set((await this.mend(wanted)).map(nameOf));
    for (const each of stands) {
      const mended = wanted.includes(each) && !left.has(nameOf(each));
      const { where, is, uri, id } = each;
      this.runtime.log.warn(
        { where, is, articleUri: uri, articleId: id, mended },
        'a view differs from the record',
      );
      round.notes.found(driftOf(each, mended));
    }
  }

  /** Which of these are seen again, beside the same state of the record before and after. */
  private async again(before: readonly Suspect[]): Promise<Suspect[]> {
    const ids = [...new Set(before.map(({ id }) => id))];
    const articles = await this.record.of(ids);
    const known = seqsOf(articles);
    const seen = await this.look(articles);
    const strange = before.filter(({ is, id }) => is === 'unknown' && !known.has(id));
    const after = seqsOf(await this.record.of(ids));
    return standing({ before, again: [...seen, ...(await this.stillHeld(strange))], after });
  }

  /** Nothing of them is known that could be compared: whether they are there is all there is to see. */
  private async stillHeld(strange: readonly Suspect[]): Promise<Suspect[]> {
    const held: Suspect[] = [];
    for (const view of this.client.views) {
      const own = strange.filter(({ at }) => at === view.at);
      if (own.length === 0) continue;
      const ids = new Set<string>();
      for await (const some of this.client.held(view)) for (const id of some) ids.add(id);
      held.push(...own.filter(({ id }) => ids.has(id)));
    }
    return held;
  }

  /** Answers those that stand all the same. */
  private async mend(wanted: readonly Suspect[]): Promise<Suspect[]> {
    if (wanted.length === 0) return [];
    for (const view of this.client.views) {
      const ids = wanted.filter((each) => each.at === view.at && mustBeDropped(each)).map(({ id }) => id);
      if (ids.length > 0) await this.client.drop(view, ids);
    }
    const uris = new Set(wanted.filter(mustBeTold).flatMap(({ uri }) => uri ?? []));
    const places = [];
    for (const uri of uris) {
      places.push(await this.record.tell(uri));
      await delay(1_000 / TOLD_PER_SECOND);
    }
    await this.arrival.of(places);
    return this.again(wanted);
  }
}

/** Waits as long as so many articles may take, less what they have taken. */
async function keepPace({ pace }: Round, articles: number, begun: number): Promise<void> {
  if (pace === undefined) return;
  const ms = (articles / pace) * 1_000 - (performance.now() - begun);
  if (ms > 0) await delay(ms, undefined, { ref: false });
}
