import type { Collection } from 'mongoose';
import type { KeptPayload, PayloadListQuery, Provenance } from '#libs/contracts';
import type { Database } from '#libs/mongo';

interface PayloadDocument extends Omit<Provenance, 'receivedAt'> {
  _id: string;
  receivedAt: Date;
  /** When it goes by itself. */
  until: Date;
  size: number;
  bytes: Buffer;
  /** Articles that were read out of it; absent before that. */
  uris?: string[];
}

export interface Arrived extends Provenance {
  bytes: Buffer;
  keptMs: number;
}

/** By time and then by id, so that a list that goes on neither repeats nor skips. */
const PLACE = /^(\d{1,15})\.([0-9a-f]{64})$/;

/**
 * What was imported, byte for byte, by the hash of it, with where it came from. For reading again and for nothing
 * else: no reader ever sees it. A payload is one document of at most 10 MB; it goes by itself after
 * CONTENT_PAYLOAD_DAYS, and with the first of its articles that is withdrawn, since its text is in it.
 */
export class PayloadStore {
  constructor(private readonly database: Database) {}

  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', () =>
      this.payloads.createIndexes([
        { key: { until: 1 }, name: 'kept', expireAfterSeconds: 0 },
        { key: { uris: 1 }, name: 'uris', sparse: true },
        { key: { receivedAt: 1, _id: 1 }, name: 'received' },
        { key: { source: 1, receivedAt: 1, _id: 1 }, name: 'source' },
      ]),
    );
  }

  /** The same bytes again are kept once, with where they came from last. */
  async put(id: string, { keptMs, bytes, ...provenance }: Arrived): Promise<void> {
    const { receivedAt: at, ...from } = provenance;
    const receivedAt = new Date(at);
    const until = new Date(receivedAt.getTime() + keptMs);
    const $set = { ...from, receivedAt, until, size: bytes.length, bytes };
    const gone = ['source', 'section', 'language'].filter((name) => !(name in from));
    const $unset = Object.fromEntries(gone.map((name) => [name, '']));
    const update = { $set, ...(gone.length > 0 ? { $unset } : {}) };
    await this.database.ask('content.put-payload', () =>
      this.payloads.updateOne({ _id: id }, update as never, { upsert: true }),
    );
  }

  /** Remembers which articles came out of it. */
  async relate(id: string, uris: readonly string[]): Promise<void> {
    const update = { $addToSet: { uris: { $each: [...uris] } } };
    await this.database.ask('content.relate-payload', () =>
      this.payloads.updateOne({ _id: id }, update as never),
    );
  }

  /** Erases every payload that one of these articles came out of. */
  async release(uris: readonly string[]): Promise<void> {
    if (uris.length === 0) return;
    await this.database.ask('content.erase-payload', () =>
      this.payloads.deleteMany({ uris: { $in: [...uris] } }),
    );
  }

  async facts(id: string): Promise<KeptPayload | undefined> {
    const found = await this.database.ask('content.find-payload', () =>
      this.payloads.findOne({ _id: id }, { projection: { bytes: 0 } }),
    );
    return found ? factsOf(found) : undefined;
  }

  async bytes(id: string): Promise<Buffer | undefined> {
    const found = await this.database.ask('content.find-payload', () =>
      this.payloads.findOne({ _id: id }, { projection: { bytes: 1 }, promoteBuffers: true }),
    );
    return found?.bytes;
  }

  /** The oldest first. */
  async list({
    source,
    since,
    after,
    limit,
  }: PayloadListQuery): Promise<{ data: KeptPayload[]; next?: string }> {
    const [, time, id = ''] = PLACE.exec(after ?? '') ?? [];
    const place = new Date(Number(time));
    const behind = [{ receivedAt: { $gt: place } }, { receivedAt: place, _id: { $gt: id } }];
    const filter = {
      ...(source === undefined ? {} : { source }),
      ...(since === undefined ? {} : { receivedAt: { $gte: new Date(since) } }),
      ...(time === undefined ? {} : { $or: behind }),
    };
    const found = await this.database.ask('content.payloads', () =>
      this.payloads
        .find(filter as never, { projection: { bytes: 0 } })
        .sort({ receivedAt: 1, _id: 1 })
        .limit(limit + 1)
        .toArray(),
    );
    const data = found.slice(0, limit);
    const last = data.at(-1);
    const more = found.length > limit && last ? { next: `${last.receivedAt.getTime()}.${last._id}` } : {};
    return { data: data.map(factsOf), ...more };
  }

  private get payloads(): Collection<PayloadDocument> {
    return this.database.collection('payloads');
  }
}

function factsOf({ _id, receivedAt, until: _, bytes: __, uris = [], ...from }: PayloadDocument): KeptPayload {
  return { ...from, id: _id, receivedAt: receivedAt.toISOString(), uris };
}
