import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DeskAct } from '#libs/contracts';
import { faultsOf, ProblemError } from '#libs/service';
import { AuditStore } from '../audit.store.ts';
import { actPage } from '../pages/act.page.tsx';
import { SessionStore } from '../session.store.ts';
import { countsPage } from './counts.page.tsx';
import { actOf, CountsForm, PopularityQuery } from './overrule.ts';
import { PopularityRoom } from './room.client.ts';

const HTML = 'text/html; charset=utf-8';
const written: Readonly<Record<CountsForm['act'], DeskAct>> = {
  overrule: 'views.overruled',
  lift: 'overrule.lifted',
  remake: 'counts.remade',
};

/**
 * What is read most, for people: which views do not count and why, letting them count after all, and counting again.
 * A decision goes through the gate with the key of the desk, as every editor's does.
 */
@Controller('popularity')
export class CountsController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(PopularityRoom) private readonly room: PopularityRoom,
  ) {}

  @Get()
  @Header('content-type', HTML)
  async page(
    @Query({ schema: PopularityQuery }) query: PopularityQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return countsPage(this.sessions.frameOf(request), await this.room.facts(query));
  }

  @Post('confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async confirm(@Body() body: unknown, @Req() request: FastifyRequest): Promise<string> {
    const form = formIn(body);
    const headline = form.act === 'remake' ? '' : await this.room.headline(form.article);
    return actPage(this.sessions.frameOf(request), actOf(form, headline));
  }

  @Post()
  @HttpCode(303)
  async act(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const form = formIn(body);
    const { name: who } = this.sessions.of(request);
    const told = await this.room.act(form);
    const about = form.act === 'remake' ? {} : { about: form.article };
    await this.audit.append({ who, what: written[form.act], ...about, ...told });
    const query = form.act === 'remake' ? '' : `?${new URLSearchParams({ article: form.article })}`;
    reply.header('location', `/popularity${query}`);
    return '';
  }
}

function formIn(body: unknown): CountsForm {
  const form = CountsForm.safeParse(body);
  if (form.success) return form.data;
  throw new ProblemError('invalid_parameter', {
    detail: 'an article, how many hours it holds and a reason are needed',
    errors: faultsOf(form.error.issues),
  });
}
