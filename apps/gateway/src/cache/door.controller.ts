import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { DependencyUnavailable, ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import type { gatewaySettings } from '../settings.ts';
import { networkOf, PLACE } from '../views/address.ts';
import { Limit } from '../views/limit.ts';
import { ViewProducer } from '../views/view.producer.ts';
import { type Answer, type Encoding, encoded, type Ready } from './pressed.ts';
import { type News, ReadyStore } from './ready.store.ts';
import { securityOf } from './security.ts';

/** Smaller bodies gain nothing from compression, and pictures are compressed already. */
const LEAST_BYTES = 512;

/** A text of so many bytes leaves in one piece with its fields, which costs a tenth less than two; a longer one would be copied. */
const ONE_PIECE_BYTES = 14_000;

/** Name of this cache, and how it came by an answer (RFC 9211). */
const CACHE = 'sosik';
/** What an answer may be kept for while nobody says that it still holds. */
const STALE_CONTROL = 'public, max-age=1';
type Found = 'hit' | 'fwd=miss' | 'fwd=miss; stored';

/** Hands answers to readers: ready bytes below the Nest pipeline, the others once their route has made them. */
@Injectable()
export class Door {
  private readonly limit: Limit;
  private alone: (url: string) => News | undefined = () => undefined;

  constructor(
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(ViewProducer) private readonly views: ViewProducer,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.limit = new Limit('api', settings.GATEWAY_API_PER_MINUTE);
  }

  /**
   * Serves what is ready before any route is looked for: look up, compare the ETag, write. `alone` makes a page of what
   * is known here, for when there is too much to do for more.
   */
  open(fastify: FastifyInstance, alone: (url: string) => News | undefined): void {
    this.alone = alone;
    const routed = fastify.server.listeners('request') as RequestListener[];
    fastify.server.removeAllListeners('request');
    fastify.server.on('request', (request, response) => {
      const asked = { fastify, request, response };
      if (!this.serve(asked, (url) => this.kept(asked, url)))
        for (const each of routed) each(request, response);
    });
    fastify.ratherThanRefuse((request, response) =>
      this.serve({ fastify, request, response }, (url) => this.instead(url)),
    );
    // Problems, and whatever else does not pass through here.
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      reply.headers(securityOf(String(reply.getHeader('content-type') ?? ''), request.url));
      done();
    });
  }

  /** Makes the answer of this address, shares it with whoever asks for the same, and hands it out. */
  async answer(request: FastifyRequest, reply: FastifyReply, make: () => Promise<Answer>): Promise<void> {
    if (request.url.startsWith('/api/')) this.count(request, reply);
    this.handMade(await this.made(request, make), request, reply);
  }

  /**
   * The same for a reader who does not wait: what comes late is there for who asks next. A page that can't be made
   * anew is the last one, where that only lacks what has come since, or that of the article alone.
   */
  async soon(request: FastifyRequest, reply: FastifyReply, make: () => Promise<Answer>): Promise<void> {
    const end = new AbortController();
    const late = delay(this.settings.GATEWAY_ANSWER_MS, undefined, { signal: end.signal }).then(() => {
      throw new DependencyUnavailable('gateway', new Error('it was not made in time'));
    });
    try {
      const ready = await Promise.race([this.made(request, make), late]);
      this.handMade(ready, request, reply);
    } catch (error) {
      const instead = error instanceof DependencyUnavailable && this.instead(request.url);
      if (!instead) throw error;
      this.hand(instead, request, reply);
    } finally {
      end.abort();
    }
  }

  private async made(request: FastifyRequest, make: () => Promise<Answer>): Promise<Ready> {
    const route = request.routeOptions.url;
    const ready = await this.ready.fill(request.url, async () => ({ ...(await make()), route }));
    // What was told meanwhile knows of no route.
    ready.route ??= route;
    return ready;
  }

  private handMade(ready: Ready, request: FastifyRequest, reply: FastifyReply): void {
    this.hand(ready, request, reply, ready.softMs === undefined ? 'fwd=miss' : 'fwd=miss; stored');
  }

  /** How an answer was come by, and of a kept one that nobody has said for so many seconds that it still holds (RFC 9211). */
  private standing(found: Found, { outdated, madeAt }: Ready): { state: string; stale: boolean } {
    // What was softened has no time any more.
    const age = Number.isFinite(madeAt) ? Math.max(1, Math.floor((this.runtime.now() - madeAt) / 1_000)) : 1;
    const seconds = this.ready.unconfirmedS ?? (outdated ? age : undefined);
    if (seconds === undefined || !(found === 'hit' || outdated)) return { state: found, stale: false };
    return { state: `${found}; ttl=-${seconds}; detail=stale`, stale: true };
  }

  /** What has to be made costs something, so that one place gets so much of it; what is ready costs nothing. */
  private count(request: FastifyRequest, reply: FastifyReply): void {
    const place = networkOf(this.views.addressOf(request) ?? '', PLACE);
    const { retryAfter, fields } = this.limit.take(place, this.runtime.now());
    reply.headers(fields);
    if (retryAfter !== undefined) throw new ProblemError('rate_limited', { retryAfter });
  }

  /** Hands out what a route has, instead of its own answer. */
  hand(ready: Ready, request: FastifyRequest, reply: FastifyReply, found: Found = 'hit'): void {
    reply.hijack();
    const { state, stale } = this.standing(found, ready);
    const own = [...limitsOf(reply), ...foundOf(state, reply.elapsedTime)];
    const more = ['x-request-id', request.id, ...own, ...this.parting()];
    write(ready, { request: request.raw, response: reply.raw, more, stale });
    if (ready.view !== undefined && request.method === 'GET') this.views.seen(request, ready.view);
  }

  /** A server that stops says that this connection ends here. */
  private parting(): string[] {
    return this.runtime.stopping ? ['connection', 'close'] : [];
  }

  /** Hands out what is found for an address, if anything is. What fails here fails for one reader, as behind a route. */
  private serve(asked: Asked, find: (url: string) => Ready | undefined): boolean {
    const { fastify, request, response } = asked;
    const { method = '', url = '' } = request;
    if (method !== 'GET' && method !== 'HEAD') return false;
    const begun = performance.now();
    try {
      const ready = find(url);
      if (ready) this.write(ready, asked, begun);
      return ready !== undefined;
    } catch (error) {
      this.runtime.log.error({ err: error, requestId: fastify.idOf(request) }, 'unexpected error');
      if (response.headersSent) response.destroy();
      return response.headersSent;
    }
  }

  /** What is ready. Where it is being made, one more who waits for it costs little: all are answered at once. */
  private kept({ fastify, request }: Asked, url: string): Ready | undefined {
    const ready = this.ready.get(url, fastify.load.hasRoom('patient'));
    if (!ready && this.ready.isMaking(url)) fastify.shares(request);
    return ready;
  }

  /** A page that lacks only what has come since, or what stands beside it: better than none. */
  private instead(url: string): Ready | undefined {
    const last = this.ready.last(url);
    if (last) return last;
    const news = this.alone(url);
    return news && this.ready.keepAside(url, news);
  }

  private write(ready: Ready, { fastify, request, response }: Asked, begun: number): void {
    const { method = '', headers, socket } = request;
    const id = fastify.idOf(request);
    const { state, stale } = this.standing('hit', ready);
    const more = ['x-request-id', id, ...foundOf(state, performance.now() - begun), ...this.parting()];
    const status = write(ready, { request, response, more, stale });
    if (ready.view !== undefined && method === 'GET')
      this.views.seen({ headers, ip: socket.remoteAddress ?? '' }, ready.view);
    fastify.answered({ id, method, route: ready.route ?? 'unknown', status, ms: performance.now() - begun });
  }
}

interface Asked {
  fastify: FastifyInstance;
  request: IncomingMessage;
  response: ServerResponse;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Nobody has said lately that the answer still holds. */
  stale: boolean;
  /** Names and values of fields that are of this answer alone. */
  more: readonly string[];
}

/** Names and values of the fields of an answer in one encoding that are the same for everybody. */
interface Head {
  etag: string;
  always: readonly string[];
  /** Of an answer with a body. */
  content: readonly string[];
  /** A short one as characters of one byte each. */
  body: Buffer | string;
}

/** By the answer itself: a copy of it may differ in a field. */
const heads = new WeakMap<Ready, Map<Encoding, Head>>();

/** Writes an answer in the best encoding, or 304 if the reader has it; answers the status. */
function write(ready: Ready, { request, response, more, stale }: Exchange): number {
  const encoding =
    ready.body.length < LEAST_BYTES || ready.type.startsWith('image/')
      ? 'identity'
      : preferred(request.headers['accept-encoding']);
  const { etag, content, body, ...head } = headOf(ready, encoding, request.url ?? '');
  const always = stale ? shortLived(head.always) : head.always;
  if (ready.status === 200 && matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304, [...always, ...more]).end();
    return 304;
  }
  response.writeHead(ready.status, [...always, ...content, ...more]);
  response.end(request.method === 'HEAD' ? '' : body, 'latin1');
  return ready.status;
}

/** Made when it is first asked for: few answers are asked for in each encoding. */
function headOf(ready: Ready, encoding: Encoding, url: string): Head {
  const known = heads.get(ready)?.get(encoding);
  if (known) return known;
  const bytes = encoded(ready, encoding);
  const etag = `"${ready.etag}${encoding === 'identity' ? '' : `-${encoding}`}"`;
  const { location, link, lastModified, secret } = ready;
  const always = {
    ...securityOf(ready.type, url),
    'cache-control': ready.cacheControl,
    etag,
    vary: 'Accept-Encoding',
    ...(location === undefined ? {} : { location }),
    ...(link === undefined ? {} : { link }),
    ...(lastModified ? { 'last-modified': new Date(lastModified).toUTCString() } : {}),
    ...(secret ? { 'x-robots-tag': 'noindex, nofollow', 'referrer-policy': 'no-referrer' } : {}),
  };
  const content = {
    'content-type': ready.type,
    'content-length': String(bytes.length),
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  };
  const head = {
    etag,
    always: Object.entries(always).flat(),
    content: Object.entries(content).flat(),
    body: bytes.length > ONE_PIECE_BYTES ? bytes : bytes.toString('latin1'),
  };
  heads.set(ready, (heads.get(ready) ?? new Map<Encoding, Head>()).set(encoding, head));
  return head;
}

/** The same for an answer that may be outdated already: whoever keeps it asks again soon. */
function shortLived(always: readonly string[]): readonly string[] {
  return always.map((value, at) =>
    always[at - 1] === 'cache-control' && value.startsWith('public, max-age=5') ? STALE_CONTROL : value,
  );
}

/** How this answer was come by, and how long that took, milliseconds. */
function foundOf(found: string, ms: number): string[] {
  return ['cache-status', `${CACHE}; ${found}`, 'server-timing', `total;dur=${ms.toFixed(1)}`];
}

/** Fields of a limit that this request counted for. */
function limitsOf(reply: FastifyReply): string[] {
  const names = ['ratelimit-policy', 'ratelimit'].filter((name) => reply.hasHeader(name));
  return names.flatMap((name) => [name, String(reply.getHeader(name))]);
}

/** Letters of what browsers send; they all send one of a few. */
const USUAL = 200;
const asked = new LRUCache<string, Encoding>({ max: 200 });

/** Brotli before gzip, unless the reader's header forbids one by `q=0`. */
function preferred(header: string | string[] | undefined): Encoding {
  const text = String(header ?? '');
  const known = asked.get(text);
  if (known) return known;
  const accepted = text
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((each) => each.trim()))
    .filter(([, q]) => !/^q=0(\.0*)?$/.test(q ?? ''))
    .map(([name]) => name);
  const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity';
  if (text.length <= USUAL) asked.set(text, encoding);
  return encoding;
}

/** `If-None-Match` compares weakly (RFC 9110 §13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}
