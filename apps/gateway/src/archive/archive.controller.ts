import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CorrectionsQuestion, seoulSpan } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { seoulDate } from '#libs/text';
import { BackendClient } from '../backend.client.ts';
import type { Answer } from '../cache/pressed.ts';
import type { Edition } from '../edition.ts';
import { caching, editionOf, movedTo, Press, page, SOFT_MS } from '../pages/press.controller.ts';
import { dayPage, monthPage, PER_PAGE } from './archive.page.tsx';
import { archivePath } from './archive.ts';
import { correctionsPage } from './corrections.page.tsx';

const DayQuery = z.object({ page: z.coerce.number().int().min(1).max(1_000).catch(1) });
const MonthParameters = z.object({ yyyy: z.string(), mm: z.string() });
const DayParameters = MonthParameters.extend({ dd: z.string() });
const CursorQuery = z.object({ cursor: CorrectionsQuestion.shape.cursor.catch(undefined) });
const CORRECTIONS = 30;

/** What was published when, and what had to be put right. Both fall with any change in their edition. */
@Controller()
export class ArchiveController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** The way to this month. Not for ever: next month it is another. */
  @Get(['/archive', '/ko/archive', '/lite/archive', '/ko/lite/archive'])
  today(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.press.send(request, reply, async () => {
      const { year, month } = seoulDate(new Date(this.runtime.now()).toISOString());
      return { ...movedTo(archivePath(editionOf(request), `${year}-${month}`)), status: 302 };
    });
  }

  @Get([
    '/archive/:yyyy/:mm',
    '/ko/archive/:yyyy/:mm',
    '/lite/archive/:yyyy/:mm',
    '/ko/lite/archive/:yyyy/:mm',
  ])
  month(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param({ schema: MonthParameters }) { yyyy, mm }: z.infer<typeof MonthParameters>,
  ): Promise<void> {
    const edition = editionOf(request);
    const month = `${yyyy}-${mm}`;
    return this.press.send(request, reply, async () => {
      if (!this.isPast(month)) return this.press.notFound(edition);
      const calendar = await this.backend.calendar({ language: edition, month });
      const body = monthPage({ frame: this.press.frame(edition), month, calendar });
      return calendar.days.length > 0 ? kept(edition, body) : page(body, caching.list);
    });
  }

  @Get([
    '/archive/:yyyy/:mm/:dd',
    '/ko/archive/:yyyy/:mm/:dd',
    '/lite/archive/:yyyy/:mm/:dd',
    '/ko/lite/archive/:yyyy/:mm/:dd',
  ])
  day(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param({ schema: DayParameters }) { yyyy, mm, dd }: z.infer<typeof DayParameters>,
    @Query({ schema: DayQuery }) { page: number }: z.infer<typeof DayQuery>,
  ): Promise<void> {
    const edition = editionOf(request);
    const month = `${yyyy}-${mm}`;
    const day = `${month}-${dd}`;
    return this.press.send(request, reply, async () => {
      const span = seoulSpan(day);
      if (!span || !this.isPast(day)) return this.press.notFound(edition);
      const skip = (number - 1) * PER_PAGE;
      const [list, calendar] = await Promise.all([
        this.backend.archive({ language: edition, ...span, limit: PER_PAGE, skip }),
        this.backend.calendar({ language: edition, month }),
      ]);
      const pages = Math.ceil(list.total / PER_PAGE);
      if (number > Math.max(1, pages)) return this.press.notFound(edition);
      const frame = this.press.frame(edition);
      const body = dayPage({ frame, month, calendar, day, list, page: number, pages });
      return list.total > 0 ? kept(edition, body) : page(body, caching.list);
    });
  }

  @Get(['/corrections', '/ko/corrections', '/lite/corrections', '/ko/lite/corrections'])
  corrections(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: CursorQuery }) { cursor }: z.infer<typeof CursorQuery>,
  ): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const answer = await this.backend.corrections({ language: edition, limit: CORRECTIONS, cursor });
      const frame = this.press.frame(edition);
      return kept(edition, correctionsPage({ frame, answer, first: cursor === undefined }));
    });
  }

  /** A day or month that has begun: before it there is nothing to look for, and addresses without an end. */
  private isPast(name: string): boolean {
    const span = seoulSpan(name);
    return span !== undefined && Date.parse(span.from) <= this.runtime.now();
  }
}

/** Only where there are articles: whoever walks through the centuries displaces no page. */
function kept(edition: Edition, body: string): Answer {
  return { ...page(body, caching.list), keys: [`named:list:${edition}`], softMs: SOFT_MS };
}
