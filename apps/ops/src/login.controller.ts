import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ProblemError, Runtime } from '#libs/service';
import { AuditStore } from './audit.store.ts';
import { loginPage } from './pages/login.page.tsx';
import { SessionStore } from './session.store.ts';
import { pathWithin } from './session.ts';

const HTML = 'text/html; charset=utf-8';
const NextQuery = z.strictObject({ next: z.string().max(2_000).optional() });
const LoginForm = z.object({
  token: z.string().max(500),
  name: z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(60)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u),
  next: z.string().max(2_000).optional(),
});

/** The way in and out. Both are written down; who can't be written down for now may come in all the same. */
@Controller()
export class LoginController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('login')
  @Header('content-type', HTML)
  form(@Query({ schema: NextQuery }) { next }: z.infer<typeof NextQuery>): string {
    return loginPage({ next: pathWithin(next) });
  }

  @Post('login')
  @HttpCode(303)
  async open(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const form = LoginForm.safeParse(body);
    const { next, name } = (body ?? {}) as Record<string, string | undefined>;
    try {
      if (!form.success)
        throw new ProblemError('invalid_parameter', { detail: 'a name of one line and a token are needed' });
      const session = this.sessions.open({ ...form.data, address: request.ip });
      this.note('desk.signed-in', session.name);
      reply
        .header('set-cookie', this.sessions.cookieFor(session))
        .header('location', pathWithin(form.data.next));
      return '';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const status = { unauthorized: 401, rate_limited: 429 }[error.code as string] ?? 400;
      reply.status(status).header('content-type', HTML);
      const { retryAfter } = error.details;
      if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
      const later = retryAfter === undefined ? '' : `; try again in ${retryAfter} s`;
      return loginPage({ next: pathWithin(next), fault: error.message + later, name: name ?? '' });
    }
  }

  @Post('logout')
  @HttpCode(303)
  @Header('location', '/login')
  close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    const session = this.sessions.of(request);
    this.sessions.close(session);
    this.note('desk.signed-out', session.name);
    reply.header('set-cookie', this.sessions.cookieFor(undefined));
    return '';
  }

  private note(what: 'desk.signed-in' | 'desk.signed-out', who: string): void {
    this.audit.append({ who, what }).catch((error: unknown) => {
      this.runtime.log.warn({ err: error, what }, 'an act at the desk could not be written down');
    });
  }
}
