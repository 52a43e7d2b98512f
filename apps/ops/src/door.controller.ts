import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { problemPage } from './pages/problem.page.tsx';
import { headers } from './security.ts';
import { SessionStore } from './session.store.ts';
import { sameText } from './session.ts';

/** Routes that ask for no session: the way in, what anybody may know, and what judges by itself. */
const open = new Set([
  '/login',
  '/assets/desk.css',
  '/assets/desk.js',
  '/receipts/key',
  '/v1/receipts/:id',
  '/v1/where',
]);
/** Of services of the house, and of whoever watches them; reached as those of every other app are. */
const house = /^\/(internal\/|livez$|readyz$|metrics$)/;
const FORM_BYTES = 16_384;
/** A record that is mended by hand comes in a form, each letter of it as nine bytes at worst. */
const LETTER_BYTES = 2 ** 20;

/**
 * The door of the desk, before every route: nobody passes without a session, no form does without the token of its
 * session, and no answer leaves without the fields that keep it out of frames, caches and indexes. A route that is
 * added later is shut until it is named here.
 */
@Injectable()
export class Door implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
    @Inject(SessionStore) private readonly sessions: SessionStore,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    fastify.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: LETTER_BYTES },
      async (request: FastifyRequest, text: string) => {
        if (text.length > FORM_BYTES && !routeOf(request).startsWith('/letters/'))
          throw new ProblemError('payload_too_large');
        return Object.fromEntries(new URLSearchParams(text));
      },
    );
    fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) =>
      this.letIn(request, reply),
    );
    fastify.addHook('preHandler', async (request: FastifyRequest) => this.checkForm(request));
    fastify.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply, payload: unknown) =>
      dressed(request, reply, payload),
    );
  }

  private letIn(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
    if (isOpen(request) || this.sessions.find(request)) return undefined;
    if (request.method !== 'GET' || !wantsPage(request)) throw new ProblemError('unauthorized');
    return reply.redirect(`/login?${new URLSearchParams({ next: request.url })}`, 303);
  }

  /** Another site can make a browser send a form, but not this one: it does not know the word of the session. */
  private checkForm(request: FastifyRequest): void {
    if (request.method === 'GET' || request.method === 'HEAD' || house.test(routeOf(request))) return;
    if (request.headers['sec-fetch-site'] === 'cross-site') throw new ProblemError('forbidden');
    if (isOpen(request)) return;
    const { form } = (request.body ?? {}) as { form?: unknown };
    const right = this.sessions.formToken(this.sessions.of(request));
    if (typeof form === 'string' && sameText(form, right)) return;
    throw new ProblemError('forbidden', { detail: 'this form is none of your session: open its page again' });
  }
}

function isOpen(request: FastifyRequest): boolean {
  const route = routeOf(request);
  return open.has(route) || house.test(route);
}

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? '';
}

function wantsPage({ headers: { accept } }: FastifyRequest): boolean {
  return accept?.includes('text/html') ?? false;
}

/** With what a browser may do with it; a problem that a person meets is a page. */
function dressed(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  reply.headers(headers);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  const type = String(reply.getHeader('content-type') ?? '');
  if (!type.startsWith('application/problem+json') || typeof payload !== 'string' || !wantsPage(request))
    return payload;
  const page = problemPage(Problem.parse(JSON.parse(payload)));
  reply.header('content-type', 'text/html; charset=utf-8').removeHeader('content-length');
  return page;
}
