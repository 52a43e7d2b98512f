// Damage of single articles, done past the apps: what readers are served differs from the record from then on.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

/** An article of the record, as far as it is damaged here. */
interface Recorded {
  _id: string;
  id: string;
  seq: number;
  status: string;
  floor: number;
  article?: { seq: number; version: number; headline: string; url: string; id: string; uri: string };
}

/** The engine forgets that it has deleted something within this time. */
const FORGET_MS = 5_000;
const AGAIN_MS = 50;
const OTHER_WORDS = 'Somebody else’s words 딴사람의 말';

export class Planter {
  private readonly mongo: InstanceType<typeof mongoose.mongo.MongoClient>;
  private readonly elastic: Client;
  private readonly redis: Redis;
  private readonly index: string;
  private readonly rows: string;

  /** `read`: asks a gateway for a page. */
  constructor(
    settings: Readonly<Record<string, string>>,
    private readonly read: (path: string) => Promise<unknown>,
  ) {
    this.mongo = new mongoose.mongo.MongoClient(settings['MONGODB_URL'] ?? '');
    this.elastic = new Client({ node: settings['ELASTICSEARCH_URL'] ?? '' });
    this.redis = new Redis(settings['REDIS_URL'] ?? '');
    this.index = `${settings['SEARCH_INDEX_PREFIX'] ?? 'sosik'}-articles-write`;
    this.rows = `${settings['REDIS_KEY_PREFIX'] ?? 'sosik:'}articles`;
  }

  /** The article is not in the index any more. */
  async missingInIndex(uri: string): Promise<string> {
    const { id } = await this.find(uri);
    await this.elastic.delete({ index: this.index, id, refresh: true });
    return `search missing ${id}`;
  }

  /** The index has an older state, with the words of that. */
  async staleInIndex(uri: string): Promise<string> {
    const { id, seq } = await this.find(uri);
    const { _source } = await this.elastic.get<object>({ index: this.index, id });
    await this.elastic.delete({ index: this.index, id });
    await this.write(id, seq - 1, { ..._source, headline_en: OTHER_WORDS });
    return `search stale ${id}`;
  }

  /** The index has the right state with other words. */
  async wrongInIndex(uri: string): Promise<string> {
    const { id, seq } = await this.find(uri);
    const { _source } = await this.elastic.get<object>({ index: this.index, id });
    await this.write(id, seq, { ..._source, headline_en: OTHER_WORDS, letters: OTHER_WORDS });
    return `search wrong ${id}`;
  }

  /** A withdrawn article can be found. `like`: one that is public, whose words it has. */
  async ghostInIndex(uri: string, like: string): Promise<string> {
    const { id, seq } = await this.find(uri);
    const { _source } = await this.elastic.get<object>({
      index: this.index,
      id: (await this.find(like)).id,
    });
    await this.write(id, seq, { ..._source, articleId: id });
    return `search ghost ${id}`;
  }

  /** Something can be found that the record has never heard of. */
  async strangerInIndex(id: string, like: string): Promise<string> {
    const { _source } = await this.elastic.get<object>({
      index: this.index,
      id: (await this.find(like)).id,
    });
    await this.write(id, 3, { ..._source, articleId: id });
    return `search unknown ${id}`;
  }

  async missingInCounts(uri: string): Promise<string> {
    const { id } = await this.find(uri);
    await this.redis.hdel(this.rows, id);
    return `popularity missing ${id}`;
  }

  async staleInCounts(uri: string): Promise<string> {
    const { id, seq } = await this.find(uri);
    const [, json = ''] = /^\d+ (.*)$/s.exec((await this.redis.hget(this.rows, id)) ?? '') ?? [];
    await this.redis.hset(this.rows, id, `${seq - 1} ${json}`);
    return `popularity stale ${id}`;
  }

  /** A withdrawn article may be listed again. */
  async ghostInCounts(uri: string, like: string): Promise<string> {
    const [{ id, seq }, other] = [await this.find(uri), await this.find(like)];
    const [, json = ''] = /^\d+ (.*)$/s.exec((await this.redis.hget(this.rows, other.id)) ?? '') ?? [];
    await this.redis.hset(this.rows, id, `${seq} ${json}`);
    return `popularity ghost ${id}`;
  }

  /** The gateway has a page made of an older state: the record had one for as long as that took. */
  async staleAtGateway(uri: string): Promise<string> {
    const { id, article } = await this.find(uri);
    if (!article) throw new Error(`${uri} is not public`);
    const was = { 'article.seq': article.seq, 'article.headline': article.headline };
    await this.articles.updateOne(
      { _id: uri },
      { $set: { 'article.seq': article.seq - 1, 'article.headline': OTHER_WORDS } },
    );
    await this.read(article.url).finally(() => this.articles.updateOne({ _id: uri }, { $set: was }));
    return `gateway stale ${id}`;
  }

  /** The gateway has a page of an article that the record has never heard of. */
  async strangerAtGateway(id: string, like: string): Promise<string> {
    const other = await this.find(like);
    if (!other.article) throw new Error(`${like} is not public`);
    const uri = `${like}:${id}`;
    const url = other.article.url.replaceAll(other.id, id);
    const article = { ...other.article, id, uri, url };
    await this.articles.insertOne({ ...other, _id: uri, id, uri, article } as Recorded);
    await this.read(url).finally(() => this.articles.deleteOne({ _id: uri }));
    return `gateway unknown ${id}`;
  }

  /** The public state of an article is not among its revisions. */
  async missingRevision(uri: string): Promise<string> {
    const { id } = await this.find(uri);
    await this.revisions.deleteMany({ uri });
    return `content missing ${id}`;
  }

  /** Words of a withdrawn article are kept. */
  async ghostRevision(uri: string, like: string): Promise<string> {
    const { id, floor } = await this.find(uri);
    const other = await this.revisions.findOne({ uri: like });
    if (!other) throw new Error(`${like} has no revision`);
    await this.revisions.insertOne({ ...other, _id: `${uri}#${floor}`, uri, version: floor });
    return `content ghost ${id}`;
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await Promise.all([this.elastic.close(), this.mongo.close()]);
  }

  private async find(uri: string): Promise<Recorded> {
    const found = await this.articles.findOne({ _id: uri });
    if (!found) throw new Error(`the record has no ${uri}`);
    return found;
  }

  private async write(id: string, version: number, document: object): Promise<void> {
    await this.elastic.indices.putSettings({ index: this.index, settings: { gc_deletes: '0s' } });
    for (const until = performance.now() + FORGET_MS; ; await delay(AGAIN_MS)) {
      try {
        const state = { version, version_type: 'external_gte' as const };
        await this.elastic.index({ index: this.index, id, ...state, document, refresh: true });
        return;
      } catch (error) {
        if (performance.now() > until) throw error;
        await this.elastic.indices.refresh({ index: this.index });
      }
    }
  }

  private get articles() {
    return this.mongo.db().collection<Recorded>('articles');
  }

  private get revisions() {
    return this.mongo.db().collection<{ _id: string; uri: string; version: number }>('revisions');
  }
}
