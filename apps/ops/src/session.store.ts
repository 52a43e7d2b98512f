import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import type { Frame } from './pages/layout.tsx';
import {
  cookieOf,
  formToken,
  readSession,
  SESSION_MS,
  type Session,
  sameText,
  sessionText,
} from './session.ts';
import type { opsSettings } from './settings.ts';
import { Tries } from './tries.ts';

/**
 * Who is at the desk. A session is a signed cookie, so it outlives the process and opens every desk of the same
 * token; a new token ends all of them. Which sessions were closed before their time is remembered here until then,
 * by the process where that was said.
 */
@Injectable()
export class SessionStore {
  private readonly closed = new Map<string, number>();
  private readonly tries: Tries;
  private readonly cookie: string;
  private readonly attributes: string;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof opsSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.tries = new Tries(settings.OPS_TRIES_PER_MINUTE);
    const secure = settings.OPS_PUBLIC_URL.startsWith('https:');
    this.cookie = secure ? '__Host-sosik-desk' : 'sosik-desk';
    this.attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  }

  /** Opens a session; throws `rate_limited` after too many wrong tokens from an address, `unauthorized` on one. */
  open({ token, name, address }: { token: string; name: string; address: string }): Session {
    const now = this.runtime.now();
    const wait = this.tries.wait(address, now);
    if (wait > 0)
      throw new ProblemError('rate_limited', { detail: 'too many wrong tokens', retryAfter: wait });
    const { OPS_TOKEN } = this.settings;
    if (OPS_TOKEN === '' || !sameText(token, OPS_TOKEN)) {
      this.tries.fail(address, now);
      this.runtime.log.warn({}, 'a wrong token at the desk');
      throw new ProblemError('unauthorized', { detail: 'this is not the token of the desk' });
    }
    return { id: randomUUID(), name, until: now + SESSION_MS };
  }

  close({ id, until }: Session): void {
    const now = this.runtime.now();
    for (const [other, end] of this.closed) if (end <= now) this.closed.delete(other);
    this.closed.set(id, until);
  }

  /** The session of a request, if it has one. */
  find({ headers }: Pick<FastifyRequest, 'headers'>): Session | undefined {
    const text = cookieOf(headers.cookie, this.cookie);
    const session =
      text === undefined ? undefined : readSession(text, this.settings.OPS_TOKEN, this.runtime.now());
    return session && !this.closed.has(session.id) ? session : undefined;
  }

  /** The same, behind the door of the desk: there is one. */
  of(request: Pick<FastifyRequest, 'headers'>): Session {
    const session = this.find(request);
    if (!session) throw new ProblemError('unauthorized');
    return session;
  }

  /** A program at the desk, by a session or by the token itself; throws as `open` does for any other. */
  admit(request: Pick<FastifyRequest, 'headers' | 'ip'>): void {
    if (this.find(request)) return;
    const token = /^Bearer (\S{1,500})$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined)
      throw new ProblemError('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="desk"' } });
    this.open({ token, name: 'program', address: request.ip });
  }

  /** What a page knows of whoever asks for it, behind the door. */
  frameOf(request: Pick<FastifyRequest, 'headers'>): Frame {
    const session = this.of(request);
    return { name: session.name, form: this.formToken(session), site: this.settings.PUBLIC_URL };
  }

  /** What forms of this session carry. */
  formToken(session: Session): string {
    return formToken(session, this.settings.OPS_TOKEN);
  }

  /** The header that gives a browser its session, or takes it away. */
  cookieFor(session: Session | undefined): string {
    if (!session) return `${this.cookie}=; Max-Age=0; ${this.attributes}`;
    const value = sessionText(session, this.settings.OPS_TOKEN);
    return `${this.cookie}=${value}; Max-Age=${SESSION_MS / 1_000}; ${this.attributes}`;
  }
}
