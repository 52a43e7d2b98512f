// What can happen to the stores under a paper that runs: emptied, or put back to an older copy.
import { Client } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';

interface Kept {
  _id: string;
  next?: number;
}

/** Every document of the collections that a decision writes. */
export type Copy = ReadonlyMap<string, readonly Kept[]>;

const COLLECTIONS = ['articles', 'revisions', 'verdicts', 'positions'];

export class Harm {
  private readonly mongo: InstanceType<typeof mongoose.mongo.MongoClient>;
  private readonly elastic: Client;
  private readonly redis: Redis;

  constructor(private readonly settings: Readonly<Record<string, string>>) {
    this.mongo = new mongoose.mongo.MongoClient(settings['MONGODB_URL'] ?? '');
    this.elastic = new Client({ node: settings['ELASTICSEARCH_URL'] ?? '' });
    this.redis = new Redis(settings['REDIS_URL'] ?? '');
  }

  async copy(): Promise<Copy> {
    const all = COLLECTIONS.map(
      async (name) => [name, await this.collection(name).find().toArray()] as const,
    );
    return new Map(await Promise.all(all));
  }

  /** Positions last, and never missing: nobody looks at half a copy. */
  async putBack(copy: Copy): Promise<void> {
    for (const [name, documents] of copy) {
      const ids = documents.map(({ _id }) => _id);
      if (name !== 'positions') await this.collection(name).deleteMany({ _id: { $nin: ids } });
      const replace = documents.map((replacement) => ({
        replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
      }));
      if (replace.length > 0) await this.collection(name).bulkWrite(replace as never);
    }
  }

  /** From now on the record believes that it has decided nothing. */
  async forgetPositions(): Promise<void> {
    await this.collection('positions').updateMany({}, { $set: { next: 0 } });
  }

  /** Takes the index away under whoever writes it. */
  async loseIndex(): Promise<void> {
    const prefix = `${this.settings['SEARCH_INDEX_PREFIX'] ?? 'sosik'}-articles`;
    const index = Object.keys(await this.elastic.indices.getAlias({ index: `${prefix}-*` }));
    await this.elastic.indices.delete({ index });
  }

  /** In one step, as a Redis that comes back empty. */
  async loseCounts(): Promise<void> {
    const script = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";
    await this.redis.eval(script, 0, `${this.settings['REDIS_KEY_PREFIX'] ?? 'sosik:'}*`);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await Promise.all([this.elastic.close(), this.mongo.close()]);
  }

  private collection(name: string) {
    return this.mongo.db().collection<Kept>(name);
  }
}
