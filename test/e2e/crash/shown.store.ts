// What the stores hold, read past the apps, in the words of the model.
import { Client } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { Harm } from '../../../tools/trust/harm.store.ts';

interface Document {
  _id: string;
  status: string;
  seq: number;
  floor: number;
  withdrawn: boolean;
  article?: { version: number; headline: string; url: string };
  gone?: { kind: string };
  held?: object;
}

export interface Verdict {
  _id: string;
  uri: string;
  n: number;
  partition: number;
  outcome: string;
  seq: number;
}

interface Row {
  status: string;
  card?: { headline: string; url: string };
}

/** Three clients, for reading; for emptying there is `harm`. */
export class Stores {
  private readonly mongo: InstanceType<typeof mongoose.mongo.MongoClient>;
  private readonly elastic: Client;
  private readonly redis: Redis;
  readonly harm: Harm;

  constructor(private readonly settings: Readonly<Record<string, string>>) {
    this.mongo = new mongoose.mongo.MongoClient(settings['MONGODB_URL'] ?? '');
    this.elastic = new Client({ node: settings['ELASTICSEARCH_URL'] ?? '' });
    this.redis = new Redis(settings['REDIS_URL'] ?? '');
    this.harm = new Harm(settings);
  }

  async articles(): Promise<Document[]> {
    return this.mongo.db().collection<Document>('articles').find().toArray();
  }

  async verdicts(): Promise<Verdict[]> {
    return this.mongo.db().collection<Verdict>('verdicts').find().toArray();
  }

  /** Versions whose words are kept, by uri. */
  async revisions(): Promise<Map<string, number[]>> {
    const collection = this.mongo.db().collection<{ uri: string; version: number }>('revisions');
    const found = await collection.find({}, { projection: { uri: 1, version: 1 } }).toArray();
    return new Map(
      [...Map.groupBy(found, ({ uri }) => uri)].map(([uri, all]) => [
        uri,
        all.map(({ version }) => version).toSorted((a, b) => a - b),
      ]),
    );
  }

  /** What can be found, by public id: number and headline, or `gone`; the whole document where a gone one has text. */
  async found(): Promise<Map<string, string>> {
    const index = `${this.prefix}-read`;
    await this.elastic.indices.refresh({ index });
    const { hits } = await this.elastic.search<Row>({
      index,
      size: 10_000,
      version: true,
      query: { bool: { must_not: [{ term: { status: 'position' } }] } },
    });
    return new Map(
      hits.hits.map(({ _id = '', _version, _source }) => {
        const { status, card, ...rest } = _source ?? { status: 'without a source' };
        const bare = Object.keys(rest).length === 1;
        return [
          _id,
          `${_version} ${card ? `${card.headline} ${card.url}` : bare ? status : JSON.stringify(rest)}`,
        ];
      }),
    );
  }

  /** What popularity knows of articles, by public id. */
  async rows(): Promise<Map<string, string>> {
    const all = await this.redis.hgetall(`${this.settings['REDIS_KEY_PREFIX']}articles`);
    return new Map(
      Object.entries(all).map(([id, row]) => {
        const [, seq = '', json = ''] = /^(\d+) (.*)$/.exec(row) ?? [];
        const card = json === '' ? undefined : (JSON.parse(json) as { headline: string; url: string });
        return [id, `${seq} ${card ? `${card.headline} ${card.url}` : 'gone'}`];
      }),
    );
  }

  /** Views of the last seven days, by public id. */
  async counts(): Promise<Map<string, number>> {
    const keys = await this.redis.keys(`${this.settings['REDIS_KEY_PREFIX']}{*}:7d:views`);
    const sets = await Promise.all(keys.map((key) => this.redis.zrange(key, '0', '-1', 'WITHSCORES')));
    const counts = new Map<string, number>();
    for (const flat of sets) {
      for (let at = 0; at < flat.length; at += 2) {
        const id = flat[at] ?? '';
        counts.set(id, (counts.get(id) ?? 0) + Number(flat[at + 1]));
      }
    }
    return counts;
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await Promise.all([this.elastic.close(), this.mongo.close(), this.harm.close()]);
  }

  private get prefix(): string {
    return `${this.settings['SEARCH_INDEX_PREFIX']}-articles`;
  }
}
