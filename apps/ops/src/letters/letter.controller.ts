import { Body, Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DeadLetters, type LetterFound, type LetterResult } from '#libs/kafka';
import { ProblemError } from '#libs/service';
import { RecordClient } from '../drift/record.client.ts';
import { type Act, actPage, resultPage } from '../pages/act.page.tsx';
import { SessionStore } from '../session.store.ts';
import { LetterNotes } from './bulk.producer.ts';
import { letterPage } from './letter.page.tsx';
import { found } from './letters.controller.ts';
import { DiscardForm, EditForm, editedOf, jsonOf, Place, ReplayForm } from './letters.ts';
import { differences } from './mask.ts';

const HTML = 'text/html; charset=utf-8';

/**
 * What becomes of one dead letter: it is said again, mended by hand or as it is, or closed. Each act is confirmed on a
 * page that says what it does, and stands in the audit log without a word of the record.
 */
@Controller('letters')
export class LetterController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(DeadLetters) private readonly letters: DeadLetters,
    @Inject(RecordClient) private readonly record: RecordClient,
    @Inject(LetterNotes) private readonly notes: LetterNotes,
  ) {}

  /** Checks what somebody has made of a record; then the same page as before a replay. */
  @Post('edit')
  @HttpCode(200)
  @Header('content-type', HTML)
  async edit(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const frame = this.sessions.frameOf(request);
    const { place, value: text } = read(EditForm, body);
    const letter = await found(this.letters, place);
    const edited = editedOf(letter.letter, text);
    const refused =
      'fault' in edited
        ? { words: edited.fault, faults: [] }
        : this.letters.check(letter.letter, edited.value);
    if ('value' in edited && !refused) {
      const changed = differences(jsonOf(letter.letter.record.value), edited.data);
      return actPage(frame, effectOf(letter, { changed, value: text }));
    }
    reply.status(422);
    const { words = '', faults = [] } = refused ?? {};
    return letterPage(frame, letter, { text, fault: words, faults });
  }

  @Post('replay/confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async confirmReplay(@Body() body: unknown, @Req() request: FastifyRequest): Promise<string> {
    const { place } = read(Place, body);
    return actPage(this.sessions.frameOf(request), effectOf(await found(this.letters, place)));
  }

  @Post('replay')
  @HttpCode(303)
  async replay(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { place, value: text } = read(ReplayForm, body);
    const { name: by } = this.sessions.of(request);
    const letter = await found(this.letters, place);
    const mended = text === undefined ? undefined : mendedBytes(letter, text);
    const result = mended ? await this.letters.mend(place, mended.value, { by }) : await this.once(place, by);
    if (result?.is !== 'replayed') return this.refused(result, { request, reply });
    const changed = mended ? { changed: mended.changed.slice(0, MOST_CHANGES) } : {};
    await this.notes.note(by, 'letter.replayed', {
      about: place,
      before: beforeOf(letter),
      after: { words: result.words, ...changed },
    });
    reply.header('location', hrefOf(place));
    return '';
  }

  @Post('discard/confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async confirmDiscard(@Body() body: unknown, @Req() request: FastifyRequest): Promise<string> {
    const { place, note } = read(DiscardForm, body);
    const { letter } = await found(this.letters, place);
    return actPage(this.sessions.frameOf(request), {
      title: 'Close this letter?',
      place: '/letters',
      facts: [
        ['Letter', place],
        ['Reader', `${letter.group} of ${letter.topic}`],
        ['Key', letter.record.key ?? '(none)'],
        ['Why', note],
      ],
      effects: [
        `${letter.group} never gets this record: what it says has no effect there.`,
        'The letter is not open any more, and nobody can replay it. Its bytes stay readable until its topic forgets them.',
      ],
      action: '/letters/discard',
      fields: { place, note },
      button: 'Close it for good',
      grave: true,
      back: hrefOf(place),
    });
  }

  @Post('discard')
  @HttpCode(303)
  async discard(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { place, note } = read(DiscardForm, body);
    const { name: by } = this.sessions.of(request);
    const letter = await found(this.letters, place);
    const result = await this.letters.discard(place, { by, note });
    if (result.is !== 'discarded') return this.refused(result, { request, reply });
    await this.notes.note(by, 'letter.discarded', {
      about: place,
      before: beforeOf(letter),
      after: { note },
    });
    reply.header('location', hrefOf(place));
    return '';
  }

  private async once(place: string, by: string): Promise<LetterResult | undefined> {
    const retell = (uri: string): Promise<string | undefined> => this.record.retell(uri);
    return (await this.letters.replay([place], { by, dryRun: false, retell }))[0];
  }

  private refused(
    result: LetterResult | undefined,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  ): string {
    reply.status(422).header('content-type', HTML);
    const { place = '', words = 'there is no such letter' } = result ?? {};
    return resultPage(this.sessions.frameOf(request), {
      title: 'Nothing was done',
      place: '/letters',
      words: [words],
      back: place === '' ? '/letters' : hrefOf(place),
    });
  }
}

/** Changed members that the audit log names. */
const MOST_CHANGES = 100;

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const form = schema.safeParse(body);
  if (form.success) return form.data;
  const [issue] = form.error.issues;
  const detail = `${issue?.path.join('.') ?? 'the form'}: ${issue?.message ?? 'is not as it must be'}`;
  throw new ProblemError('invalid_parameter', { detail });
}

function mendedBytes({ letter }: LetterFound, text: string): { value: string; changed: string[] } {
  const edited = editedOf(letter, text);
  if ('fault' in edited) throw new ProblemError('invalid_parameter', { detail: edited.fault });
  return { value: edited.value, changed: differences(jsonOf(letter.record.value), edited.data) };
}

function beforeOf({ letter: { reason, topic, group, record } }: LetterFound): object {
  return { reason, topic, group, ...(record.key === undefined ? {} : { key: record.key }) };
}

function hrefOf(place: string): string {
  return `/letters/one?${new URLSearchParams({ place })}`;
}

function effectOf(
  { letter, way, history }: LetterFound,
  mended?: { changed: readonly string[]; value: string },
): Act {
  const { place, group, topic, record } = letter;
  const tells = way.is === 'retell';
  const deaths = history.filter(({ decision }) => decision?.type === 'letter.replayed').length;
  return {
    title: mended ? 'Say it again, mended?' : 'Replay this letter?',
    place: '/letters',
    facts: [
      ['Letter', place],
      ['Reader', `${group} of ${topic}`],
      ['Key', record.key ?? '(none)'],
      ...(mended ? [['Changed', mended.changed.join(', ') || 'nothing but white space'] as const] : []),
      ...(deaths > 0 ? [['Replayed before', `${deaths}, and it has died again`] as const] : []),
    ],
    effects: tells
      ? [
          `Content tells the change log the newest state of ${record.key}; ${group} takes it over, and so does every other reader.`,
          'The record that could not be used is not written again: the last one of an article has to be its newest state.',
        ]
      : [
          `The record is said again in ${topic}${mended ? ', with the members above changed' : ''}, with the number it had when it was first said.`,
          'What was said of the article after it stays; a withdrawal since then is not undone.',
          'If it still can not be used, it dies again, as a new letter.',
        ],
    action: '/letters/replay',
    fields: { place, ...(mended ? { value: mended.value } : {}) },
    button: tells ? 'Tell the article again' : 'Say it again',
    back: hrefOf(place),
  };
}
