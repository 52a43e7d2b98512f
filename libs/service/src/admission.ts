import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Lines } from './lines.ts';
import type { Load, Urgency } from './load.ts';
import { counter, gauge } from './metrics.ts';
import { ProblemError, problemOf } from './problem.ts';
import type { Runtime } from './runtime.ts';
import { giveWay } from './turn.ts';

/** How urgent some requests are. */
export interface Rank {
  readonly urgency: Urgency;
  /** Absent: any. What is said of GET is said of HEAD. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Of the path, without the question. */
  readonly path: RegExp;
  /** Of the question; absent: any. */
  readonly query?: RegExp;
  /**
   * Whether a request is vital after all, by what is in it. Asked only of one that would be refused otherwise: looks
   * at bytes, since reading them in full would cost nearly as much as doing what they say.
   */
  readonly isVital?: (request: IncomingMessage, body: Buffer) => boolean;
}

/** What a refused request is told. */
export interface Refusal {
  type: string;
  body: string | Buffer;
  /** Further fields. */
  headers: Readonly<Record<string, string>>;
}

interface Means {
  load: Load;
  lines: Lines;
  ranks: readonly Rank[];
  /** A body with more is not listened to. */
  bodyBytes: number;
}

const shed = counter({
  name: 'sosik_http_shed_total',
  help: 'Requests that were refused since there was too much to do, by how urgent they were',
  labels: ['service', 'class'],
});
const inHand = gauge({
  name: 'sosik_http_in_hand',
  help: 'Requests that are worked on',
  labels: ['service'],
});
const limit = gauge({
  name: 'sosik_http_limit',
  help: 'Requests that may be worked on at a time, as measured',
  labels: ['service'],
});

/** Whoever was refused comes again after a second to four: all at the same moment would be too much again. */
const AGAIN_S = { least: 1, spread: 4 };
/** Made once: what an error notes of where it was made costs as much as the rest of a refusal. */
const overloaded = Array.from(
  { length: AGAIN_S.spread },
  (_, more) => new ProblemError('overloaded', { retryAfter: AGAIN_S.least + more }),
);
const LINE_MS = 1_000;

const ASKING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const asking: Rank = { urgency: 'usual', path: /^/ };
const saying: Rank = { urgency: 'urgent', path: /^/ };
const health: Rank = { urgency: 'vital', path: /^\/(livez|readyz|metrics|internal\/idle)$/ };

/**
 * Who is let in. Requests are looked at before anything is spent on them: their head alone says how urgent they are,
 * and one that finds no room is answered at once, 503 with `Retry-After`, below Fastify and Nest, which would cost
 * many times as much. Vital ones are never refused, and where only the body tells which those are, that is looked at
 * first. A place is taken by a request that is whole and given back when its answer is written, so that nobody holds one
 * by being slow; who leaves early gives back his place as if he had stayed, since the work for him goes on.
 */
export class Admission {
  private readonly heard = new WeakMap<IncomingMessage, Buffer>();
  private readonly shared = new WeakSet<IncomingMessage>();
  private readonly places = new WeakMap<IncomingMessage, Place>();
  private readonly ranks: readonly Rank[];
  private routed: RequestListener = () => undefined;
  private words: (request: IncomingMessage) => Partial<Refusal> = () => ({});
  private instead: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  private refused: Record<string, number> | undefined;
  private turning = false;

  constructor(
    private readonly runtime: Runtime,
    private readonly means: Means,
  ) {
    this.ranks = [health, ...means.ranks];
  }

  /** Stands before the routes of a server from here on. */
  open(fastify: FastifyInstance): void {
    const routed = fastify.server.listeners('request') as RequestListener[];
    fastify.server.removeAllListeners('request');
    this.routed = (request, response) => {
      for (const each of routed) each(request, response);
    };
    fastify.server.on('request', (request, response) => this.arrives(request, response));
    fastify.decorate('shares', (request: IncomingMessage) => void this.shared.add(request));
    fastify.decorate('refusesWith', (words: (request: IncomingMessage) => Partial<Refusal>) => {
      this.words = words;
    });
    fastify.decorate(
      'ratherThanRefuse',
      (instead: (request: IncomingMessage, response: ServerResponse) => boolean) => {
        this.instead = instead;
      },
    );
    const { places, heard } = this;
    fastify.decorateRequest('waits', function (this: FastifyRequest): void {
      places.get(this.raw)?.leave();
    });
    if (this.ranks.every(({ isVital }) => isVital === undefined)) return;
    fastify.addHook('preParsing', (request, _reply, payload, done) => {
      const body = heard.get(request.raw);
      done(null, body === undefined ? payload : streamOf(body));
    });
  }

  private arrives(request: IncomingMessage, response: ServerResponse): void {
    const { load } = this.means;
    this.look();
    const rank = this.rankOf(request);
    if (load.hasRoom(rank.urgency) || this.shared.has(request)) this.begin(request, response, rank.urgency);
    else if (rank.isVital) this.hear(request, response, rank);
    else if (!this.instead(request, response)) this.refuse(request, response, rank.urgency);
  }

  private look(): void {
    const { load } = this.means;
    const now = performance.now();
    const labels = { service: this.runtime.name };
    if (load.look(now)) {
      inHand.set(labels, load.inHand);
      limit.set(labels, load.limit);
    }
    if (this.turning) return;
    this.turning = true;
    setImmediate(() => {
      this.turning = false;
      load.turned(performance.now() - now);
    });
  }

  private rankOf({ method = '', url = '' }: IncomingMessage): Rank {
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    const asked = method === 'HEAD' ? 'GET' : method;
    const found = this.ranks.find(
      (each) =>
        (each.method === undefined || each.method === asked) &&
        each.path.test(path) &&
        (each.query === undefined || (at >= 0 && each.query.test(url.slice(at)))),
    );
    return found ?? (ASKING.has(method) ? asking : saying);
  }

  private begin(request: IncomingMessage, response: ServerResponse, urgency: Urgency): void {
    const place = new Place(this.means, request);
    this.places.set(request, place);
    place.take();
    response.once('prefinish', () => place.end());
    response.once('close', () => place.close());
    const wait = urgency === 'vital' ? undefined : giveWay();
    if (wait !== undefined) void wait.then(() => this.pass(request, response, place));
    else this.pass(request, response, place);
  }

  private pass(request: IncomingMessage, response: ServerResponse, place: Place): void {
    if (response.destroyed) return;
    if (hasBody(request) && !request.readableEnded) {
      request.once('end', () => place.take());
      // What was sent in one go is there by the next turn.
      setImmediate(() => place.putBack());
    }
    this.routed(request, response);
  }

  /** Listens to what is said before it is refused; nothing beyond what its route would read. */
  private hear(request: IncomingMessage, response: ServerResponse, { urgency, isVital }: Rank): void {
    const { load, bodyBytes } = this.means;
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyBytes) chunks.push(chunk);
    });
    request.once('error', () => undefined);
    request.once('end', () => {
      const body = bytes > bodyBytes ? undefined : Buffer.concat(chunks);
      if (!body || !(load.hasRoom(urgency) || isVital?.(request, body))) {
        this.refuse(request, response, urgency);
        return;
      }
      this.heard.set(request, body);
      this.begin(request, response, urgency);
    });
  }

  private refuse(request: IncomingMessage, response: ServerResponse, urgency: Urgency): void {
    shed.inc({ service: this.runtime.name, class: urgency });
    this.note(urgency);
    const id = randomUUID();
    const more = Math.floor(Math.random() * AGAIN_S.spread);
    const { type, body, headers = {} } = this.words(request);
    const words = body ?? JSON.stringify(problemOf(overloaded[more], { id, url: request.url ?? '' }));
    const fields = {
      'content-type': type ?? 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(words)),
      'retry-after': String(AGAIN_S.least + more),
      'cache-control': 'no-store',
      'x-request-id': id,
      ...headers,
    };
    response.writeHead(503, fields);
    response.end(request.method === 'HEAD' ? undefined : words);
  }

  /** A line of the log for all that were refused in a second. */
  private note(urgency: Urgency): void {
    if (!this.refused) {
      this.refused = {};
      setTimeout(() => {
        const { load } = this.means;
        const facts = { refused: this.refused, inHand: load.inHand, limit: load.limit };
        this.runtime.log.warn(facts, 'too much to do: requests are refused');
        this.refused = undefined;
      }, LINE_MS).unref();
    }
    this.refused[urgency] = (this.refused[urgency] ?? 0) + 1;
  }
}

/** What one request takes of what there is. */
class Place {
  private state: 'ahead' | 'taken' | 'left' = 'ahead';
  private held = false;
  private ended = false;

  constructor(
    private readonly means: Means,
    private readonly request: IncomingMessage,
  ) {}

  /** The request is whole, as far as can be seen. */
  take(): void {
    if (this.state !== 'ahead' || this.ended) return;
    this.state = 'taken';
    this.held = true;
    this.means.load.enter();
    this.means.lines.hold(this.request.socket);
  }

  /** It is not whole after all. */
  putBack(): void {
    if (this.state !== 'taken' || this.request.complete) return;
    this.state = 'ahead';
    this.means.load.putBack();
    this.free();
  }

  /** Nothing is worked on for it any more; its connection goes on waiting. */
  leave(): void {
    if (this.state === 'taken') this.means.load.leave();
    this.state = 'left';
  }

  /** The answer is written. */
  end(): void {
    this.ended = true;
    this.leave();
    this.free();
  }

  /** The connection is closed: whoever has not been answered does not wait any more, but his work goes on. */
  close(): void {
    this.free();
    if (this.ended) return;
    this.ended = true;
    setTimeout(() => this.leave(), this.means.load.usualMs).unref();
  }

  private free(): void {
    if (this.held) this.means.lines.free(this.request.socket);
    this.held = false;
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function streamOf(body: Buffer): Readable & { receivedEncodedLength: number } {
  return Object.assign(Readable.from(body.length > 0 ? [body] : []), { receivedEncodedLength: body.length });
}
