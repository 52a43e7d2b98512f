import { hash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '#libs/service';

/** What a newsroom system may do here. A `test` key is told about gaps that a `live` key is refused for. */
export interface Key {
  id: string;
  mode: 'live' | 'test';
  hash: Buffer;
}

const FORM = /^(live|test)_[A-Za-z0-9]{24,128}$/;

/** Only the hash is kept; the id is safe to log. Throws on a text that is not a key. */
export function keyOf(secret: string): Key {
  const mode = FORM.exec(secret)?.[1];
  if (mode !== 'live' && mode !== 'test') {
    throw new Error('must be live_ or test_ followed by 24 to 128 letters and digits');
  }
  const digest = digestOf(secret);
  return { id: digest.toString('hex').slice(0, 12), mode, hash: digest };
}

/** The key named in an `Authorization: Bearer …` header, if it is one of ours. Compared by hash, in equal time. */
export function findKey(keys: readonly Key[], authorization: string | undefined): Key | undefined {
  const secret = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (secret === undefined || !FORM.test(secret)) return undefined;
  const digest = digestOf(secret);
  return keys.find((key) => timingSafeEqual(key.hash, digest));
}

/** What is looked at of a request. */
interface Asking {
  headers: { authorization?: string | undefined };
  /** The connection it came by. */
  socket: object;
}

/** Who spoke last on a connection: the same words from the same mouth need no second look. */
const lately = new WeakMap<object, { authorization: string; key: Key }>();

/** The key of a request that can't go on without one: 401. */
export function authenticate(keys: readonly Key[], { headers: { authorization = '' }, socket }: Asking): Key {
  const last = lately.get(socket);
  if (last && last.authorization === authorization && keys.includes(last.key)) return last.key;
  const key = findKey(keys, authorization);
  if (key) {
    lately.set(socket, { authorization, key });
    return key;
  }
  throw new ProblemError('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="newsroom"' } });
}

function digestOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
