import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import { type PublicArticle, type Token, topics } from '#libs/contracts';
import { Database, duplicateIndex } from '#libs/mongo';
import { SETTINGS, type Values } from '#libs/service';
import type { ArticleState } from './article.ts';
import type { Verdict } from './batch.ts';
import { type ArticleDocument, documentOf, type ShownState, shownBy, stateOf } from './document.ts';
import { EditorialStore } from './editorial.store.ts';
import { MediaStore } from './media.store.ts';
import { PayloadStore } from './payload.store.ts';
import type { contentSettings } from './settings.ts';
import { type Ending, NEVER, type RevisionDocument, revisionOf, type Stood } from './stood.ts';

interface Position {
  _id: string;
  next: number;
}

/** Less is decided in the store than was decided once; going on would leave a hole in the record for ever. */
export class RecordLost extends Error {
  readonly code = 'record_lost';
  readonly retriable = true;
}

const VERDICT_SECONDS = 35 * 86_400;
/** Begins the name of a position that the store has to reach before anybody is answered about articles. */
const GOAL = 'goal/';
/** Sources of one event id that are told apart; nobody would read more. */
const MOST_SOURCES = 20;

/**
 * Articles, their revisions, verdicts and positions. One article is one document; every write can be done again
 * without harm.
 */
@Injectable()
export class ArticleStore {
  /** What articles were read out of: it goes with the first of them that is withdrawn. */
  readonly payloads: PayloadStore;
  private readonly epoch: number;
  private readonly seen = new Map<string, number>();
  /** When it is known how far the record had come once: nobody is told before where it stands. */
  remembered: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(SETTINGS) settings: Values<typeof contentSettings>,
    @Inject(Database) private readonly database: Database,
    /** Pictures of the articles: they come and go with them. */
    @Inject(MediaStore) readonly media: MediaStore,
    /** What is decided in the same batches, and by the same positions. */
    @Inject(EditorialStore) readonly editorial: EditorialStore,
  ) {
    this.payloads = new PayloadStore(database);
    this.epoch = settings.INTAKE_EPOCH;
  }

  /** Makes what the queries below need; safe to call again. */
  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', async () => {
      const newest = { 'keys.published': -1, _id: -1 } as const;
      const status = { 'keys.status': 1 } as const;
      await this.articles.createIndexes([
        { key: { id: 1 }, name: 'id', unique: true },
        { key: { ...status, 'keys.edition': 1, 'keys.section': 1, ...newest }, name: 'section' },
        { key: { ...status, 'keys.edition': 1, ...newest }, name: 'edition' },
        { key: { ...status, 'keys.edition': 1, 'keys.tags': 1, ...newest }, name: 'edition-tag' },
        { key: { ...status, 'keys.edition': 1, 'keys.authors': 1, ...newest }, name: 'edition-author' },
        { key: { 'article.translationOf': 1 }, name: 'translation', sparse: true },
        { key: { ...status, ...newest }, name: 'newest' },
        { key: { ...status, 'keys.updated': -1, _id: -1 }, name: 'updated' },
        { key: { 'keys.due': 1 }, name: 'due', sparse: true },
        { key: { 'keys.gone': 1 }, name: 'gone', sparse: true },
        { key: { 'keys.media': 1 }, name: 'media', sparse: true },
        { key: { withdrawnAt: 1 }, name: 'withdrawn', sparse: true },
      ]);
      const past = { published: -1, _id: -1, from: 1, until: 1 } as const;
      await this.revisions.createIndexes([
        { key: { uri: 1, version: -1 }, name: 'uri' },
        // Those that stood at a moment are told by the index alone.
        { key: { edition: 1, ...past }, name: 'past' },
        { key: { edition: 1, section: 1, ...past }, name: 'past-section' },
      ]);
      await this.verdicts.createIndexes([
        { key: { at: 1 }, name: 'kept', expireAfterSeconds: VERDICT_SECONDS },
        { key: { event: 1 }, name: 'event' },
      ]);
    });
  }

  async find(uri: string): Promise<ArticleState | undefined> {
    const found = await this.ask('content.find', () => this.articles.findOne({ _id: uri }));
    return stateOf(found);
  }

  /** What the public may hear of an article. Of one that is held nothing is fetched: its size would be told by time. */
  async shown(id: string): Promise<ShownState | undefined> {
    return (await this.ask('content.find', () => this.articles.findOne(...shownBy(id)))) ?? undefined;
  }

  async verdict(event: string): Promise<Verdict | undefined> {
    const found = await this.ask('content.verdict', () => this.verdicts.findOne({ _id: event }));
    return found ?? undefined;
  }

  /** States of those articles that are known, by uri. */
  async findMany(uris: readonly string[]): Promise<Map<string, ArticleState>> {
    if (uris.length === 0) return new Map();
    const found = await this.ask('content.find', () =>
      this.articles.find({ _id: { $in: [...uris] } }).toArray(),
    );
    return new Map(
      found
        .map(stateOf)
        .filter((state) => state !== undefined)
        .map((state) => [state.uri, state]),
    );
  }

  /** Which article has each of these public ids. */
  async holders(ids: readonly string[]): Promise<Map<string, string>> {
    const found = await this.ask('content.holders', () =>
      this.articles.find({ id: { $in: [...ids] } }, { projection: { id: 1 } }).toArray(),
    );
    return new Map(found.map(({ id, _id }) => [id, _id]));
  }

  /** Verdicts that were given before, by the name of the event. */
  async verdictsOf(events: readonly string[]): Promise<Map<string, Verdict>> {
    const found = await this.ask('content.verdict', () =>
      this.verdicts.find({ _id: { $in: [...events] } }).toArray(),
    );
    return new Map(found.map((verdict) => [verdict._id, verdict]));
  }

  /** Verdicts on events of this id, whichever sources they came from, or of one. */
  async verdictsOn(event: string, source?: string): Promise<Verdict[]> {
    const filter = { event, ...(source === undefined ? {} : { source }) };
    return this.ask('content.verdict', () => this.verdicts.find(filter).limit(MOST_SOURCES).toArray());
  }

  async keepVerdicts(verdicts: readonly Verdict[]): Promise<void> {
    await this.putAll('content.keep-verdicts', this.verdicts, verdicts);
  }

  /** Keeps public states. One that is there already stands from when it did, and until then if that is known. */
  async keepRevisions(stood: readonly Stood[]): Promise<void> {
    if (stood.length === 0) return;
    const documents = stood.map(revisionOf);
    try {
      await this.ask('content.keep-revisions', () =>
        this.revisions.insertMany(documents, { ordered: false }),
      );
    } catch (error) {
      if (duplicateIndex(error) !== '_id_') throw error;
      const operations = documents.map(({ _id, from, until, ...said }) => {
        const ends = until < NEVER;
        const update = {
          $set: { ...said, ...(ends ? { until } : {}) },
          $setOnInsert: { from, ...(ends ? {} : { until }) },
        };
        return { updateOne: { filter: { _id }, update, upsert: true } };
      });
      await this.ask('content.keep-revisions', () => this.revisions.bulkWrite(operations));
    }
  }

  /** Tells of versions when they stopped being public; one that is told so again stays as it is. */
  async endRevisions(endings: readonly Ending[]): Promise<void> {
    if (endings.length === 0) return;
    const operations = endings.map(({ uri, version, at, left }) => ({
      updateMany: {
        filter: { uri, version: { $lte: version }, until: NEVER },
        update: { $set: { until: new Date(at), ...(left === undefined ? {} : { left }) } },
      },
    }));
    await this.ask('content.end-revisions', () => this.revisions.bulkWrite(operations, { ordered: false }));
  }

  /** Public states of an article up to a version, the newest first. */
  async versionsOf(uri: string, version: number, most: number): Promise<PublicArticle[]> {
    const found = await this.ask('content.revisions', () =>
      this.revisions
        .find({ uri, version: { $lte: version } })
        .sort({ version: -1 })
        .limit(most)
        .toArray(),
    );
    return found.map(({ article }) => article);
  }

  /** Erases the words of articles that were withdrawn, in all their revisions up to the version that is named. */
  async eraseRevisions(closed: ReadonlyMap<string, number>): Promise<void> {
    if (closed.size === 0) return;
    const $or = [...closed].map(([uri, version]) => ({ uri, version: { $lte: version } }));
    await this.ask('content.erase', () => this.revisions.deleteMany({ $or }));
  }

  /** Writes states, each guarded by its number; answers the uris of those on which more was decided already. */
  async writeMany(
    states: readonly ArticleState[],
    newcomers: ReadonlySet<string>,
    now: number,
  ): Promise<Set<string>> {
    const operations = states.map((state) => {
      const document = documentOf(state, now);
      if (newcomers.has(state.uri)) return { insertOne: { document } };
      const filter = { _id: state.uri, decided: { $lt: state.decided } };
      return { replaceOne: { filter, replacement: document, upsert: true } };
    });
    if (operations.length === 0) return new Set();
    const refused = new Set<string>();
    try {
      await this.ask('content.write', () => this.articles.bulkWrite(operations, { ordered: false }));
    } catch (error) {
      // Rare: a document that the guard keeps, or a clash of ids. One by one, so that each is told apart.
      if (duplicateIndex(error) === undefined) throw error;
      for (const state of states) if (!(await this.settle(state, now))) refused.add(state.uri);
    }
    return refused;
  }

  /** True if written; false if the store has decided on this record, or a later one, already. */
  async write(state: ArticleState, now: number): Promise<boolean> {
    const document = documentOf(state, now);
    const guard = { _id: state.uri, decided: { $lt: state.decided } };
    const put = async (upsert: boolean): Promise<boolean> => {
      const { matchedCount, upsertedCount } = await this.articles.replaceOne(guard, document, { upsert });
      return matchedCount + upsertedCount > 0;
    };
    try {
      return await this.ask('content.write', () => put(true));
    } catch (error) {
      if (duplicateIndex(error) !== '_id_') throw error;
      // The upsert met a document: one the guard keeps, or an older one that another writer has just made.
      return this.ask('content.write', () => put(false));
    }
  }

  /** Whether the store holds this state now, be it written before or by this call. */
  private async settle(state: ArticleState, now: number): Promise<boolean> {
    if (await this.write(state, now)) return true;
    return (await this.find(state.uri))?.decided === state.decided;
  }

  /** Next record of the log to decide on. A log that was made anew is another log: its epoch tells. */
  async position(topic: string, partition: number): Promise<number | undefined> {
    // Whoever goes there commits it in the log, which says no more then how far the group had come.
    await this.remembered;
    const next = await this.stands(topic, partition);
    this.seen.set(this.positionId(topic, partition), next ?? 0);
    return next;
  }

  /** Whether the record of that place in the intake log has been decided on. */
  async reached({ epoch, partition, offset }: Token): Promise<boolean> {
    if (epoch !== this.epoch) return epoch < this.epoch;
    return ((await this.stands(topics.intake.name, partition)) ?? 0) > offset;
  }

  /** How far this process has seen the store come. */
  standing(topic: string, partition: number): number {
    return this.seen.get(this.positionId(topic, partition)) ?? 0;
  }

  /** Rejects with `RecordLost` if the store stands before `least`: then what was read of it is not the truth. */
  async holds(topic: string, partition: number, least: number): Promise<void> {
    const next = await this.stands(topic, partition);
    if ((next ?? 0) < least) throw new RecordLost('the store has forgotten what was decided');
  }

  /** Moves on from `least` or what lies behind it; rejects with `RecordLost` if the store stands before that. */
  async keepPosition(topic: string, partition: number, next: number, least = 0): Promise<void> {
    const _id = this.positionId(topic, partition);
    const { matchedCount, upsertedCount } = await this.ask('content.keep-position', () =>
      this.positions.replaceOne({ _id, next: { $gte: least } }, { next }, { upsert: least === 0 }),
    );
    if (matchedCount + upsertedCount === 0) throw new RecordLost('the store has forgotten what was decided');
    this.seen.set(_id, next);
  }

  /** Moves on over records that nothing was decided on; nothing to do where the last ones were. */
  async passes(topic: string, partition: number, next: number): Promise<void> {
    const least = this.standing(topic, partition);
    if (least < next) await this.keepPosition(topic, partition, next, least);
  }

  /**
   * Whether the store stands before what this process has seen of it: it was put back, or has lost its last writes.
   */
  async lost(): Promise<boolean> {
    const { actual, seen } = await this.stand();
    return seen.some(([_id, next]) => (actual.get(_id) ?? 0) < next);
  }

  /**
   * Whether the store stands before what this process has seen of it, before what was decided once (by partition of
   * the intake log), or before a goal that was kept in it. What it owes is kept as a goal before it is answered: a
   * process that dies while the store is filled again is followed by one that knows as much.
   */
  async owes(decided: ReadonlyMap<number, number> = new Map()): Promise<boolean> {
    const { actual, seen } = await this.stand();
    const at = (_id: string): number => actual.get(_id) ?? 0;
    const { name } = topics.intake;
    const once = [...decided].map(([partition, next]) => [this.positionId(name, partition), next] as const);
    const goals = [...actual].filter(([_id, n]) => _id.startsWith(GOAL) && at(_id.slice(GOAL.length)) < n);
    const news = [...once, ...seen].filter(([_id, next]) => next > Math.max(at(_id), at(GOAL + _id)));
    for (const [_id, next] of news) {
      const keep = () => this.positions.replaceOne({ _id: GOAL + _id }, { next }, { upsert: true });
      await this.ask('content.keep-position', keep);
    }
    return news.length > 0 || goals.length > 0;
  }

  /** Articles something happens to by itself until `now`, the earliest first. */
  async due(now: number): Promise<{ uri: string; at: number }[]> {
    const found = await this.ask('content.due', () =>
      this.articles
        .find({ 'keys.due': { $lte: new Date(now) } }, { projection: { keys: 1 } })
        .sort({ 'keys.due': 1 })
        .limit(100)
        .toArray(),
    );
    return found.map((each) => ({ uri: each._id, at: each.keys.due?.getTime() ?? 0 }));
  }

  /** Public id of an article that shows this picture to readers now, if there is one. */
  async showing(mediaId: string): Promise<string | undefined> {
    const filter = { 'keys.media': mediaId, 'keys.status': 'public' } as const;
    const found = await this.ask('content.showing', () =>
      this.articles.findOne(filter, { projection: { id: 1 } }),
    );
    return found?.id;
  }

  /** Articles that left the public since a moment (milliseconds since 1970). */
  async goneSince(since: number): Promise<{ id: string; seq: number }[]> {
    const found = await this.ask('content.gone', () =>
      this.articles
        .find({ 'keys.gone': { $gte: new Date(since) } }, { projection: { id: 1, seq: 1 } })
        .limit(10_000)
        .toArray(),
    );
    return found.map(({ id, seq }) => ({ id, seq }));
  }

  /** Puts documents by their `_id`. Mostly they are new, and an insert costs half of what an upsert does. */
  private async putAll<T extends { _id: string }>(
    name: string,
    to: Collection<T>,
    documents: readonly T[],
  ): Promise<void> {
    if (documents.length === 0) return;
    try {
      await this.ask(name, () => to.insertMany(documents as never, { ordered: false }));
    } catch (error) {
      if (duplicateIndex(error) !== '_id_') throw error;
      const operations = documents.map((document) => ({
        replaceOne: { filter: { _id: document._id }, replacement: document, upsert: true },
      }));
      await this.ask(name, () => to.bulkWrite(operations as never, { ordered: false }));
    }
  }

  /** Where all positions stand, what of them is a goal, and what this process had seen of them before it asked. */
  private async stand(): Promise<{ actual: Map<string, number>; seen: (readonly [string, number])[] }> {
    const seen = [...this.seen];
    const found = await this.ask('content.position', () => this.positions.find().toArray());
    return { actual: new Map(found.map(({ _id, next }) => [_id, next])), seen };
  }

  private async stands(topic: string, partition: number): Promise<number | undefined> {
    const _id = this.positionId(topic, partition);
    return (await this.ask('content.position', () => this.positions.findOne({ _id })))?.next;
  }

  private positionId(topic: string, partition: number): string {
    return `${this.epoch}/${topic}/${partition}`;
  }

  private get articles(): Collection<ArticleDocument> {
    return this.database.collection('articles');
  }

  private get revisions(): Collection<RevisionDocument> {
    return this.database.collection('revisions');
  }

  private get verdicts(): Collection<Verdict> {
    return this.database.collection('verdicts');
  }

  private get positions(): Collection<Position> {
    return this.database.collection('positions');
  }

  private ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.database.ask(name, work);
  }
}
