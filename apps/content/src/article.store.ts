import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import mongoose, { type Collection, type Connection } from 'mongoose';
import type { ListAnswer, ListQuestion, PublicArticle } from '#libs/contracts';
import { cardOf } from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { isKorean } from '#libs/text';
import { type ArticleState, dueAt, type Outcome } from './article.ts';
import type { contentSettings } from './settings.ts';

/** Keys by which lists and the clock find an article; made anew from the state with each write. */
interface Keys {
  status: ArticleState['status'];
  edition?: 'ko' | 'en';
  section?: string;
  tags?: string[];
  authors?: string[];
  published?: Date;
  updated?: Date;
  due?: Date;
  gone?: Date;
}

interface ArticleDocument extends ArticleState {
  _id: string;
  keys: Keys;
}

/** What became of one event; kept for 35 days. */
export interface Verdict {
  _id: string;
  uri: string;
  n: number;
  outcome: Outcome;
  reason: string;
  seq: number;
  at: Date;
}

interface Revision {
  _id: string;
  uri: string;
  version: number;
  article: PublicArticle;
}

interface Position {
  _id: string;
  next: number;
}

const VERDICT_SECONDS = 35 * 86_400;

/**
 * The only file that knows MongoDB. One article is one document; no transactions, so that the same code
 * runs on MongoDB 8 and on the stand-in. Every write can be done again without harm.
 */
@Injectable()
export class ArticleStore implements OnModuleInit, OnApplicationShutdown {
  private readonly connection: Connection;

  constructor(@Inject(SETTINGS) settings: Values<typeof contentSettings>, @Inject(Runtime) runtime: Runtime) {
    this.connection = mongoose.createConnection(settings.MONGODB_URL, {
      autoCreate: false,
      autoIndex: false,
      bufferCommands: false,
      maxPoolSize: 16,
      serverSelectionTimeoutMS: 2_000,
      socketTimeoutMS: 5_000,
    });
    this.connection.on('error', (error: unknown) => runtime.log.warn({ err: error }, 'mongodb'));
    runtime.dependsOn('mongodb', 'required', async () => {
      await this.connection.db?.admin().ping();
    });
  }

  async onModuleInit(): Promise<void> {
    // The driver connects by itself as soon as it can; readiness tells when that is.
    await this.connection.asPromise().catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }

  /** Makes what the queries below need; safe to call again. */
  async migrate(): Promise<void> {
    await this.connection.asPromise();
    await step('content.migrate', async () => {
      const newest = { 'keys.published': -1, _id: -1 } as const;
      const status = { 'keys.status': 1 } as const;
      await this.articles.createIndexes([
        { key: { id: 1 }, name: 'id', unique: true },
        { key: { ...status, 'keys.edition': 1, 'keys.section': 1, ...newest }, name: 'section' },
        { key: { ...status, 'keys.edition': 1, ...newest }, name: 'edition' },
        { key: { ...status, 'keys.tags': 1, ...newest }, name: 'tag' },
        { key: { ...status, 'keys.authors': 1, ...newest }, name: 'author' },
        { key: { ...status, ...newest }, name: 'newest' },
        { key: { ...status, 'keys.updated': -1, _id: -1 }, name: 'updated' },
        { key: { 'keys.due': 1 }, name: 'due', sparse: true },
        { key: { 'keys.gone': 1 }, name: 'gone', sparse: true },
      ]);
      await this.verdicts.createIndexes([
        { key: { at: 1 }, name: 'kept', expireAfterSeconds: VERDICT_SECONDS },
      ]);
    });
  }

  async find(uri: string): Promise<ArticleState | undefined> {
    const found = await this.ask('content.find', () => this.articles.findOne({ _id: uri }));
    return stateOf(found);
  }

  async findById(id: string): Promise<ArticleState | undefined> {
    const found = await this.ask('content.find', () => this.articles.findOne({ id }));
    return stateOf(found);
  }

  async verdict(event: string): Promise<Verdict | undefined> {
    const found = await this.ask('content.verdict', () => this.verdicts.findOne({ _id: event }));
    return found ?? undefined;
  }

  async keepRevision(article: PublicArticle): Promise<void> {
    const _id = `${article.uri}#${article.version}`;
    const revision = { _id, uri: article.uri, version: article.version, article };
    await this.ask('content.revision', () => this.revisions.replaceOne({ _id }, revision, { upsert: true }));
  }

  /** Erases the words of an article that was withdrawn, in all its revisions. */
  async eraseRevisions(uri: string): Promise<void> {
    await this.ask('content.erase', () => this.revisions.deleteMany({ uri }));
  }

  /** True if written; false if the store has decided on this record, or a later one, already. */
  async write(state: ArticleState, now: number): Promise<boolean> {
    const document = documentOf(state, now);
    try {
      await this.ask('content.write', () =>
        this.articles.replaceOne({ _id: state.uri, decided: { $lt: state.decided } }, document, {
          upsert: true,
        }),
      );
      return true;
    } catch (error) {
      // The guard did not match and the upsert met the document that is there.
      if (duplicateIndex(error) === '_id_') return false;
      throw error;
    }
  }

  async keepVerdict(verdict: Verdict): Promise<void> {
    await this.ask('content.keep-verdict', () =>
      this.verdicts.replaceOne({ _id: verdict._id }, verdict, { upsert: true }),
    );
  }

  async position(topic: string, partition: number): Promise<number | undefined> {
    const found = await this.ask('content.position', () =>
      this.positions.findOne({ _id: `${topic}/${partition}` }),
    );
    return found?.next;
  }

  async keepPosition(topic: string, partition: number, next: number): Promise<void> {
    const _id = `${topic}/${partition}`;
    await this.ask('content.keep-position', () =>
      this.positions.replaceOne({ _id }, { next }, { upsert: true }),
    );
  }

  /** Public articles of a list, newest first; a page's cursor stays right while articles come and go. */
  async list(question: ListQuestion): Promise<ListAnswer> {
    const key = question.sort === 'updated' ? 'updated' : 'published';
    const filter: mongoose.mongo.Filter<ArticleDocument> = {
      'keys.status': 'public',
      ...(question.language ? { 'keys.edition': isKorean(question.language) ? 'ko' : 'en' } : {}),
      ...(question.section ? { 'keys.section': question.section } : {}),
      ...(question.tag?.length ? { 'keys.tags': { $all: question.tag } } : {}),
      ...(question.author ? { 'keys.authors': question.author } : {}),
      ...after(`keys.${key}`, question.cursor),
    };
    const found = await this.ask('content.list', () =>
      this.articles
        .find(filter, { projection: { 'article.body': 0 } })
        .sort({ [`keys.${key}`]: -1, _id: -1 })
        .limit(question.limit + 1)
        .toArray(),
    );
    const page = found.slice(0, question.limit);
    const last = found.length > question.limit ? page.at(-1) : undefined;
    return {
      articles: page
        .map(({ article }) => article)
        .filter((article) => article !== undefined)
        .map(cardOf),
      ...(last ? { next: encodeCursor(last.keys[key], last._id) } : {}),
    };
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

  private get articles(): Collection<ArticleDocument> {
    return this.connection.collection('articles');
  }

  private get revisions(): Collection<Revision> {
    return this.connection.collection('revisions');
  }

  private get verdicts(): Collection<Verdict> {
    return this.connection.collection('verdicts');
  }

  private get positions(): Collection<Position> {
    return this.connection.collection('positions');
  }

  private async ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await step(name, work);
    } catch (error) {
      if (unreachable(error)) throw new DependencyUnavailable('mongodb', error);
      throw error;
    }
  }
}

function documentOf(state: ArticleState, now: number): ArticleDocument {
  const due = dueAt(state);
  const { article, status } = state;
  const listed = article && {
    edition: isKorean(article.language) ? ('ko' as const) : ('en' as const),
    section: article.section,
    tags: article.tags.map(({ slug }) => slug),
    authors: article.by.map(({ slug }) => slug),
    published: new Date(article.firstPublished),
    updated: new Date(article.modified),
  };
  const keys = {
    status,
    ...listed,
    ...(due === undefined ? {} : { due: new Date(due) }),
    ...(status === 'gone' ? { gone: new Date(now) } : {}),
  };
  return { ...state, _id: state.uri, keys };
}

function stateOf(document: ArticleDocument | null): ArticleState | undefined {
  if (!document) return undefined;
  const { _id, keys: _, ...state } = document;
  return state;
}

function encodeCursor(time: Date | undefined, uri: string): string {
  return Buffer.from(JSON.stringify([time?.getTime() ?? 0, uri])).toString('base64url');
}

/** What lies behind a cursor; a cursor that is not ours matches nothing that a forger could profit from. */
function after(key: 'keys.published' | 'keys.updated', cursor: string | undefined): object {
  if (cursor === undefined) return {};
  const [time, uri] = decodeCursor(cursor);
  return { $or: [{ [key]: { $lt: new Date(time) } }, { [key]: new Date(time), _id: { $lt: uri } }] };
}

function decodeCursor(cursor: string): [number, string] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value) && Number.isSafeInteger(value[0]) && typeof value[1] === 'string') {
      return [value[0], value[1]];
    }
  } catch {
    // Not ours: answered like the end of a list.
  }
  return [0, ''];
}

/** Name of the unique index a write ran into; `keyPattern` is absent on the stand-in. */
function duplicateIndex(error: unknown): string | undefined {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 11_000) return undefined;
  return /index: (?:\S+\.\$)?(\S+) dup key/.exec(error.message)?.[1];
}

function unreachable(error: unknown): boolean {
  const { MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError, MongoPoolClosedError } =
    mongoose.mongo as typeof mongoose.mongo & { MongoPoolClosedError?: new () => Error };
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNotConnectedError ||
    (MongoPoolClosedError !== undefined && error instanceof MongoPoolClosedError) ||
    (error instanceof Error && error.name === 'MongooseError' && error.message.includes('initial connection'))
  );
}
