import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DeadLetters, type LetterFound } from '#libs/kafka';
import { ProblemError, Runtime } from '#libs/service';
import { actPage } from '../pages/act.page.tsx';
import { SessionStore } from '../session.store.ts';
import { BulkProducer } from './bulk.producer.ts';
import { letterPage } from './letter.page.tsx';
import { lettersPage } from './letters.page.tsx';
import { BulkForm, groupsOf, ListQuery, Place } from './letters.ts';

const HTML = 'text/html; charset=utf-8';

/** Which dead letters are open, one of them whole, and the replay of many. */
@Controller('letters')
export class LettersController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(DeadLetters) private readonly letters: DeadLetters,
    @Inject(BulkProducer) private readonly bulk: BulkProducer,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get()
  @Header('content-type', HTML)
  async list(
    @Query({ schema: ListQuery }) chosen: ListQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const frame = this.sessions.frameOf(request);
    const open = await this.letters.open();
    const { reason, topic, group } = chosen;
    const rows = open
      .filter((row) => row.reason === reason && row.topic === topic && row.group === group)
      .toSorted((a, b) => (a.at < b.at ? 1 : -1));
    const groups = groupsOf(open, this.runtime.now());
    return lettersPage(frame, { groups, chosen, rows, bulk: this.bulk.last });
  }

  @Get('one')
  @Header('content-type', HTML)
  async one(
    @Query({ schema: Place }) { place }: z.infer<typeof Place>,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return letterPage(this.sessions.frameOf(request), await found(this.letters, place));
  }

  /** A dry run: what would become of each, and nothing does. */
  @Post('bulk/confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async foresee(@Body() body: unknown, @Req() request: FastifyRequest): Promise<string> {
    const frame = this.sessions.frameOf(request);
    const form = bulkOf(body);
    const results = await this.bulk.foresee(form);
    const good = results.filter(({ is }) => is === 'would replay').length;
    const bad = results.filter(({ is }) => is !== 'would replay');
    const { reason, topic, group, rate } = form;
    return actPage(frame, {
      title: `Replay ${good} ${good === 1 ? 'letter' : 'letters'}?`,
      place: '/letters',
      facts: [
        ['Reason', reason],
        ['Reader', `${group} of ${topic}`],
        ['Pace', `${rate} a second, ${Math.ceil(good / rate)} s in all`],
        ['Left out', String(bad.length)],
      ],
      effects: [
        'What newsrooms have said is said again in the intake log, with the number it had: what came after it stays.',
        'Of what the change log says the article is told again: content knows its newest state.',
        'Whatever is still wrong makes new letters. What has died again after two replays is left out here.',
        ...bad.slice(0, 20).map(({ place, words }) => `Left out: ${place}: ${words}`),
      ],
      action: '/letters/bulk',
      fields: { reason, topic, group, rate: String(rate) },
      button: good === 0 ? 'Nothing can be replayed' : 'Replay them',
      back: `/letters?${new URLSearchParams({ reason, topic, group })}`,
    });
  }

  @Post('bulk')
  @HttpCode(303)
  @Header('location', '/letters')
  replay(@Body() body: unknown, @Req() request: FastifyRequest): string {
    this.bulk.start(bulkOf(body), this.sessions.of(request).name);
    return '';
  }
}

/** The letter at a place; throws `not_found`. */
export async function found(letters: DeadLetters, place: string): Promise<LetterFound> {
  const letter = await letters.find(place);
  if (!letter) throw new ProblemError('not_found', { detail: 'there is no letter at that place' });
  return letter;
}

function bulkOf(body: unknown): BulkForm {
  const form = BulkForm.safeParse(body);
  if (form.success) return form.data;
  const detail = 'a reason, its reader and a pace of 1 to 200 letters a second are needed';
  throw new ProblemError('invalid_parameter', { detail });
}
