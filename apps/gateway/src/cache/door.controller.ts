import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import type { gatewaySettings } from '../settings.ts';
import { networkOf, PLACE } from '../views/address.ts';
import { Limit } from '../views/limit.ts';
import { ViewProducer } from '../views/view.producer.ts';
import { type Answer, type Encoding, encoded, type Ready, ReadyStore } from './ready.store.ts';
import { securityOf } from './security.ts';

/** Smaller bodies gain nothing from compression, and pictures are compressed already. */
const LEAST_BYTES = 512;

/** Name of this cache, and how it came by an answer (RFC 9211). */
const CACHE = 'sosik';
type Found = 'hit' | 'fwd=miss' | 'fwd=miss; stored';

/** Hands answers to readers: ready bytes below the Nest pipeline, the others once their route has made them. */
@Injectable()
export class Door {
  private readonly limit: Limit;

  constructor(
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(ViewProducer) private readonly views: ViewProducer,
    @Inject(SETTINGS) settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.limit = new Limit('api', settings.GATEWAY_API_PER_MINUTE);
  }

  /** Serves what is ready before any route is run: look up, compare the ETag, write. */
  open(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, next: () => void) => {
      const ready =
        request.method === 'GET' || request.method === 'HEAD' ? this.ready.get(request.url) : undefined;
      if (ready) this.hand(ready, request, reply, 'hit');
      else next();
    });
    // Problems, and whatever else does not pass through here.
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      reply.headers(securityOf(String(reply.getHeader('content-type') ?? ''), request.url));
      done();
    });
  }

  /** Makes the answer of this address, shares it with whoever asks for the same, and hands it out. */
  async answer(request: FastifyRequest, reply: FastifyReply, make: () => Promise<Answer>): Promise<void> {
    if (request.url.startsWith('/api/')) this.count(request, reply);
    const ready = await this.ready.fill(request.url, make);
    this.hand(ready, request, reply, ready.softMs === undefined ? 'fwd=miss' : 'fwd=miss; stored');
  }

  /** What has to be made costs something, so that one place gets so much of it; what is ready costs nothing. */
  private count(request: FastifyRequest, reply: FastifyReply): void {
    const place = networkOf(this.views.addressOf(request) ?? '', PLACE);
    const { retryAfter, fields } = this.limit.take(place, this.runtime.now());
    reply.headers(fields);
    if (retryAfter !== undefined) throw new ProblemError('rate_limited', { retryAfter });
  }

  /** Hands out what is ready. */
  hand(ready: Ready, request: FastifyRequest, reply: FastifyReply, found: Found = 'hit'): void {
    write(ready, request, reply, found);
    if (ready.view !== undefined && request.method === 'GET') this.views.seen(request, ready.view);
  }
}

/** Writes an answer in the best encoding, or 304 if the reader has it. */
function write(ready: Ready, request: FastifyRequest, reply: FastifyReply, found: Found): void {
  const encoding =
    ready.body.length < LEAST_BYTES || ready.type.startsWith('image/')
      ? 'identity'
      : preferred(request.headers['accept-encoding']);
  const etag = `"${ready.etag}${encoding === 'identity' ? '' : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    ...limitsOf(reply),
    ...securityOf(ready.type, request.url),
    'cache-control': ready.cacheControl,
    etag,
    vary: 'Accept-Encoding',
    'x-request-id': request.id,
    'cache-status': `${CACHE}; ${found}`,
    'server-timing': `total;dur=${reply.elapsedTime.toFixed(1)}`,
    ...(ready.location === undefined ? {} : { location: ready.location }),
    ...(ready.link === undefined ? {} : { link: ready.link }),
    ...(ready.lastModified ? { 'last-modified': new Date(ready.lastModified).toUTCString() } : {}),
    ...(ready.secret ? { 'x-robots-tag': 'noindex, nofollow', 'referrer-policy': 'no-referrer' } : {}),
  };
  reply.hijack();
  if (ready.status === 200 && matches(request.headers['if-none-match'], etag)) {
    reply.raw.writeHead(304, headers).end();
    return;
  }
  const bytes = encoded(ready, encoding);
  headers['content-type'] = ready.type;
  headers['content-length'] = String(bytes.length);
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  reply.raw.writeHead(ready.status, headers);
  reply.raw.end(request.method === 'HEAD' ? undefined : bytes);
}

/** Fields of a limit that this request counted for. */
function limitsOf(reply: FastifyReply): Record<string, string> {
  const names = ['ratelimit-policy', 'ratelimit'].filter((name) => reply.hasHeader(name));
  return Object.fromEntries(names.map((name) => [name, String(reply.getHeader(name))]));
}

/** Brotli before gzip, unless the reader's header forbids one by `q=0`. */
function preferred(header: string | string[] | undefined): Encoding {
  const accepted = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((each) => each.trim()))
    .filter(([, q]) => !/^q=0(\.0*)?$/.test(q ?? ''))
    .map(([name]) => name);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}

/** `If-None-Match` compares weakly (RFC 9110 §13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((each) => each.trim().replace(/^W\//, '') === etag);
}
