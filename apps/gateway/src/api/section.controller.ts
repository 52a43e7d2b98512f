import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { NameQuery, NoQuery, type Section, SectionListQuery, SlugParameters } from '#libs/contracts';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import { Door } from '../cache/door.controller.ts';
import { pathOf } from '../edition.ts';
import { caching, SOFT_MS } from '../pages/press.controller.ts';
import type { gatewaySettings } from '../settings.ts';
import { FOREVER_MS, json, nextPage } from './shown.tsx';

const TOGETHER = 20;

/** Sections of the paper in the public API, and how this gateway fares. */
@Controller('api/v1')
export class SectionApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Door) private readonly door: Door,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('sections')
  sections(
    @Query({ schema: SectionListQuery }) { q, limit, cursor }: SectionListQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
      const { sections } = this.settings.SITE_FILE;
      const from = sections.findIndex(({ slug }) => slug === after) + 1;
      // Behind a section that is none there is nothing, as at the end of a list.
      const left = cursor !== undefined && from === 0 ? [] : sections.slice(from);
      const found = left.filter((each) => isCalled(each, q?.toLowerCase() ?? ''));
      const data = found.slice(0, limit);
      const last = found.length > limit ? data.at(-1) : undefined;
      const next = last && Buffer.from(last.slug).toString('base64url');
      const body = { data: data.map(withPaths), page: { next, limit }, meta: this.meta() };
      return { ...json(body, caching.list), ...nextPage(request.url, next), softMs: FOREVER_MS };
    });
  }

  @Get('sections/:slug')
  section(
    @Param({ schema: SlugParameters }) { slug }: SlugParameters,
    @Query({ schema: NameQuery }) { lang }: NameQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const section = this.settings.SITE_FILE.sections.find((each) => each.slug === slug.normalize('NFC'));
      if (!section) throw new ProblemError('not_found');
      const question = { section: section.slug, language: lang, limit: 1, tags: TOGETHER };
      const [list] = await this.backend.lists([question]);
      const data = { ...withPaths(section), tags: list?.tags ?? [] };
      const editions = lang ? [lang] : (['en', 'ko'] as const);
      const keys = editions.map((edition) => `list:${edition}`);
      return { ...json({ data }, caching.list), keys, softMs: SOFT_MS };
    });
  }

  @Get('status')
  async status(
    @Query({ schema: NoQuery }) _: z.infer<typeof NoQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { status, dependencies } = await this.runtime.readiness();
    reply.header('cache-control', 'no-store');
    return { data: { status, dependencies }, meta: this.meta() };
  }

  private meta(): { asOf: string } {
    return { asOf: new Date(this.runtime.now()).toISOString() };
  }
}

function isCalled({ slug, names }: Section, part: string): boolean {
  return [slug, names.en, names.ko].some((name) => name.toLowerCase().includes(part));
}

function withPaths(section: Section): object {
  const path = `/${section.slug}`;
  return { ...section, urls: { en: encodeURI(pathOf('en', path)), ko: encodeURI(pathOf('ko', path)) } };
}
