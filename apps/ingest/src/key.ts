import { hash } from 'node:crypto';
import { type Scope, scopes } from '#libs/contracts';
import { ProblemError } from '#libs/service';

/** What a newsroom system may do here. A `test` key is told about gaps that a `live` key is refused for. */
export interface Key {
  readonly id: string;
  readonly name: string;
  readonly mode: 'live' | 'test';
  readonly scopes: readonly Scope[];
  /** Beginnings of the uris that it may speak of; absent: of all. */
  readonly prefixes?: readonly string[];
  /** Milliseconds since 1970. */
  readonly expires?: number;
  readonly revoked?: boolean;
  readonly hash: Buffer;
}

const FORM = /^(live|test)_[A-Za-z0-9]{24,128}$/;

/** Which scope an event needs, by its type. What is not named here, no key may say but one for everything. */
const needs: Readonly<Record<string, Scope>> = {
  'article.published': 'publish',
  'article.updated': 'publish',
  'article.corrected': 'publish',
  'article.reinstated': 'publish',
  'article.withdrawn': 'withdraw',
  'front.curated': 'curate',
  'tag.renamed': 'curate',
  'author.renamed': 'curate',
  'breaking.raised': 'breaking',
  'breaking.cleared': 'breaking',
};

/** The key of the settings: it may do everything. Throws on a text that is not a key. */
export function keyOf(secret: string): Key {
  const mode = FORM.exec(secret)?.[1];
  if (mode !== 'live' && mode !== 'test') {
    throw new Error('must be live_ or test_ followed by 24 to 128 letters and digits');
  }
  const digest = digestOf(secret);
  const all = Object.keys(scopes) as Scope[];
  return { id: idOf(digest), name: 'settings', mode, scopes: all, hash: digest };
}

/** Only the hash of a key is kept. */
export function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** The id is the begin of the hash, and safe to log. */
export function idOf(digest: Buffer): string {
  return digest.toString('hex').slice(0, 12);
}

/** What stands in an `Authorization: Bearer …` header, if it has the form of a key. */
export function secretIn(authorization: string | undefined): string | undefined {
  const secret = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  return secret !== undefined && FORM.test(secret) ? secret : undefined;
}

/** Why a key opens nothing any more, or nothing. */
export function whyShut({ revoked, expires }: Key, now: number): string | undefined {
  if (revoked) return 'this key was revoked';
  if (expires !== undefined && now >= expires)
    return `this key expired at ${new Date(expires).toISOString()}`;
  return undefined;
}

/** Whether a key may know and speak of what has this uri. */
export function speaksOf({ prefixes }: Key, uri: string): boolean {
  return prefixes === undefined || prefixes.some((prefix) => uri.startsWith(prefix));
}

/** Throws `forbidden` if the key is not for that. */
export function demand({ name, scopes: own }: Key, scope: Scope): void {
  if (own.includes(scope)) return;
  throw new ProblemError('forbidden', {
    detail: `the key ${name} has not the scope ${scope}, but ${own.join(', ')}`,
  });
}

/** Throws `forbidden` if the key may not say an event of this type about what has this uri. */
export function permit(key: Key, type: string, uri: string): void {
  demand(key, (Object.hasOwn(needs, type) && needs[type]) || 'admin');
  if (speaksOf(key, uri)) return;
  const bound = key.prefixes?.join(', ') ?? '';
  throw new ProblemError('forbidden', {
    detail: `the key ${key.name} speaks only of uris that begin with ${bound}; this is ${uri}`,
  });
}
