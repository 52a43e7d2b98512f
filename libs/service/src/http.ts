import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { ConnectionError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Admission, type Rank, type Refusal } from './admission.ts';
import { Doors, type Entrance } from './doors.ts';
import { parseJson } from './json.ts';
import { Lines } from './lines.ts';
import { Load } from './load.ts';
import { registry, seconds } from './metrics.ts';
import { ProblemError, problemOf, sendProblem } from './problem.ts';
import type { Runtime } from './runtime.ts';
import { tracing, type Work } from './trace.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Logs an error nobody foresaw, with its stack. */
    unexpected(error: unknown, request: FastifyRequest): void;
    /** For who answers before any route is looked for: the id of such a request. */
    idOf(request: IncomingMessage): string;
    /** The same: says of an answer what is said of all. */
    answered(answer: Answered): void;
    /** How much this process has to do. */
    load: Load;
    /** For who answers before any route is looked for: others are at work on what this request asks for. */
    shares(request: IncomingMessage): void;
    /** Listens, with a door for many at once. */
    opens(entrance: Entrance): Promise<void>;
    /** Who would be refused may have an answer that costs next to nothing: whether it has been given. */
    ratherThanRefuse(instead: (request: IncomingMessage, response: ServerResponse) => boolean): void;
    /** What is said to a request that is refused since there is too much to do, where a problem is not all. */
    refusesWith(words: (request: IncomingMessage) => Partial<Refusal>): void;
  }
  interface FastifyContextConfig {
    /** The route takes its body as it came, JSON too. */
    bytes?: boolean;
  }
  interface FastifyRequest {
    /** Size of the JSON body as it came, bytes. */
    bodyBytes: number;
    /** The JSON body as it came; only of a request that brings a signature over it. */
    signedBytes: Buffer | undefined;
    /** The answer to this request as a piece of the trace its client is in; begins when first asked for. */
    readonly work: Work;
    /** From here on the answer only waits for something: others are worked on in its place. */
    waits(): void;
  }
}

/** What metrics and log have of an answer. */
interface Answered {
  id: string;
  method: string;
  route: string;
  status: number;
  /** From the request's head to the end of its answer. */
  ms: number;
  /** Absent: the request began no piece of a trace. */
  traceId?: string;
}

type Done = (error?: Error) => void;

/** Nobody has come for so long; it is waited for this long. */
const GAP_MS = { least: 5, most: 500 };
/** A question that was sent with its connection is here by then. */
const SILENT_MS = 1_000;

/** Asked by whoever watches, many times a minute. */
const LOOKS = /^\/(livez|readyz|metrics|internal\/idle)$/;

const works = new WeakMap<FastifyRequest, Work>();

/** Answers that no metric has yet. One by one, each would take as long as finding its page; many in a row take a tenth. */
const untold: { service: string; answer: Answered }[] = [];
const MOST_UNTOLD = 1_000;

const duration = seconds({
  name: 'http_server_request_duration_seconds',
  help: 'Time from a request’s head to the end of its answer',
  before: measure,
  labels: ['service', 'method', 'route', 'status'],
  // With 0.15, which pages are to keep.
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** What is set of a server: how much it works on, and how long it waits for whom. */
interface HttpSettings {
  HTTP_AT_ONCE: number;
  HTTP_AT_ONCE_LEAST: number;
  HTTP_TARGET_MS: number;
  HTTP_CONNECTIONS: number;
  HTTP_HEAD_MS: number;
  HTTP_REQUEST_MS: number;
  HTTP_IDLE_MS: number;
  HTTP_READ_MS: number;
}

interface Wishes {
  settings: HttpSettings;
  bodyBytes: number;
  ranks: readonly Rank[];
}

/** Who is too slow is found at latest so long after his time. */
const LOOK_MS = 1_000;

/** The server of one service: ids, JSON reading, problem answers, health, metrics. */
export function createAdapter({ settings, bodyBytes }: Wishes): FastifyAdapter {
  const { HTTP_HEAD_MS, HTTP_REQUEST_MS, HTTP_IDLE_MS } = settings;
  return new FastifyAdapter({
    bodyLimit: bodyBytes,
    http: {
      headersTimeout: Math.min(HTTP_HEAD_MS, HTTP_REQUEST_MS),
      connectionsCheckingInterval: Math.min(LOOK_MS, HTTP_HEAD_MS),
    },
    requestTimeout: HTTP_REQUEST_MS,
    keepAliveTimeout: HTTP_IDLE_MS,
    genReqId: idOf,
    // Article uris of 256 characters are path parameters, percent-encoded.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 600 },
    frameworkErrors: sendProblem,
    clientErrorHandler: refuseUnread,
    // What comes on a connection that was taken is answered, to the end of the stop.
    return503OnClosing: false,
  });
}

function idOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

/** What is no HTTP, or has a head too long to be read, is no request yet: its sender is told, and that is all. */
function refuseUnread({ code }: ConnectionError, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const id = randomUUID();
  const { instance: _, ...problem } = problemOf(whyUnread(code), { id, url: '' });
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${id}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function whyUnread(code: string | undefined): ProblemError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ProblemError('request_timeout');
  const detail =
    code === 'HPE_HEADER_OVERFLOW' ? 'address and headers are too long' : 'this can’t be read as HTTP/1.1';
  return new ProblemError('invalid_parameter', { detail });
}

export function prepare(fastify: FastifyInstance, runtime: Runtime, wishes: Wishes): void {
  fastify.decorate('unexpected', (error: unknown, request: FastifyRequest) => {
    runtime.log.error({ err: error, ...lineOf(request), traceId: request.work.traceId }, 'unexpected error');
  });
  fastify.decorate('idOf', idOf);
  fastify.decorate('answered', (answer: Answered) => tell(runtime, answer));
  fastify.decorateRequest('bodyBytes', 0);
  fastify.decorateRequest('signedBytes', undefined);
  fastify.decorateRequest('work', {
    getter(this: FastifyRequest): Work {
      return workOn(this);
    },
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/([\w.-]+\+)?json\s*(;|$)/i,
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void) => {
      request.bodyBytes = body.length;
      if (request.routeOptions.config.bytes) return done(null, body);
      if (request.headers['webhook-signature'] !== undefined) request.signedBytes = body;
      try {
        done(null, parseJson(body));
      } catch (error) {
        done(error instanceof Error ? error : new Error('unreadable'));
      }
    },
  );
  const { settings, bodyBytes, ranks } = wishes;
  const lines = new Lines(fastify.server, { most: settings.HTTP_CONNECTIONS, readMs: settings.HTTP_READ_MS });
  const { HTTP_AT_ONCE_LEAST: least, HTTP_AT_ONCE: most, HTTP_TARGET_MS: targetMs } = settings;
  const load = new Load({ least: Math.min(least, most), most, targetMs });
  fastify.decorate('load', load);
  new Admission(runtime, { load, lines, ranks, bodyBytes }).open(fastify);
  const doors = new Doors(fastify.server);
  fastify.decorate('opens', (entrance: Entrance) => doors.open(fastify, entrance));
  partFrom(fastify, runtime, { lines, doors });
  if (tracing.recorded) {
    fastify.addHook('onRequest', enterTrace);
    // Again: a body comes by events of its connection, which belongs to no request.
    fastify.addHook('preValidation', enterTrace);
  }
  fastify.addHook('onSend', (request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: Done) => {
    reply.header('x-request-id', request.id);
    if (runtime.stopping) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: Done) => {
    const { id, method, routeOptions } = request;
    const route = routeOptions.url ?? 'unknown';
    const answer = { id, method, route, status: reply.statusCode, ms: reply.elapsedTime };
    const failed = reply.statusCode >= 500;
    const traced = (runtime.log.isLevelEnabled('debug') || failed) && !LOOKS.test(request.url);
    tell(runtime, traced ? { ...answer, traceId: request.work.traceId } : answer);
    const attributes = { 'http.response.status_code': reply.statusCode };
    works.get(request)?.end({ attributes, failed: failed ? classOf(reply.statusCode) : undefined });
    done();
  });
  answerOtherMethods(fastify);
  refuseOthers(fastify);
  health(fastify, runtime);
}

/**
 * What apps ask each other needs no key, since nobody but them reaches it. A page that somebody of the house looks at
 * does, through the browser, so that what a browser sends for a page is refused; it says itself that it does. What a
 * proxy passes on comes from outside.
 */
function refuseOthers(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers, routeOptions }: FastifyRequest, _: FastifyReply, done: Done) => {
    const forPage = headers.origin !== undefined || /^(cross|same)-/.test(headers['sec-fetch-site'] ?? '');
    const passedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    if (!(forPage || passedOn) || !routeOptions.url?.startsWith('/internal/')) return done();
    done(new ProblemError('forbidden', { detail: 'this answers apps, and no page' }));
  });
}

interface Ways {
  lines: Lines;
  doors: Doors;
}

/**
 * How a server that stops leaves its clients. Each answer says that it is the last one on its connection (`onSend`), so
 * that nobody asks again on one that is about to be closed; one kept alive would hold up the stop for more than a
 * minute. Browsers open connections ahead of a question that may never come; the server takes them for busy.
 */
function partFrom(fastify: FastifyInstance, runtime: Runtime, { lines, doors }: Ways): void {
  let takenAt = 0;
  fastify.server.on('connection', () => {
    takenAt = performance.now();
  });
  fastify.addHook('preClose', async () => {
    runtime.stopping = true;
    // Whoever stands in the queue of the system when the server closes is turned away unheard: it closes in a gap.
    for (const until = performance.now() + GAP_MS.most; performance.now() < until; await nextTurn())
      if (performance.now() - takenAt > GAP_MS.least) break;
    const leave = async () => {
      // What has come by now is read first, however late this is.
      await nextTurn();
      lines.close();
    };
    setTimeout(() => void leave(), SILENT_MS).unref();
    await doors.close();
  });
}

/** Each answer moves one metric; a failed one is a line of the log, every other for who debugs. */
function tell({ name, log }: Runtime, answer: Answered): void {
  if (untold.push({ service: name, answer }) >= MOST_UNTOLD) measure();
  const { id, method, route, status, ms: _, ...traced } = answer;
  const failed = status >= 500;
  if (!failed && !log.isLevelEnabled('debug')) return;
  const line = { requestId: id, method, route, status, ...traced };
  if (failed) log.warn(line, 'request failed');
  else log.debug(line, 'request');
}

function measure(): void {
  for (const { service, answer } of untold.splice(0)) {
    const { method, route, status, ms } = answer;
    duration.observe({ service, method, route, status: classOf(status) }, ms / 1000);
  }
}

function classOf(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}

/** What a log line says of a request: never its address, which may hold what somebody was looking for. */
function lineOf({ id, method, routeOptions }: FastifyRequest): object {
  return { requestId: id, method, route: routeOptions.url ?? 'unknown' };
}

/** What is asked on the way to an answer, of stores or other apps, is a part of its work. Looks at how we fare are none. */
function enterTrace(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
  if (LOOKS.test(request.url)) done();
  else request.work.run(done);
}

function workOn(request: FastifyRequest): Work {
  const known = works.get(request);
  if (known) return known;
  const { method, headers, routeOptions } = request;
  const route = routeOptions.url ?? 'unknown';
  const work = tracing.begin(`${method} ${route}`, {
    // An SDK that traces HTTP by itself has begun already.
    from: tracing.active() ?? String(headers['traceparent'] ?? ''),
    kind: 'server',
    attributes: { 'http.request.method': method, 'http.route': route },
  });
  works.set(request, work);
  return work;
}

/** A known address with a method it does not have is 405 with `Allow`, not 404. */
function answerOtherMethods(fastify: FastifyInstance): void {
  const routes: { method: string; pattern: RegExp }[] = [];
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url.includes('*')) return;
    const pattern = new RegExp(`^${url.replace(/[.+]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`);
    for (const each of [method].flat()) routes.push({ method: each, pattern });
  });
  fastify.addHook('onRequest', (request: FastifyRequest, _reply: FastifyReply, done: Done) => {
    if (!request.is404) return done();
    const path = request.url.split('?', 1)[0] ?? '';
    const allowed = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (allowed.size === 0) return done(new ProblemError('not_found'));
    const allow = [...allowed].sort().join(', ');
    done(new ProblemError('method_not_allowed', { detail: `Allowed here: ${allow}`, headers: { allow } }));
  });
}

function health(fastify: FastifyInstance, runtime: Runtime): void {
  fastify.get('/livez', async (_request, reply) => {
    const stuck = runtime.stuck();
    return reply
      .status(stuck.length > 0 ? 503 : 200)
      .send({ status: stuck.length > 0 ? 'stuck' : 'live', stuck });
  });
  fastify.get('/readyz', async (_request, reply) => {
    const readiness = await runtime.readiness();
    const serves = readiness.status === 'ready' || readiness.status === 'degraded';
    return reply.status(serves ? 200 : 503).send(readiness);
  });
  fastify.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
  fastify.get('/internal/idle', async () => ({ working: runtime.working() }));
}
