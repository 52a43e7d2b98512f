import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Showing } from './noting.ts';

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** An answer before it is pressed into bytes. */
export interface Answer {
  status: number;
  type: string;
  body: string;
  cacheControl: string;
  /** Of a redirect. */
  location?: string;
  /** Field `Link`. */
  link?: string;
  /** RFC 3339. */
  lastModified?: string;
  /**
   * Surrogate keys: `article:<id>`, `list:<edition>` … A change of any of them purges the bytes at once. Under
   * `named:<id>` stands what only names an article, under `named:list:<edition>` what holds some of an edition;
   * there may be thousands of such pages.
   */
  keys: readonly string[];
  /** Absent: never kept. Otherwise bytes older than this are made again behind the next request. */
  softMs?: number;
  /** Not for search engines, and its address not for other sites. */
  secret?: true;
  /** It lacks something that has come since, or that stands beside it, and nobody could make it whole. */
  outdated?: true;
  /** Set on article pages: the article a reader's request counts as a view of. */
  view?: string;
  /** The route that makes it, for metrics. */
  route?: string | undefined;
}

export type Encoding = 'identity' | 'gzip' | 'br';

/** Bytes ready to be written. */
export interface Ready extends Answer {
  etag: string;
  bytes: Map<Encoding, Buffer>;
  madeAt: number;
  askedAt: number;
  /** How often it has been asked for, earlier makings of it included. */
  asked: number;
  /** How often it has been made again without being asked for. */
  inVain: number;
  /** Articles that were told when it was made. */
  shown: Showing;
}

/** An answer as bytes, in one encoding at first; those of a picture are no text, so they come beside it. */
export function pressed(answer: Answer, madeAt: number, bytes: Buffer = Buffer.from(answer.body)): Ready {
  const etag = createHash('sha1').update(bytes).digest('base64url').slice(0, 20);
  return {
    ...answer,
    etag,
    bytes: new Map([['identity', bytes]]),
    madeAt,
    askedAt: 0,
    asked: 0,
    inVain: 0,
    shown: new Map(),
  };
}

/** The bytes in one encoding; compressed when first asked for, and kept. */
export function encoded(ready: Ready, encoding: Encoding): Buffer {
  const known = ready.bytes.get(encoding);
  if (known) return known;
  const body = ready.bytes.get('identity') ?? Buffer.from(ready.body);
  const bytes = encoding === 'br' ? brotliCompressSync(body, BROTLI) : gzipSync(body);
  ready.bytes.set(encoding, bytes);
  return bytes;
}
