import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type ArticleStanding, type Foresight, IntakeEvent, Uri } from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { publicId } from '#libs/text';
import { ArticleStore } from './article.store.ts';
import { unknownArticle } from './article.ts';
import { eventKey } from './batch.ts';
import { mediaNamedIn } from './media.ts';
import { foresee, standingOf } from './standing.ts';

const UriQuery = z.strictObject({ uri: Uri });

/**
 * Answers the gate what newsrooms may know of their own articles, those that are held included: where one is, and
 * what would become of an event. Nothing is decided here and nothing is kept; between the answer and the event the
 * article may change.
 */
@Controller('internal')
export class StandingController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('standings')
  async standing(@Query({ schema: UriQuery }) { uri }: z.infer<typeof UriQuery>): Promise<ArticleStanding> {
    const state = await this.store.find(uri);
    if (!state) throw new ProblemError('not_found');
    return standingOf(state);
  }

  @Post('foresight')
  @HttpCode(200)
  async foresight(@Body({ schema: IntakeEvent }) event: IntakeEvent): Promise<Foresight> {
    const [state, verdict, media] = await Promise.all([
      this.store.find(event.uri),
      this.store.verdict(eventKey(event)),
      this.store.media.facts(mediaNamedIn([event])),
    ]);
    const known = state ?? unknownArticle(event.uri, publicId(event.uri));
    return foresee(known, event, { verdict, media, clock: this.runtime.now() });
  }
}
