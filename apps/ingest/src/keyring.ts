import { timingSafeEqual } from 'node:crypto';
import type { KeyFacts, KeyRecord } from '#libs/contracts';
import { digestOf, idOf, type Key, keyOf, secretIn } from './key.ts';

/** What is looked at of a request. */
interface Asking {
  headers: { authorization?: string | undefined };
  /** The connection it came by. */
  socket: object;
}

type Made = Extract<KeyRecord, { type: 'key.made' }>;
type Webhook = Extract<KeyRecord, { type: 'key.webhook' }>;

/** A webhook secret, open. */
export interface Secret {
  secret: Buffer;
  /** Milliseconds since 1970; absent: until it is replaced. */
  until?: number;
}

/** What is known of one key. A revocation may be heard before the key itself. */
interface Entry {
  made?: Made;
  revoked?: string;
  key?: Key;
  webhook?: { record: Webhook; offset: number; secrets: Secret[] };
}

/** Who spoke last on a connection: the same words from the same mouth need no second look. */
const lately = new WeakMap<object, { authorization: string; key: Key }>();

/**
 * All keys, as the log and the settings say. Records may come again and in any order: a key is made once, a
 * revocation is absorbing, and of webhook secrets those of the highest offset hold.
 */
export class Keyring {
  private readonly own: Key;
  private readonly entries = new Map<string, Entry>();

  /** @param open reads a sealed webhook secret of the key with this id; nothing if it can't. */
  constructor(
    settingsKey: string,
    private readonly open: (sealed: string, id: string) => Buffer | undefined,
  ) {
    this.own = keyOf(settingsKey);
  }

  take(record: KeyRecord, offset: number): void {
    const entry = this.entries.get(record.id) ?? {};
    this.entries.set(record.id, entry);
    if (record.type === 'key.made') entry.made ??= record;
    if (record.type === 'key.revoked') entry.revoked ??= record.at;
    if (record.type === 'key.webhook') {
      if (entry.webhook && entry.webhook.offset >= offset) return;
      entry.webhook = { record, offset, secrets: this.opened(record) };
    }
    // Another key than before: whoever has spoken by it is looked at again.
    if (entry.made && record.type !== 'key.webhook') entry.key = keyMade(entry.made, entry.revoked);
  }

  /** The key that a request names, be it revoked or expired; after the first look without hashing. */
  named({ headers: { authorization = '' }, socket }: Asking): Key | undefined {
    const last = lately.get(socket);
    if (last && last.authorization === authorization && this.byId(last.key.id) === last.key) return last.key;
    const secret = secretIn(authorization);
    const key = secret === undefined ? undefined : this.bySecret(secret);
    if (key) lately.set(socket, { authorization, key });
    return key;
  }

  /** Every key that has webhook secrets and is not revoked, with those that hold now. */
  signers(now: number): { key: Key; secrets: Secret[] }[] {
    return [...this.entries.values()].flatMap(({ key, webhook }) =>
      key && webhook && !key.revoked ? [{ key, secrets: holding(webhook.secrets, now) }] : [],
    );
  }

  facts(id: string): KeyFacts | undefined {
    const entry = this.entries.get(id);
    return entry && factsOf(entry);
  }

  /** Those of the log, the oldest first. */
  all(): KeyFacts[] {
    return [...this.entries.values()]
      .flatMap((entry) => factsOf(entry) ?? [])
      .toSorted((a, b) => Date.parse(a.created) - Date.parse(b.created));
  }

  /** Of every key, that of the settings included. */
  ids(): string[] {
    return [this.own.id, ...this.entries.keys()];
  }

  /** The newest webhook secret of a key as it lies in the log. */
  newestSealed(id: string): string | undefined {
    return this.entries.get(id)?.webhook?.record.secrets[0]?.sealed;
  }

  private byId(id: string): Key | undefined {
    return id === this.own.id ? this.own : this.entries.get(id)?.key;
  }

  /** Found by the begin of its hash, compared with all of it in equal time. */
  private bySecret(secret: string): Key | undefined {
    const digest = digestOf(secret);
    const key = this.byId(idOf(digest));
    return key && timingSafeEqual(key.hash, digest) ? key : undefined;
  }

  private opened({ id, secrets }: Webhook): Secret[] {
    return secrets.flatMap(({ sealed, until }) => {
      const secret = this.open(sealed, id);
      if (!secret) return [];
      return [until === undefined ? { secret } : { secret, until: Date.parse(until) }];
    });
  }
}

function holding(secrets: readonly Secret[], now: number): Secret[] {
  return secrets.filter(({ until }) => until === undefined || now < until);
}

function keyMade({ id, name, mode, scopes, prefixes, expires, hash }: Made, revoked?: string): Key {
  return {
    id,
    name,
    mode,
    scopes,
    ...(prefixes ? { prefixes } : {}),
    ...(expires === undefined ? {} : { expires: Date.parse(expires) }),
    ...(revoked === undefined ? {} : { revoked: true }),
    hash: Buffer.from(hash, 'hex'),
  };
}

function factsOf({ made, revoked }: Entry): KeyFacts | undefined {
  if (!made) return undefined;
  const { type: _type, hash: _hash, by: _by, ...facts } = made;
  return revoked === undefined ? facts : { ...facts, revoked };
}
